package io.viaduct.core.qpair;

import static io.viaduct.api.memory.Native.ALL;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.viaduct.api.memory.Native;
import io.viaduct.api.nvme.AbortCommand;
import io.viaduct.api.nvme.AdminOpcode;
import io.viaduct.api.nvme.IoOpcode;
import io.viaduct.api.nvme.Sqe;
import io.viaduct.api.nvme.Status;
import io.viaduct.api.transport.Request;
import io.viaduct.core.memory.HoldChunks;
import io.viaduct.core.memory.HoldMemory;

import org.junit.jupiter.api.Test;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** Where the data of writes is that wait for a held namespace, and that nobody else misses it. */
class HeldDataTest {
    private static final int BUFFERS = 16;
    private static final int SHARE = BUFFERS / HeldShare.PARTS;
    private static final int IN_CAPSULE = 4096;
    private static final int BLOCKS = IN_CAPSULE / Rig.BLOCK;
    private static final int DEPTH = 120;
    private static final int NO_NAMESPACE = Status.withDnr(Status.INVALID_NAMESPACE_OR_FORMAT);

    private final Rig rig = new Rig(1, BUFFERS, TargetOptions.of("1"));
    private final FakeDevice disk = Rig.disk();
    private final FakeDevice other = Rig.disk();
    private final Host admin;
    private final Host io;
    private final HoldMemory memory;
    private final HoldMemory.Lot lot;
    private final HoldChunks chunks;
    private final long chunksFree;
    private final List<Pause> pauses = new ArrayList<>();

    HeldDataTest() {
        rig.with(1, disk).with(2, other).publish();
        admin = rig.admin();
        io = rig.io(admin, 1, 0);
        memory = new HoldMemory("tgt", rig.memory, List.of(rig.reactors.getFirst()));
        lot = memory.begin(List.of(target().need()));
        chunks = lot.on(rig.reactors.getFirst());
        chunksFree = chunks.freeCount();
    }

    private ReactorTarget target() {
        return rig.targets.getFirst();
    }

    private FakeBuffers buffers() {
        return rig.reactors.getFirst().fakeBuffers();
    }

    private void hold(HoldChunks with) {
        target().hold(Rig.NQN, 1, new Hold(with, () -> {}, pauses::add));
    }

    private void hold() {
        hold(chunks);
    }

    private void resume() {
        target().unhold(Rig.NQN, 1);
    }

    private Request begun(int opcode, int nsid, int lba, boolean inCapsule, int expected) {
        Request request = io.blocks(opcode, lba, BLOCKS);
        Sqe.nsid(ALL, request.sqe(), nsid);
        assertEquals(expected, request.begin(IN_CAPSULE, inCapsule));
        return request;
    }

    private static void fill(Request request, int seed) {
        byte[] data = new byte[IN_CAPSULE];
        for (int i = 0; i < data.length; i++) {
            data[i] = (byte) (seed + i / Rig.BLOCK);
        }
        Host.fill(request.data(), data);
    }

    /** A write whose data comes along. */
    private Request sent(int lba) {
        Request request = begun(IoOpcode.WRITE, 1, lba, true, Request.RECEIVE);
        fill(request, lba);
        request.execute();
        return request;
    }

    private void assertWritten(FakeDevice device, int lba) {
        for (int i = 0; i < BLOCKS; i++) {
            byte at = (byte) Native.i32(device.address(lba + i));
            assertEquals((byte) (lba + i), at, "block " + i + " behind " + lba);
        }
    }

    private void assertAllMemoryIsBack() {
        assertEquals(BUFFERS, buffers().free());
        assertEquals(chunksFree, chunks.freeCount());
        assertEquals(0, rig.memory.leases());
    }

