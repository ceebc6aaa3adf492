package io.viaduct.core.qpair;

import static io.viaduct.api.memory.Native.ALL;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.viaduct.api.bdev.Geometry;
import io.viaduct.api.nvme.AbortCommand;
import io.viaduct.api.nvme.AdminOpcode;
import io.viaduct.api.nvme.IoOpcode;
import io.viaduct.api.nvme.Sqe;
import io.viaduct.api.nvme.Status;
import io.viaduct.api.transport.Request;
import io.viaduct.conformance.Proves;
import io.viaduct.core.qpair.Host.Answer;

import org.junit.jupiter.api.Test;

import java.util.Arrays;

/** Compare and Write as one, and all that can come in between. */
class FusedTest {
    private static final int INVALID = Status.withDnr(Status.INVALID_FIELD);
    private static final int DIFFERS = Status.withDnr(Status.COMPARE_FAILURE);
    private static final int BUFFERS = 4;

    private final Rig rig = new Rig(1, BUFFERS, TargetOptions.of("1"));
    private final FakeDevice disk = Rig.disk();
    private final Host admin;
    private final Host io;

    FusedTest() {
        rig.with(1, disk).publish();
        admin = rig.admin();
        io = rig.io(admin, 1, 0);
    }

    private static byte[] filled(int value) {
        byte[] block = new byte[Rig.BLOCK];
        Arrays.fill(block, (byte) value);
        return block;
    }

    private Request half(int opcode, int fuse, long lba) {
        Request request = io.blocks(opcode, lba, 1);
        Sqe.fuse(ALL, request.sqe(), fuse);
        return request;
    }

    private Request compare(long lba) {
        return half(IoOpcode.COMPARE, Sqe.FUSE_FIRST, lba);
    }

    private Request write(long lba) {
        return half(IoOpcode.WRITE, Sqe.FUSE_SECOND, lba);
    }

    private static void give(Request request, byte[] data) {
        if (request.begin(data.length) == Request.RECEIVE) {
            Host.fill(request.data(), data);
        }
        request.execute();
    }

    private byte[] read(long lba) {
        Request request = io.blocks(IoOpcode.READ, lba, 1);
        request.begin(Rig.BLOCK);
        request.execute();
        return io.answer().ok().data();
    }

    private void assertEnds(int first, int second) {
        assertEquals(Status.name(first), Status.name(io.answer().status()));
        Answer last = io.answer();
        assertEquals(Status.name(second), Status.name(last.status()));
        assertNull(io.answer());
        assertEquals(BUFFERS, rig.reactors.getFirst().fakeBuffers().free());
    }

    @Proves("features 3.3 fused Compare and Write")
    @Test
    void shouldWriteWhereItComparesEqual() {
        give(compare(7), filled(0));
        assertNull(io.answer(), "its second half has not come");
        give(write(7), filled(9));
        assertEnds(Status.SUCCESS, Status.SUCCESS);
        assertArrayEquals(filled(9), read(7));
    }

    @Proves("features 3.3 fused pairs")
    @Test
    void shouldWriteNothingWhereItDiffers() {
        give(compare(7), filled(1));
        give(write(7), filled(9));
        Answer first = io.answer();
        assertEquals(DIFFERS, first.status());
        assertEquals(Status.ABORTED_FAILED_FUSED, io.answer().status());
        assertArrayEquals(filled(0), read(7));
    }

    @Test
    void shouldTellWhichHalfHasFailed() {
        disk.slow();
        give(compare(7), filled(0));
        give(write(7), filled(9));
        disk.failNext(Status.UNRECOVERED_READ_ERROR);
        disk.finish();
        assertEnds(Status.UNRECOVERED_READ_ERROR, Status.ABORTED_FAILED_FUSED);
        give(compare(7), filled(0));
        give(write(7), filled(9));
        disk.failWriteNext(Status.CAPACITY_EXCEEDED);
        disk.finish();
        assertEnds(Status.SUCCESS, Status.CAPACITY_EXCEEDED);
    }

