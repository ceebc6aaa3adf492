package io.viaduct.core.qpair;

import static io.viaduct.api.memory.Native.ALL;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.viaduct.api.bdev.BdevOp;
import io.viaduct.api.bdev.Geometry;
import io.viaduct.api.memory.Native;
import io.viaduct.api.nvme.AdminOpcode;
import io.viaduct.api.nvme.ConnectCommand;
import io.viaduct.api.nvme.ConnectData;
import io.viaduct.api.nvme.DsmCommand;
import io.viaduct.api.nvme.DsmRange;
import io.viaduct.api.nvme.FabricsType;
import io.viaduct.api.nvme.IoOpcode;
import io.viaduct.api.nvme.Limits;
import io.viaduct.api.nvme.Sqe;
import io.viaduct.api.nvme.Status;
import io.viaduct.api.transport.Request;
import io.viaduct.conformance.Proves;
import io.viaduct.core.qpair.Host.Answer;

import org.junit.jupiter.api.Test;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.ref.Reference;
import java.util.Arrays;

class IoTest {
    private static final int OUT_OF_RANGE = Status.withDnr(Status.LBA_OUT_OF_RANGE);

    private final Rig rig = new Rig(1, 2, TargetOptions.of("1"));
    private final FakeDevice disk = Rig.disk();
    private final Host admin;
    private final Host io;

    IoTest() {
        rig.with(1, disk).publish();
        admin = rig.admin();
        io = rig.io(admin, 1, 0);
    }