    @Test
    void shouldTakeWhatComesAlongAndResumeWithItWhereItIs() {
        hold();
        Request request = sent(3);
        long address = request.data().address(0);
        assertEquals(0, io.transport.completed.size());
        resume();
        assertTrue(io.transport.admitted.isEmpty(), "it goes on by itself");
        assertEquals(address, request.data().address(0));
        assertWritten(disk, 3);
        io.answer().ok();
        assertAllMemoryIsBack();
    }

    @Test
    void shouldKeepToItsShareOfTheBuffers() {
        hold();
        for (int i = 0; i < DEPTH; i++) {
            sent(i);
        }
        assertEquals(BUFFERS - SHARE, buffers().free());
        assertEquals(chunksFree - (DEPTH - SHARE), chunks.freeCount());
        resume();
        for (int i = 0; i < DEPTH; i++) {
            io.answer().ok();
        }
        assertAllMemoryIsBack();
        assertEquals(DEPTH, pauses.getFirst().parked());
        assertEquals(0, pauses.getFirst().blocked());
    }

    @Test
    void shouldServeOtherNamespacesOnTheSameQueueMeanwhile() {
        hold();
        for (int i = 0; i < DEPTH; i++) {
            sent(i);
        }
        Request write = begun(IoOpcode.WRITE, 2, 5, true, Request.RECEIVE);
        fill(write, 5);
        write.execute();
        io.answer().ok();
        assertWritten(other, 5);
        Request read = begun(IoOpcode.READ, 2, 5, false, Request.EXECUTE);
        read.execute();
        assertEquals(5, io.answer().ok().data()[0]);
        admin.identify(1, 0).ok();
    }

    @Test
    void shouldLeaveBuffersToOthersWhoeverHasThemWhenTheGateCloses() {
        Deque<Request> arriving = new ArrayDeque<>();
        for (int i = 0; i < BUFFERS; i++) {
            arriving.add(begun(IoOpcode.WRITE, 1, i * BLOCKS, false, Request.RECEIVE));
        }
        Request waiting = begun(IoOpcode.WRITE, 2, 0, false, Request.WAIT);
        Request late = begun(IoOpcode.WRITE, 1, 0, false, Request.WAIT);
        hold();
        int lba = 0;
        for (Request request : arriving) {
            fill(request, lba);
            request.execute();
            lba += BLOCKS;
        }
        assertEquals(BUFFERS - SHARE - 1, buffers().free());
        assertSame(waiting, io.transport.admitted.remove());
        assertTrue(io.transport.admitted.isEmpty(), "what is still with the host stays there");
        resume();
        for (int i = 0; i < BUFFERS; i++) {
            io.answer().ok();
            assertWritten(disk, i * BLOCKS);
        }
        assertSame(late, io.transport.admitted.remove());
        waiting.free();
        late.free();
        assertAllMemoryIsBack();
    }

    @Test
    void shouldUseTheHoldsMemoryWhereOthersHaveAllBuffers() {
        for (int i = 0; i < BUFFERS; i++) {
            begun(IoOpcode.WRITE, 2, 0, false, Request.RECEIVE);
        }
        hold();
        sent(1);
        assertEquals(chunksFree - 1, chunks.freeCount());
        assertEquals(0, buffers().waiting());
        resume();
        io.answer().ok();
        assertWritten(disk, 1);
    }

    @Test
    void shouldStopToReadOnlyWhereThereIsNoMemoryAtAllAndCountIt() {
        hold(null);
        for (int i = 0; i < SHARE; i++) {
            sent(i);
        }
        Request blocked = begun(IoOpcode.WRITE, 1, 7, true, Request.WAIT);
        resume();
        assertSame(blocked, io.transport.admitted.remove());
        assertEquals(Request.RECEIVE, blocked.next());
        assertEquals(1, pauses.getFirst().blocked());
    }

    @Test
    void shouldParkWhatWantsNoDataAlthoughSomeComesAlong() {
        hold();
        Request read = begun(IoOpcode.READ, 1, 0, true, Request.EXECUTE);
        read.execute();
        Request flush = begun(IoOpcode.FLUSH, 1, 0, true, Request.EXECUTE);
        flush.execute();
        assertEquals(0, io.transport.completed.size());
        assertEquals(BUFFERS, buffers().free());
        resume();
        assertEquals(2, io.transport.completed.size());
    }