    @Test
    void shouldRunWhenTheDataOfBothIsThereInWhateverOrder() {
        Request first = compare(7);
        Request second = write(7);
        first.begin(Rig.BLOCK);
        second.begin(Rig.BLOCK);
        Host.fill(second.data(), filled(9));
        second.execute();
        assertNull(io.answer());
        Host.fill(first.data(), filled(0));
        first.execute();
        assertEnds(Status.SUCCESS, Status.SUCCESS);
        assertArrayEquals(filled(9), read(7));
    }

    @Proves("features 3.3 fused pairs")
    @Test
    void shouldAbortAFirstHalfWhoseSecondDoesNotFollow() {
        give(compare(7), filled(0));
        assertArrayEquals(filled(0), readBetween());
        give(compare(7), filled(0));
        give(compare(8), filled(0));
        assertEquals(Status.ABORTED_MISSING_FUSED, io.answer().status());
        give(write(8), filled(5));
        assertEnds(Status.SUCCESS, Status.SUCCESS);
    }

    private byte[] readBetween() {
        Request request = io.blocks(IoOpcode.READ, 7, 1);
        request.begin(Rig.BLOCK);
        assertEquals(Status.ABORTED_MISSING_FUSED, io.answer().status());
        request.execute();
        return io.answer().ok().data();
    }

    @Proves("features 3.3 fused pairs")
    @Test
    void shouldAbortASecondHalfWithoutAFirst() {
        give(write(7), filled(1));
        assertEquals(Status.ABORTED_MISSING_FUSED, io.answer().status());
        assertArrayEquals(filled(0), read(7));
    }

    @Test
    void shouldEndAFirstHalfWhoseDataHasNotComeWhenItHas() {
        Request first = compare(7);
        first.begin(Rig.BLOCK);
        Request other = io.blocks(IoOpcode.FLUSH, 0, 1);
        other.begin(0);
        assertNull(io.answer(), "the transport moves its data");
        other.execute();
        io.answer().ok();
        first.execute();
        assertEquals(Status.ABORTED_MISSING_FUSED, io.answer().status());
    }

    @Proves("features 3.3 fused pairs")
    @Test
    void shouldRefuseOtherBlocksInTheSecondHalf() {
        give(compare(7), filled(0));
        give(write(8), filled(1));
        assertEnds(INVALID, Status.ABORTED_FAILED_FUSED);
        give(compare(7), filled(0));
        Request longer = write(7);
        Sqe.nlb(ALL, longer.sqe(), 1);
        longer.begin(2 * Rig.BLOCK);
        longer.execute();
        assertEnds(INVALID, Status.ABORTED_FAILED_FUSED);
    }

    @Test
    void shouldRefuseOtherPairs() {
        give(half(IoOpcode.READ, Sqe.FUSE_FIRST, 7), filled(0));
        assertEquals(INVALID, io.answer().status());
        give(write(7), filled(1));
        assertEquals(Status.ABORTED_FAILED_FUSED, io.answer().status());
        give(compare(7), filled(0));
        give(half(IoOpcode.COMPARE, Sqe.FUSE_SECOND, 7), filled(0));
        assertEnds(INVALID, Status.ABORTED_FAILED_FUSED);
        give(half(IoOpcode.COMPARE, 3, 7), filled(0));
        assertEquals(INVALID, io.answer().status());
    }

    @Test
    void shouldAbortTheSecondHalfOfAFirstThatIsRefused() {
        give(compare(Rig.BLOCKS), filled(0));
        assertEquals(Status.withDnr(Status.LBA_OUT_OF_RANGE), io.answer().status());
        give(write(Rig.BLOCKS), filled(1));
        assertEquals(Status.ABORTED_FAILED_FUSED, io.answer().status());
        give(write(7), filled(1));
        assertEquals(Status.ABORTED_MISSING_FUSED, io.answer().status());
    }

    @Proves("features 3.3 fused Compare and Write")
    @Test
    void shouldRefuseMoreThanIsWrittenAtOnce() {
        Request first = io.blocks(IoOpcode.COMPARE, 0, 129);
        Sqe.fuse(ALL, first.sqe(), Sqe.FUSE_FIRST);
        first.begin(129 * Rig.BLOCK);
        first.execute();
        int exceeded = Status.withDnr(Status.ATOMIC_WRITE_UNIT_EXCEEDED);
        assertEquals(exceeded, io.answer().status());
    }