    private static byte[] pattern(int length) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) (i * 7 + 1);
        }
        return bytes;
    }

    private Answer write(Host host, long lba, byte[] bytes) {
        Request request = host.blocks(IoOpcode.WRITE, lba, bytes.length / Rig.BLOCK);
        assertEquals(Request.RECEIVE, request.begin(bytes.length));
        assertEquals(bytes.length, request.dataLength());
        assertFalse(request.toHost());
        Host.fill(request.data(), bytes);
        request.execute();
        return host.answer();
    }

    private Answer read(Host host, long lba, int blocks) {
        Request request = host.blocks(IoOpcode.READ, lba, blocks);
        assertEquals(Request.EXECUTE, request.begin((long) blocks * Rig.BLOCK));
        request.execute();
        return host.answer();
    }

    private void assertNothingIsLeft() {
        assertEquals(2, rig.reactors.getFirst().fakeBuffers().free());
        assertEquals(0, disk.lentCount());
    }

    @Test
    @Proves("features 3.3 Read and Write")
    void shouldReadWhatWasWritten() {
        byte[] bytes = pattern(8192);
        Answer written = write(io, 100, bytes).ok();
        assertNull(written.data());
        assertEquals(1, written.sqid());
        assertArrayEquals(bytes, read(io, 100, 16).ok().data());
        assertNothingIsLeft();
    }

    @Test
    void shouldSayThatNothingButSuccessIsToTell() {
        Request request = io.blocks(IoOpcode.FLUSH, 0, 1);
        request.begin(0);
        request.execute();
        assertSame(request, io.transport.completed.peek());
        assertTrue(request.plainSuccess());
        assertSame(io, request.attachment());
        io.answer().ok();
    }

    @Test
    void shouldWaitForADeviceThatTakesItsTime() {
        disk.slow();
        Request request = io.blocks(IoOpcode.READ, 0, 1);
        request.begin(512);
        request.execute();
        assertNull(io.answer());
        disk.finish();
        io.answer().ok();
        assertNothingIsLeft();
    }

    @Test
    @Proves("features 3.1 zero copy")
    void shouldSendADevicesOwnMemoryUntilTheRequestIsFreed() {
        FakeDevice lender = Rig.lendingDisk();
        rig.with(1, lender).publish();
        write(io, 8, pattern(512));
        Request request = io.blocks(IoOpcode.READ, 8, 1);
        request.begin(512);
        request.execute();
        assertSame(request, io.transport.completed.peek());
        assertEquals(lender.address(8), request.data().address(0));
        assertEquals(1, lender.lentCount());
        assertEquals(2, rig.reactors.getFirst().fakeBuffers().free());
        assertArrayEquals(pattern(512), io.answer().ok().data());
        assertEquals(0, lender.lentCount());
    }

    @Test
    void shouldCopyWhereDataMustNotChange() {
        FakeDevice lender = Rig.lendingDisk();
        rig.with(1, lender).publish();
        io.qpair.stableData(true);
        write(io, 8, pattern(512));
        assertArrayEquals(pattern(512), read(io, 8, 1).ok().data());
        assertEquals(0, lender.lentCount());
    }

    @Test
    @Proves("features 3.3 LBA Out of Range")
    void shouldCheckTheRange() {
        long end = Rig.BLOCKS;
        long[][] bad = {{end, 1}, {end - 1, 2}, {-1, 1}, {-1, 2}, {Long.MAX_VALUE, 1}};
        for (long[] range : bad) {
            for (int opcode : new int[] {IoOpcode.READ, IoOpcode.WRITE, IoOpcode.WRITE_ZEROES}) {
                Request request = io.blocks(opcode, range[0], (int) range[1]);
                assertEquals(Request.EXECUTE, request.begin(4096));
                request.execute();
                assertEquals(OUT_OF_RANGE, io.answer().status());
            }
        }
        read(io, end - 1, 1).ok();
    }

    @Test
    @Proves("features 3.3 transfer length")
    void shouldRefuseAListThatIsShorterThanTheData() {
        for (int opcode : new int[] {IoOpcode.READ, IoOpcode.WRITE}) {
            Request request = io.blocks(opcode, 0, 2);
            assertEquals(Request.EXECUTE, request.begin(1023));
            assertEquals(0, request.dataLength());
            request.execute();
            assertEquals(Status.withDnr(Status.DATA_SGL_LENGTH_INVALID), io.answer().status());
        }
    }

    @Test
    void shouldTakeALongerListAndMoveTheData() {
        Request request = io.blocks(IoOpcode.READ, 0, 1);
        request.begin(4096);
        request.execute();
        assertEquals(512, io.answer().ok().data().length);
    }

    @Test
    @Proves("features 3.3 transfer length")
    void shouldRefuseMoreThanTheLargestTransfer() {
        Request request = io.blocks(IoOpcode.WRITE, 0, 257);
        assertEquals(Request.EXECUTE, request.begin(257 * 512));
        request.execute();
        assertEquals(Status.withDnr(Status.INVALID_FIELD), io.answer().status());
    }

    @Test
    @Proves("features 1 PRPs")
    void shouldRefuseOddCommands() {
        Request fused = io.blocks(IoOpcode.READ, 0, 1);
        Sqe.fuse(ALL, fused.sqe(), Sqe.FUSE_FIRST);
        fused.begin(512);
        fused.execute();
        assertEquals(Status.withDnr(Status.INVALID_FIELD), io.answer().status());
        Request prp = io.blocks(IoOpcode.READ, 0, 1);
        Sqe.psdt(ALL, prp.sqe(), Sqe.PSDT_PRP);
        prp.begin(512);
        prp.execute();
        assertEquals(Status.withDnr(Status.INVALID_FIELD), io.answer().status());
        Request broadcast = io.blocks(IoOpcode.FLUSH, 0, 1);
        Sqe.nsid(ALL, broadcast.sqe(), Limits.BROADCAST_NSID);
        broadcast.begin(0);
        broadcast.execute();
        int noNamespace = Status.withDnr(Status.INVALID_NAMESPACE_OR_FORMAT);
        assertEquals(noNamespace, io.answer().status());
    }

    @Test
    @Proves("features 3.3 command identifier conflict")
    void shouldRefuseAnIdentifierThatIsInUse() {
        disk.slow();
        Request first = io.blocks(IoOpcode.READ, 0, 1);
        Sqe.cid(ALL, first.sqe(), 500);
        first.begin(512);
        first.execute();
        Request second = io.blocks(IoOpcode.READ, 0, 1);
        Sqe.cid(ALL, second.sqe(), 500);
        assertEquals(Request.EXECUTE, second.begin(512));
        second.execute();
        assertEquals(Status.COMMAND_ID_CONFLICT, io.answer().status());
        disk.finish();
        assertEquals(500, io.answer().ok().cid());
        Request third = io.blocks(IoOpcode.READ, 0, 1);
        Sqe.cid(ALL, third.sqe(), 500);
        third.begin(512);
        third.execute();
        disk.finish();
        io.answer().ok();
    }

    @Test
    void shouldHoldBackAHostThatSendsMoreThanItsQueueHolds() {
        disk.slow();
        Request[] requests = new Request[128];
        for (int i = 0; i < 128; i++) {
            requests[i] = io.blocks(IoOpcode.WRITE_ZEROES, 0, 1);
        }
        assertNull(io.qpair.request(null));
        requests[0].begin(0);
        requests[0].execute();
        disk.finish();
        assertNull(io.qpair.request(null), "complete, but not yet freed");
        io.answer().ok();
        assertNotNull(io.qpair.request(null));
    }

    @Test
    @Proves("features 1 buffer pressure")
    void shouldServeThoseWhoWaitForMemoryInTheirOrder() {
        Request a = io.blocks(IoOpcode.WRITE, 0, 1);
        Request b = io.blocks(IoOpcode.WRITE, 1, 1);
        Request c = io.blocks(IoOpcode.WRITE, 2, 1);
        Request d = io.blocks(IoOpcode.READ, 3, 1);
        Request e = io.blocks(IoOpcode.WRITE, 4, 1);
        assertEquals(Request.RECEIVE, a.begin(512));
        assertEquals(Request.RECEIVE, b.begin(512));
        assertEquals(Request.WAIT, c.begin(512));
        assertEquals(Request.EXECUTE, d.begin(512));
        d.execute();
        assertEquals(Request.WAIT, e.begin(512));
        assertNull(io.answer(), "the read has no memory yet");
        a.execute();
        io.answer().ok();
        assertSame(c, io.transport.admitted.remove());
        assertEquals(Request.RECEIVE, c.next());
        b.execute();
        io.answer().ok();
        Answer read = io.answer().ok();
        assertEquals(512, read.data().length);
        assertSame(e, io.transport.admitted.remove());
        e.execute();
        c.execute();
        io.answer().ok();
        io.answer().ok();
        assertNothingIsLeft();
    }

    @Test
    void shouldEndARequestWhoseDataDidNotArrive() {
        Request request = io.blocks(IoOpcode.WRITE, 0, 1);
        request.begin(512);
        request.fail(Status.COMMAND_TRANSIENT_TRANSPORT_ERROR);
        assertEquals(Status.COMMAND_TRANSIENT_TRANSPORT_ERROR, io.answer().status());
        assertNothingIsLeft();
    }

    @Test
    void shouldReportWhatTheDeviceReports() {
        disk.failNext(Status.UNRECOVERED_READ_ERROR);
        Answer answer = read(io, 5, 1);
        assertEquals(Status.UNRECOVERED_READ_ERROR, answer.status());
        assertNull(answer.data());
        assertNothingIsLeft();
    }

    @Test
    @Proves("features 3.3 FUA")
    void shouldForceUnitAccess() {
        Request request = io.blocks(IoOpcode.WRITE, 0, 1);
        Sqe.fua(ALL, request.sqe(), true);
        request.begin(512);
        request.execute();
        io.answer().ok();
        assertEquals(1, disk.forcedCount());
    }

    @Test
    @Proves("features 3.3 Flush")
    void shouldFlushOnlyWhatHasACache() {
        io.call(IoOpcode.FLUSH, 0, sqe -> Sqe.nsid(ALL, sqe, 1)).ok();
        assertEquals(0, disk.flushCount());
        var cached = new Geometry(512, 8192, 512, 0, false, 0, 0, 0, 0, 0, 0, 0, true, true);
        FakeDevice device = new FakeDevice(cached, false);
        rig.with(1, device).publish();
        io.call(IoOpcode.FLUSH, 0, sqe -> Sqe.nsid(ALL, sqe, 1)).ok();
        assertEquals(1, device.flushCount());
    }

    @Test
    @Proves("features 3.3 Write Zeroes")
    void shouldWriteZeroes() {
        write(io, 10, pattern(1024));
        Request request = io.blocks(IoOpcode.WRITE_ZEROES, 10, 1);
        request.begin(0);
        request.execute();
        io.answer().ok();
        byte[] expected = pattern(1024);
        Arrays.fill(expected, 0, 512, (byte) 0);
        assertArrayEquals(expected, read(io, 10, 2).ok().data());
    }

    private Answer deallocate(int transfer, long[]... ranges) {
        byte[] data = new byte[Math.max(transfer, ranges.length * DsmRange.LENGTH)];
        MemorySegment list = Arena.ofAuto().allocate(data.length);
        for (int i = 0; i < ranges.length; i++) {
            DsmRange.slba(list, (long) i * DsmRange.LENGTH, ranges[i][0]);
            DsmRange.nlb(list, (long) i * DsmRange.LENGTH, ranges[i][1]);
        }
        MemorySegment.copy(list, ValueLayout.JAVA_BYTE, 0, data, 0, data.length);
        return io.call(
                IoOpcode.DATASET_MANAGEMENT,
                data,
                sqe -> {
                    Sqe.nsid(ALL, sqe, 1);
                    DsmCommand.nr(ALL, sqe, ranges.length - 1);
                    DsmCommand.attributes(ALL, sqe, DsmCommand.AD);
                });
    }

    @Test
    @Proves("features 3.3 Dataset Management deallocate")
    void shouldDeallocateRanges() {
        write(io, 0, pattern(8 * 512));
        deallocate(4096, new long[] {1, 2}, new long[] {3, 0}, new long[] {5, 1}).ok();
        byte[] expected = pattern(8 * 512);
        Arrays.fill(expected, 512, 3 * 512, (byte) 0);
        Arrays.fill(expected, 5 * 512, 6 * 512, (byte) 0);
        assertArrayEquals(expected, read(io, 0, 8).ok().data());
    }

    @Test
    void shouldDeallocateNothingIfARangeIsOutOfBounds() {
        write(io, 0, pattern(512));
        assertEquals(OUT_OF_RANGE, deallocate(0, new long[] {0, 1}, new long[] {8192, 1}).status());
        assertArrayEquals(pattern(512), read(io, 0, 1).ok().data());
    }

    @Test
    void shouldDeallocateRangeAfterRangeOnASlowDevice() {
        disk.slow();
        assertNull(deallocate(0, new long[] {0, 1}, new long[] {1, 1}, new long[] {2, 1}));
        for (int i = 0; i < 3; i++) {
            assertEquals(1, disk.pendingCount());
            assertNull(io.answer());
            disk.finish();
        }
        io.answer().ok();
        assertNothingIsLeft();
    }

    @Test
    @Proves("features 3.3 Dataset Management deallocate")
    void shouldTakeDeallocationAsAHintWhereTheDeviceCannot() {
        disk.lacks(BdevOp.UNMAP);
        write(io, 0, pattern(512));
        deallocate(0, new long[] {0, 1}).ok();
        assertArrayEquals(pattern(512), read(io, 0, 1).ok().data());
    }

    @Test
    void shouldUseMemoryThatTheTransportResolves() {
        Host paged = new Host(rig, 0, true);
        // Connect's data is in host memory too.
        Request connect = paged.request(AdminOpcode.FABRICS);
        Sqe.fctype(ALL, connect.sqe(), FabricsType.CONNECT);
        ConnectCommand.sqsize(ALL, connect.sqe(), 31);
        assertEquals(Request.RESOLVE, connect.begin(-1));
        MemorySegment page = Arena.ofAuto().allocate(4096);
        ConnectData.cntlid(ALL, page.address(), 0xffff);
        ConnectData.subnqnText(ALL, page.address(), Rig.NQN);
        ConnectData.hostnqnText(ALL, page.address(), Rig.HOSTNQN);
        connect.data().add(page.address(), 1024);
        connect.execute();
        paged.answer().ok();
        paged.enable();
        Request identify = paged.request(AdminOpcode.IDENTIFY);
        Sqe.psdt(ALL, identify.sqe(), Sqe.PSDT_PRP);
        Sqe.cdw10(ALL, identify.sqe(), 1);
        assertEquals(Request.RESOLVE, identify.begin(-1));
        assertTrue(identify.toHost());
        identify.data().add(page.address(), 1000);
        identify.data().add(page.address() + 1000, 3096);
        identify.execute();
        Answer answer = paged.answer().ok();
        assertEquals('S', answer.data()[4]);
        assertEquals('S', Native.u8(page.address() + 4));
        Reference.reachabilityFence(page);
        assertNothingIsLeft();
    }

    @Test
    void shouldRefuseMoreDataThanTheCommandTakes() {
        Request request = io.blocks(IoOpcode.WRITE, 0, 1);
        assertEquals(Request.EXECUTE, request.begin(2 * Rig.BLOCK));
        request.execute();
        assertEquals(Status.withDnr(Status.DATA_SGL_LENGTH_INVALID), io.answer().status());
    }
}
