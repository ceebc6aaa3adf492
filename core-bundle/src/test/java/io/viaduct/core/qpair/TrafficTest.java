package io.viaduct.core.qpair;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.viaduct.api.nvme.IoOpcode;
import io.viaduct.api.transport.Request;
import io.viaduct.core.controller.HealthCounters;
import io.viaduct.core.controller.NamespaceHealth;

import org.junit.jupiter.api.Test;

import java.util.List;

/** What is told of namespaces and controllers follows what their hosts do. */
class TrafficTest {
    private final Rig rig = new Rig(1, 2, TargetOptions.of("1"));
    private final Host admin;
    private final Host io;

    TrafficTest() {
        rig.with(1, Rig.disk()).with(2, Rig.disk()).publish();
        admin = rig.admin();
        io = rig.io(admin, 1, 0);
    }

    private void blocks(int opcode, int count) {
        Request request = io.blocks(opcode, 0, count);
        request.begin((long) count * Rig.BLOCK);
        request.execute();
        io.transport.completed.remove().free();
    }

    private HealthCounters namespace(int nsid) {
        return rig.targets.getFirst().shared().health().totals().stream()
                .filter(one -> one.nqn().equals(Rig.NQN) && one.nsid() == nsid)
                .map(NamespaceHealth.Total::counters)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void shouldCountWhatANamespaceMovesAndNoOther() {
        blocks(IoOpcode.READ, 8);
        blocks(IoOpcode.READ, 1);
        blocks(IoOpcode.WRITE, 4);
        HealthCounters moved = namespace(1);
        assertEquals(2, moved.reads());
        assertEquals(9 * Rig.BLOCK, moved.readBytes());
        assertEquals(1, moved.writes());
        assertEquals(4 * Rig.BLOCK, moved.writtenBytes());
        assertEquals(0, namespace(2).reads());
    }

    @Test
    void shouldTellWhatAHostHasMovedOfANamespace() {
        blocks(IoOpcode.READ, 8);
        blocks(IoOpcode.WRITE, 4);
        List<HostTraffic> all =
                rig.targets.stream().flatMap(part -> part.hostTraffic().stream()).toList();
        assertEquals(1, all.size());
        HostTraffic one = all.getFirst();
        assertEquals(Rig.NQN, one.nqn());
        assertEquals(1, one.nsid());
        assertEquals(1, one.counters().reads());
        assertEquals(8 * Rig.BLOCK, one.counters().readBytes());
        assertEquals(4 * Rig.BLOCK, one.counters().writtenBytes());
    }

    @Test
    void shouldTellOfAControllerWhereItsAdminQueueIs() {
        blocks(IoOpcode.READ, 8);
        blocks(IoOpcode.WRITE, 4);
        List<ControllerTraffic> all =
                rig.targets.stream().flatMap(part -> part.traffic().stream()).toList();
        assertEquals(1, all.size());
        ControllerTraffic one = all.getFirst();
        assertEquals(Rig.NQN, one.nqn());
        assertEquals(2, one.counters().commands());
        assertEquals(8 * Rig.BLOCK, one.counters().readBytes());
        assertEquals(4 * Rig.BLOCK, one.counters().writtenBytes());
    }
}