    @Test
    void shouldAbortAFirstHalfThatWaits() {
        Request first = compare(7);
        int cid = Sqe.cid(ALL, first.sqe());
        give(first, filled(0));
        Answer abort =
                admin.call(
                        AdminOpcode.ABORT,
                        0,
                        sqe -> {
                            AbortCommand.sqidToAbort(ALL, sqe, 1);
                            AbortCommand.cidToAbort(ALL, sqe, cid);
                        });
        assertEquals(0, abort.ok().dw0());
        assertEquals(Status.ABORTED_BY_REQUEST, io.answer().status());
        give(write(7), filled(1));
        assertEquals(Status.ABORTED_FAILED_FUSED, io.answer().status());
        assertEquals(BUFFERS, rig.reactors.getFirst().fakeBuffers().free());
    }

    @Test
    void shouldEndTheOtherHalfWhenTheDataOfOneIsLost() {
        give(compare(7), filled(0));
        Request second = write(7);
        second.begin(Rig.BLOCK);
        second.fail(Status.COMMAND_TRANSIENT_TRANSPORT_ERROR);
        assertEnds(Status.COMMAND_TRANSIENT_TRANSPORT_ERROR, Status.ABORTED_FAILED_FUSED);
    }

    @Test
    void shouldForgetPairsOfAHostThatIsGone() {
        disk.slow();
        give(compare(7), filled(0));
        give(write(7), filled(1));
        give(compare(9), filled(0));
        io.transport.close();
        rig.settle();
        disk.finishAll();
        rig.settle();
        assertEquals(BUFFERS, rig.reactors.getFirst().fakeBuffers().free());
    }

    @Test
    void shouldEndAFirstHalfThatWaitsWhenItsNamespaceGoes() {
        give(compare(7), filled(0));
        rig.without(1).publish();
        int gone = Status.withDnr(Status.INVALID_NAMESPACE_OR_FORMAT);
        assertEquals(gone, io.answer().status());
    }

    @Test
    void shouldParkPairsAtAClosedGate() {
        rig.targets.getFirst().hold(rig.view.nqn(), 1, new Hold(null, () -> {}, end -> {}));
        Request first = compare(7);
        Request second = write(7);
        assertEquals(Request.WAIT, first.begin(Rig.BLOCK));
        assertEquals(Request.WAIT, second.begin(Rig.BLOCK));
        rig.targets.getFirst().unhold(rig.view.nqn(), 1);
        for (byte value : new byte[] {0, 6}) {
            Request request = io.transport.admitted.remove();
            assertEquals(Request.RECEIVE, request.next());
            Host.fill(request.data(), filled(value));
            request.execute();
        }
        assertEnds(Status.SUCCESS, Status.SUCCESS);
        assertArrayEquals(filled(6), read(7));
    }

    @Test
    void shouldWriteBlocksWithMetadata() {
        Geometry extended = Geometry.of(512, 64).withMetadata(8, 1, false);
        FakeDevice other = new FakeDevice(extended, false);
        rig.with(1, other).publish();
        Request first = compare(3);
        Sqe.prinfo(ALL, first.sqe(), 4);
        Request second = write(3);
        Sqe.prinfo(ALL, second.sqe(), 4);
        Sqe.ilbrt(ALL, second.sqe(), 3);
        Sqe.lbat(ALL, second.sqe(), 0x1234);
        Sqe.lbatm(ALL, second.sqe(), 0xff00);
        give(first, new byte[520]);
        give(second, new byte[520]);
        assertEnds(Status.SUCCESS, Status.SUCCESS);
        assertEquals(4, other.last().sourceFlags());
        assertEquals(4, other.last().protectionFlags());
        assertEquals(3, other.last().referenceTag());
        assertEquals(0x1234, other.last().applicationTag());
        assertEquals(0xff00, other.last().applicationMask());
    }
}
