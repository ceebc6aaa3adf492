package io.viaduct.core.qpair;

import static io.viaduct.api.memory.Native.ALL;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.viaduct.api.bdev.BdevIo;
import io.viaduct.api.bdev.BdevOp;
import io.viaduct.api.bdev.Geometry;
import io.viaduct.api.memory.Native;
import io.viaduct.api.nvme.Cns;
import io.viaduct.api.nvme.CopyCommand;
import io.viaduct.api.nvme.CopyRange;
import io.viaduct.api.nvme.DsmCommand;
import io.viaduct.api.nvme.DsmRange;
import io.viaduct.api.nvme.IdentifyController;
import io.viaduct.api.nvme.IdentifyControllerNvm;
import io.viaduct.api.nvme.IdentifyNamespace;
import io.viaduct.api.nvme.IoOpcode;
import io.viaduct.api.nvme.Sqe;
import io.viaduct.api.nvme.Status;
import io.viaduct.api.transport.Request;
import io.viaduct.conformance.Proves;
import io.viaduct.core.qpair.Host.Answer;

import org.junit.jupiter.api.Test;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.function.LongConsumer;

/** Commands on blocks other than Read and Write: what they do, and what they refuse. */
class BlockCommandTest {
    private static final int INVALID_FIELD = Status.withDnr(Status.INVALID_FIELD);
    private static final int OUT_OF_RANGE = Status.withDnr(Status.LBA_OUT_OF_RANGE);
    private static final int INVALID_OPCODE = Status.withDnr(Status.INVALID_OPCODE);
    private static final int TOO_LARGE = Status.withDnr(Status.COMMAND_SIZE_LIMIT_EXCEEDED);
    private static final int BAD_TAGS = Status.withDnr(Status.INVALID_PROTECTION_INFO);
    private static final int GUARD_AND_REFERENCE = BdevIo.CHECK_GUARD | BdevIo.CHECK_REFERENCE;

    private final Rig rig = new Rig(1, 4, TargetOptions.of("1"));
    private final FakeDevice disk = Rig.disk();
    private final Host admin;
    private final Host io;

    BlockCommandTest() {
        rig.with(1, disk).publish();
        admin = rig.admin();
        io = rig.io(admin, 1, 0);
    }

    private FakeDevice with(Geometry geometry) {
        FakeDevice device = new FakeDevice(geometry, true);
        rig.with(1, device).publish();
        return device;
    }