    @Test
    void shouldParkReadsAndTransfersWithoutMemory() {
        hold();
        begun(IoOpcode.READ, 1, 0, false, Request.WAIT);
        begun(IoOpcode.WRITE, 1, 0, false, Request.WAIT);
        assertEquals(BUFFERS, buffers().free());
        assertEquals(chunksFree, chunks.freeCount());
    }

    @Test
    void shouldGiveMemoryBackWhenParkedCommandsAreAborted() {
        hold();
        List<Request> all = new ArrayList<>();
        for (int i = 0; i < 2 * SHARE; i++) {
            all.add(sent(i));
        }
        for (Request request : all) {
            int cid = Sqe.cid(ALL, request.sqe());
            var answer =
                    admin.call(
                            AdminOpcode.ABORT,
                            0,
                            sqe -> {
                                AbortCommand.sqidToAbort(ALL, sqe, 1);
                                AbortCommand.cidToAbort(ALL, sqe, cid);
                            });
            assertEquals(0, answer.ok().dw0());
            assertEquals(Status.ABORTED_BY_REQUEST, io.answer().status());
        }
        assertAllMemoryIsBack();
        // The share too: it can be used again.
        sent(0);
        assertEquals(BUFFERS - 1, buffers().free());
    }

    @Test
    void shouldGiveMemoryBackWhenTheConnectionEnds() {
        hold();
        for (int i = 0; i < DEPTH / 2; i++) {
            sent(i);
        }
        Request arriving = begun(IoOpcode.WRITE, 1, 0, true, Request.RECEIVE);
        assertNotEquals(chunksFree, chunks.freeCount());
        arriving.free();
        io.transport.close();
        rig.settle();
        assertAllMemoryIsBack();
        assertEquals(0, target().need().entries());
    }

    @Test
    void shouldEndParkedWritesWhenTheNamespaceGoes() {
        hold();
        for (int i = 0; i < DEPTH / 2; i++) {
            sent(i);
        }
        Request arriving = begun(IoOpcode.WRITE, 1, 0, true, Request.RECEIVE);
        rig.without(1).publish();
        for (int i = 0; i < DEPTH / 2; i++) {
            assertEquals(NO_NAMESPACE, io.answer().status());
        }
        arriving.execute();
        assertEquals(NO_NAMESPACE, io.answer().status());
        assertAllMemoryIsBack();
    }

    @Test
    void shouldEndAWriteWhoseDataIsDamaged() {
        hold();
        Request request = begun(IoOpcode.WRITE, 1, 0, true, Request.RECEIVE);
        request.fail(Status.COMMAND_TRANSIENT_TRANSPORT_ERROR);
        io.answer();
        assertAllMemoryIsBack();
    }

    @Test
    void shouldKeepItsDataWhereItIsUntilTheDeviceIsDoneAfterTheHold() {
        disk.slow();
        hold();
        for (int i = 0; i < 2 * SHARE; i++) {
            sent(i * BLOCKS);
        }
        resume();
        memory.end(lot);
        assertEquals(SHARE, rig.memory.leases(), "the region stays as long as it is used");
        disk.finishAll();
        for (int i = 0; i < 2 * SHARE; i++) {
            io.answer().ok();
            assertWritten(disk, i * BLOCKS);
        }
        assertAllMemoryIsBack();
    }

    @Test
    void shouldNotChargeWhatHasGoneOn() {
        disk.slow();
        hold();
        for (int i = 0; i < SHARE; i++) {
            sent(i);
        }
        resume();
        hold();
        sent(50);
        assertEquals(BUFFERS - SHARE - 1, buffers().free());
        assertEquals(chunksFree, chunks.freeCount());
    }
}
