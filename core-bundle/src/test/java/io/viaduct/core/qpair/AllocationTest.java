package io.viaduct.core.qpair;

import static io.viaduct.api.memory.Native.ALL;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;

import io.viaduct.api.nvme.IoOpcode;
import io.viaduct.api.nvme.Sqe;
import io.viaduct.api.transport.Request;
import io.viaduct.conformance.Proves;
import io.viaduct.core.memory.HoldChunks;
import io.viaduct.core.memory.HoldMemory;

import org.junit.jupiter.api.Test;

import java.lang.management.ManagementFactory;
import java.util.List;

/** No I/O allocates: not when it is served, not when it waits, not when it is parked. */
class AllocationTest {
    private static final int WARM_UP = 100_000;
    private static final int IOS = 1_000_000;
    private static final double BYTES_MAX = 0.1;

    private final Rig rig = new Rig(1, 1, TargetOptions.of("1"));
    private final FakeDevice disk = Rig.disk();
    private final FakeDevice lender = Rig.lendingDisk();
    private final Host io;

    AllocationTest() {
        rig.with(1, disk).with(2, lender).publish();
        io = rig.io(rig.admin(), 1, 0);
    }

    private static void assertAllocatesNothing(Runnable io, int count) {
        for (int i = 0; i < WARM_UP; i++) {
            io.run();
        }
        var thread = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = thread.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < count; i++) {
            io.run();
        }
        double each = (double) (thread.getCurrentThreadAllocatedBytes() - before) / count;
        assertTrue(each < BYTES_MAX, each + " bytes for each I/O");
    }

    private Request begin(int opcode, int nsid) {
        Request request = io.blocks(opcode, 8, 8);
        Sqe.nsid(ALL, request.sqe(), nsid);
        request.begin(4096);
        return request;
    }

    private void finish() {
        io.transport.completed.remove().free();
    }

    private void serve(int opcode, int nsid) {
        begin(opcode, nsid).execute();
        finish();
    }

    @Test
    @Proves("features 3.3 no allocation")
    void shouldAllocateNothingForReadsAndWrites() {
        assertAllocatesNothing(
                () -> {
                    serve(IoOpcode.WRITE, 1);
                    serve(IoOpcode.READ, 1);
                    serve(IoOpcode.READ, 2);
                },
                IOS / 3);
    }

    @Test
    void shouldAllocateNothingForASlowDevice() {
        disk.slow();
        assertAllocatesNothing(
                () -> {
                    begin(IoOpcode.READ, 1).execute();
                    disk.finish();
                    finish();
                },
                IOS / 10);
    }

    @Test
    void shouldAllocateNothingWhereCommandsWaitForMemory() {
        assertAllocatesNothing(
                () -> {
                    Request first = begin(IoOpcode.WRITE, 1);
                    begin(IoOpcode.WRITE, 1);
                    first.execute();
                    finish();
                    io.transport.admitted.remove().execute();
                    finish();
                },
                IOS / 10);
    }

    @Test
    void shouldAllocateNothingForParkedCommands() {
        Gate gate = rig.targets.getFirst().subsystem(Rig.NQN).namespace(1).gate();
        assertAllocatesNothing(
                () -> {
                    gate.close(null);
                    begin(IoOpcode.READ, 1);
                    gate.open();
                    io.transport.admitted.remove().execute();
                    finish();
                },
                IOS / 10);
    }

    private void park(Gate gate) {
        for (int i = 0; i < 2; i++) {
            Request request = io.blocks(IoOpcode.WRITE, 8, 8);
            request.begin(4096, true);
            request.execute();
        }
        Request admitted = io.blocks(IoOpcode.WRITE, 8, 8);
        gate.open();
        finish();
        finish();
        admitted.begin(4096);
        gate.close(null);
        admitted.execute();
        gate.open();
        finish();
    }

    @Test
    void shouldAllocateNothingForDataOfParkedCommands() {
        var memory = new HoldMemory("tgt", rig.memory, List.of(rig.reactors.getFirst()));
        HoldChunks chunks = memory.begin(List.of(HoldMemory.Need.NONE)).on(rig.reactors.getFirst());
        NamespaceSlot slot = rig.targets.getFirst().subsystem(Rig.NQN).namespace(1);
        slot.hold(new Hold(chunks, () -> {}, null));
        assertAllocatesNothing(
                () -> {
                    slot.gate().close(null);
                    park(slot.gate());
                },
                IOS / 10);
    }

    @Test
    @Proves("features 3.3 no allocation")
    void shouldAllocateNothingForCommandsThatFail() {
        assertAllocatesNothing(() -> serve(IoOpcode.READ, 3), IOS / 10);
    }
}