    private static byte[] pattern(int seed, int blocks) {
        byte[] bytes = new byte[blocks * Rig.BLOCK];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (i * 7 + seed);
        }
        return bytes;
    }

    private Answer send(int opcode, long lba, int blocks, byte[] data, LongConsumer fields) {
        Request request = io.blocks(opcode, lba, blocks);
        fields.accept(request.sqe());
        if (request.begin(data.length) == Request.RECEIVE) {
            Host.fill(request.data(), data);
        }
        request.execute();
        return io.answer();
    }

    private Answer send(int opcode, long lba, int blocks) {
        return send(opcode, lba, blocks, new byte[0], sqe -> {});
    }

    private void write(long lba, byte[] data) {
        send(IoOpcode.WRITE, lba, data.length / Rig.BLOCK, data, sqe -> {}).ok();
    }

    private byte[] read(long lba, int blocks) {
        return send(IoOpcode.READ, lba, blocks, pattern(0, blocks), sqe -> {}).ok().data();
    }

    @Proves("features 3.3 Compare")
    @Test
    void shouldCompare() {
        write(5, pattern(1, 3));
        send(IoOpcode.COMPARE, 5, 3, pattern(1, 3), sqe -> {}).ok();
        Answer other = send(IoOpcode.COMPARE, 5, 3, pattern(2, 3), sqe -> {});
        assertEquals(Status.withDnr(Status.COMPARE_FAILURE), other.status());
        Answer shorter = send(IoOpcode.COMPARE, 5, 3, pattern(1, 2), sqe -> {});
        assertEquals(Status.withDnr(Status.DATA_SGL_LENGTH_INVALID), shorter.status());
    }

    @Test
    void shouldCountADifferenceAsNoErrorOfTheMedia() {
        send(IoOpcode.COMPARE, 5, 1, pattern(2, 1), sqe -> {});
        assertEquals(0, io.qpair.counters().mediaErrors());
        disk.failNext(Status.UNRECOVERED_READ_ERROR);
        send(IoOpcode.VERIFY, 5, 1);
        assertEquals(1, io.qpair.counters().mediaErrors());
    }

    @Proves("features 3.3 Verify")
    @Test
    void shouldVerifyAndMarkUncorrectable() {
        send(IoOpcode.VERIFY, 3, 9).ok();
        assertEquals(BdevOp.VERIFY, disk.last().op());
        assertEquals(9, disk.last().count());
        send(IoOpcode.WRITE_UNCORRECTABLE, 4, 2).ok();
        assertEquals(BdevOp.WRITE_UNCORRECTABLE, disk.last().op());
    }

    @Test
    void shouldCheckTheRangeOfAll() {
        for (int opcode :
                new int[] {
                    IoOpcode.COMPARE,
                    IoOpcode.VERIFY,
                    IoOpcode.WRITE_UNCORRECTABLE,
                    IoOpcode.WRITE_ZEROES
                }) {
            assertEquals(OUT_OF_RANGE, send(opcode, Rig.BLOCKS, 1).status());
            assertEquals(OUT_OF_RANGE, send(opcode, Rig.BLOCKS - 1, 2).status());
            assertEquals(OUT_OF_RANGE, send(opcode, -1, 1).status());
        }
    }

    @Test
    void shouldRefuseWhatTheDeviceCannotDo() {
        for (BdevOp op :
                new BdevOp[] {
                    BdevOp.COMPARE, BdevOp.VERIFY, BdevOp.WRITE_UNCORRECTABLE, BdevOp.WRITE_ZEROES
                }) {
            disk.lacks(op);
            int opcode =
                    switch (op) {
                        case COMPARE -> IoOpcode.COMPARE;
                        case VERIFY -> IoOpcode.VERIFY;
                        case WRITE_ZEROES -> IoOpcode.WRITE_ZEROES;
                        default -> IoOpcode.WRITE_UNCORRECTABLE;
                    };
            assertEquals(INVALID_OPCODE, send(opcode, 0, 1).status(), op.label());
        }
        disk.lacks(BdevOp.COPY);
        assertEquals(INVALID_OPCODE, copy(0, new long[] {1, 1}).status());
    }

    @Proves("features 3.3 LR")
    @Test
    void shouldTakeLimitedRetry() {
        send(IoOpcode.WRITE, 0, 1, pattern(1, 1), sqe -> Sqe.limitedRetry(ALL, sqe, true)).ok();
        send(IoOpcode.READ, 0, 1, pattern(1, 1), sqe -> Sqe.limitedRetry(ALL, sqe, true)).ok();
    }

    @Test
    void shouldForceUnitAccessOfWhatIsReadToo() {
        send(IoOpcode.READ, 0, 1, pattern(1, 1), sqe -> Sqe.fua(ALL, sqe, true)).ok();
        assertEquals(1, disk.forcedCount());
    }

    @Proves("features 3.3 Write Zeroes limit")
    @Test
    void shouldLimitCommandsWithoutATransfer() {
        with(Geometry.of(512, 1 << 20));
        rig.limits(0, 1);
        send(IoOpcode.WRITE_ZEROES, 0, 16).ok();
        assertEquals(INVALID_FIELD, send(IoOpcode.WRITE_ZEROES, 0, 17).status());
        rig.limits(0, 0);
        send(IoOpcode.WRITE_ZEROES, 0, 65536).ok();
        send(IoOpcode.VERIFY, 0, 32768).ok();
        assertEquals(INVALID_FIELD, send(IoOpcode.VERIFY, 0, 32769).status());
        send(IoOpcode.WRITE_UNCORRECTABLE, 0, 32768).ok();
        assertEquals(INVALID_FIELD, send(IoOpcode.WRITE_UNCORRECTABLE, 0, 32769).status());
    }

    private Answer deallocate(long... lengths) {
        byte[] data = new byte[lengths.length * DsmRange.LENGTH];
        MemorySegment list = Arena.ofAuto().allocate(data.length);
        for (int i = 0; i < lengths.length; i++) {
            DsmRange.slba(list, (long) i * DsmRange.LENGTH, i * 10L);
            DsmRange.nlb(list, (long) i * DsmRange.LENGTH, lengths[i]);
        }
        MemorySegment.copy(list, ValueLayout.JAVA_BYTE, 0, data, 0, data.length);
        return send(
                IoOpcode.DATASET_MANAGEMENT,
                0,
                1,
                data,
                sqe -> {
                    Native.zero(Sqe.sgl(sqe) + 16, 24);
                    DsmCommand.nr(ALL, sqe, lengths.length - 1);
                    DsmCommand.attributes(ALL, sqe, DsmCommand.AD);
                });
    }

    @Proves("features 3.3 Dataset Management limits")
    @Test
    void shouldLimitDeallocation() {
        write(0, pattern(1, 1));
        rig.limits(8, 12);
        deallocate(8, 8).ok();
        assertEquals(TOO_LARGE, deallocate(8, 9).status());
        long[] many = new long[256];
        Arrays.fill(many, 1);
        assertEquals(TOO_LARGE, deallocate(many).status());
        deallocate(Arrays.copyOf(many, 255)).ok();
        rig.limits(0, 12);
        deallocate(many).ok();
        deallocate(4000).ok();
    }

    private Answer copy(long target, long[]... ranges) {
        return copy(target, sqe -> {}, ranges);
    }

    private Answer copy(long target, LongConsumer fields, long[]... ranges) {
        byte[] data = new byte[ranges.length * CopyRange.LENGTH];
        MemorySegment list = Arena.ofAuto().allocate(data.length);
        for (int i = 0; i < ranges.length; i++) {
            long at = (long) i * CopyRange.LENGTH;
            CopyRange.slba(list, at, ranges[i][0]);
            CopyRange.nlb(list, at, (int) ranges[i][1] - 1);
            CopyRange.elbrt(list, at, (int) ranges[i][0]);
            CopyRange.elbat(list, at, 0x4321);
            CopyRange.elbatm(list, at, 0xffff);
        }
        MemorySegment.copy(list, ValueLayout.JAVA_BYTE, 0, data, 0, data.length);
        return send(
                IoOpcode.COPY,
                target,
                1,
                data,
                sqe -> {
                    CopyCommand.nr(ALL, sqe, ranges.length - 1);
                    fields.accept(sqe);
                });
    }

    @Proves("features 3.3 Copy")
    @Test
    void shouldCopyRangeAfterRange() {
        write(0, pattern(3, 16));
        copy(100, new long[] {8, 2}, new long[] {0, 3}, new long[] {15, 1}).ok();
        byte[] all = pattern(3, 16);
        byte[] expected = new byte[6 * Rig.BLOCK];
        System.arraycopy(all, 8 * Rig.BLOCK, expected, 0, 2 * Rig.BLOCK);
        System.arraycopy(all, 0, expected, 2 * Rig.BLOCK, 3 * Rig.BLOCK);
        System.arraycopy(all, 15 * Rig.BLOCK, expected, 5 * Rig.BLOCK, Rig.BLOCK);
        assertArrayEquals(expected, read(100, 6));
    }

    @Proves("features 3.3 Copy")
    @Test
    void shouldCopyOnASlowDeviceAndSayWhichRangeHasFailed() {
        disk.slow();
        assertEquals(null, copy(100, new long[] {8, 2}, new long[] {0, 3}, new long[] {1, 1}));
        disk.finish();
        disk.failNext(Status.UNRECOVERED_READ_ERROR);
        disk.finish();
        Answer failed = io.answer();
        assertEquals(Status.UNRECOVERED_READ_ERROR, failed.status());
        assertEquals(1, failed.dw0());
        assertEquals(0, disk.pendingCount());
    }

    @Test
    void shouldCopyNothingOfWhatCannotBeCopiedWhole() {
        write(0, pattern(3, 2));
        Answer beyond = copy(100, new long[] {0, 1}, new long[] {Rig.BLOCKS, 1});
        assertEquals(OUT_OF_RANGE, beyond.status());
        assertEquals(1, beyond.dw0());
        assertEquals(OUT_OF_RANGE, copy(Rig.BLOCKS - 1, new long[] {0, 2}).status());
        assertArrayEquals(new byte[Rig.BLOCK], read(100, 1));
    }

    @Proves("features 3.3 Copy")
    @Test
    void shouldLimitCopies() {
        long[][] many = new long[129][];
        Arrays.fill(many, new long[] {0, 1});
        assertEquals(TOO_LARGE, copy(1000, many).status());
        copy(1000, Arrays.copyOf(many, 128)).ok();
        with(Geometry.of(512, 1 << 20));
        assertEquals(TOO_LARGE, copy(1 << 18, new long[] {0, 65536}).status());
        copy(1 << 18, new long[] {0, 65535}).ok();
        long[] half = {0, 65535};
        assertEquals(TOO_LARGE, copy(1 << 18, half, half, half).status());
    }

    @Test
    @Proves("features 3.3 Copy")
    void shouldRefuseOtherFormatsOfCopy() {
        for (int format = 1; format < 16; format++) {
            int df = format;
            Answer answer = copy(100, sqe -> CopyCommand.df(ALL, sqe, df), new long[] {0, 1});
            assertEquals(INVALID_FIELD, answer.status());
        }
    }

    @Test
    void shouldSayWhatItDoes() {
        MemorySegment controller = admin.identify(Cns.CTRLR, 0).ok().page();
        assertEquals(0x18f, IdentifyController.oncs(controller, 0) & 0x18f);
        assertEquals(1, IdentifyController.fuses(controller, 0));
        assertEquals(1, IdentifyController.ocfs(controller, 0));
        assertEquals(0, IdentifyController.awun(controller, 0));
        assertEquals(0, IdentifyController.awupf(controller, 0));
        assertEquals(0, IdentifyController.acwu(controller, 0));
        rig.limits(100, 3);
        MemorySegment limits = admin.identify(Cns.CTRLR_IOCS, 0).ok().page();
        assertEquals(12, IdentifyControllerNvm.vsl(limits, 0));
        assertEquals(3, IdentifyControllerNvm.wzsl(limits, 0));
        assertEquals(12, IdentifyControllerNvm.wusl(limits, 0));
        assertEquals(255, IdentifyControllerNvm.dmrl(limits, 0));
        assertEquals(100, IdentifyControllerNvm.dmrsl(limits, 0));
        assertEquals(25500, IdentifyControllerNvm.dmsl(limits, 0));
    }

    @Test
    void shouldSayOfANamespaceWhatItHas() {
        with(Geometry.of(4096, 64).withMetadata(16, 2, true));
        MemorySegment page = admin.identify(Cns.NS, 1).ok().page();
        assertEquals(16, IdentifyNamespace.lbafMs(page, 0, 0));
        assertEquals(IdentifyNamespace.FLBAS_EXTENDED, IdentifyNamespace.flbas(page, 0));
        assertEquals(IdentifyNamespace.MC_EXTENDED, IdentifyNamespace.mc(page, 0));
        assertEquals(0b01010, IdentifyNamespace.dpc(page, 0));
        assertEquals(0b1010, IdentifyNamespace.dps(page, 0));
        assertEquals(0b10, IdentifyNamespace.nsfeat(page, 0));
        assertEquals(0, IdentifyNamespace.nawun(page, 0));
        assertEquals(0, IdentifyNamespace.nawupf(page, 0));
        assertEquals(14, IdentifyNamespace.nacwu(page, 0));
        assertEquals(0, IdentifyNamespace.nabo(page, 0));
        assertEquals(127, IdentifyNamespace.msrc(page, 0));
        assertEquals(16320, IdentifyNamespace.mcl(page, 0));
        assertEquals(16320, IdentifyNamespace.mssrl(page, 0));
    }

    @Proves("features 3.3 protection information")
    @Test
    void shouldMoveDataAloneWhereProtectionIsAddedAndRemoved() {
        FakeDevice device = with(Geometry.of(512, 64).withMetadata(8, 1, false));
        LongConsumer acts = sqe -> Sqe.prinfo(ALL, sqe, BdevIo.PRACT);
        send(IoOpcode.WRITE, 4, 2, new byte[1024], acts).ok();
        assertEquals(BdevIo.PRACT, device.last().protectionFlags());
        assertEquals(1024, send(IoOpcode.READ, 4, 2, new byte[1024], acts).ok().data().length);
        assertEquals(0, device.lentCount(), "what it has is not what the host gets");
        byte[] whole = send(IoOpcode.READ, 4, 2, new byte[1040], sqe -> {}).ok().data();
        assertEquals(1040, whole.length);
        with(Geometry.of(512, 64).withMetadata(16, 1, false));
        assertEquals(1056, send(IoOpcode.READ, 4, 2, new byte[1056], acts).ok().data().length);
    }

    @Test
    void shouldIgnoreProtectionFieldsWhereThereIsNone() {
        LongConsumer all = sqe -> Sqe.prinfo(ALL, sqe, 0xf);
        send(IoOpcode.WRITE, 4, 2, new byte[1024], all).ok();
        assertEquals(0, disk.last().protectionFlags());
        send(IoOpcode.VERIFY, 4, 2, new byte[0], all).ok();
    }

    @Proves("features 3.3 reference tags")
    @Test
    void shouldRefuseReferenceTagsThatCannotBeRight() {
        with(Geometry.of(512, 64).withMetadata(8, 1, false));
        LongConsumer checked = sqe -> Sqe.prinfo(ALL, sqe, GUARD_AND_REFERENCE);
        LongConsumer right = checked.andThen(sqe -> Sqe.ilbrt(ALL, sqe, 4));
        for (int opcode :
                new int[] {IoOpcode.WRITE, IoOpcode.READ, IoOpcode.COMPARE, IoOpcode.VERIFY}) {
            assertEquals(BAD_TAGS, send(opcode, 4, 1, new byte[520], checked).status());
            send(opcode, 4, 1, new byte[520], right).ok();
        }
        with(Geometry.of(512, 64).withMetadata(8, 2, false));
        send(IoOpcode.READ, 4, 1, new byte[520], checked).ok();
        with(Geometry.of(512, 64).withMetadata(8, 3, false));
        assertEquals(BAD_TAGS, send(IoOpcode.READ, 4, 1, new byte[520], right).status());
        LongConsumer guard = sqe -> Sqe.prinfo(ALL, sqe, BdevIo.CHECK_GUARD);
        send(IoOpcode.READ, 4, 1, new byte[520], guard).ok();
    }

    @Test
    void shouldRefuseToVerifyAndActAtOnce() {
        with(Geometry.of(512, 64).withMetadata(8, 1, false));
        LongConsumer acts = sqe -> Sqe.prinfo(ALL, sqe, BdevIo.PRACT);
        assertEquals(INVALID_FIELD, send(IoOpcode.VERIFY, 4, 1, new byte[0], acts).status());
    }

    @Test
    void shouldTellTheDeviceOfTheTagsOfACopy() {
        FakeDevice device = with(Geometry.of(512, 64).withMetadata(8, 1, false));
        LongConsumer fields =
                sqe -> {
                    CopyCommand.prinfor(ALL, sqe, GUARD_AND_REFERENCE);
                    CopyCommand.prinfow(ALL, sqe, GUARD_AND_REFERENCE);
                    Sqe.ilbrt(ALL, sqe, 32);
                    Sqe.lbat(ALL, sqe, 7);
                    Sqe.lbatm(ALL, sqe, 15);
                };
        copy(32, fields, new long[] {0, 3}, new long[] {8, 2}).ok();
        assertEquals(35, device.last().lba());
        assertEquals(35, device.last().referenceTag());
        assertEquals(7, device.last().applicationTag());
        assertEquals(15, device.last().applicationMask());
        assertEquals(GUARD_AND_REFERENCE, device.last().sourceFlags());
        assertEquals(8, device.last().sourceReferenceTag());
        assertEquals(0x4321, device.last().sourceApplicationTag());
        assertEquals(0xffff, device.last().sourceApplicationMask());
        LongConsumer wrong = fields.andThen(sqe -> Sqe.ilbrt(ALL, sqe, 31));
        assertEquals(BAD_TAGS, copy(32, wrong, new long[] {0, 3}).status());
        LongConsumer one = sqe -> CopyCommand.prinfor(ALL, sqe, BdevIo.PRACT);
        assertEquals(INVALID_FIELD, copy(32, one, new long[] {0, 3}).status());
    }

    @Proves("features 3.3 Write Zeroes DEAC")
    @Test
    void shouldWriteZeroesWithProtectionInsteadOfDeallocating() {
        FakeDevice device = with(Geometry.of(512, 64).withMetadata(8, 1, false));
        LongConsumer deallocates = sqe -> Sqe.deac(ALL, sqe, true);
        send(IoOpcode.WRITE_ZEROES, 4, 1, new byte[0], deallocates).ok();
        assertEquals(BdevOp.UNMAP, device.last().op());
        LongConsumer both = deallocates.andThen(sqe -> Sqe.prinfo(ALL, sqe, BdevIo.PRACT));
        send(IoOpcode.WRITE_ZEROES, 4, 1, new byte[0], both).ok();
        assertEquals(BdevOp.WRITE_ZEROES, device.last().op());
    }
}
