package io.viaduct.core.target;

import static io.viaduct.core.target.TargetFixture.NQN;
import static io.viaduct.core.target.TargetFixture.namespace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.viaduct.api.bdev.BdevRegistration.Departure;
import io.viaduct.core.view.NamespaceView;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Map;

/** What happens to a namespace whose module leaves while hosts use it. */
class HoldsTest {
    private static final String ADD = "nvmf_subsystem_add_ns";
    private static final Map<String, Object> NAMESPACE =
            namespace(Map.of("nsid", 1, "bdev_name", "a"));

    private final TargetFixture f = new TargetFixture();

    @BeforeEach
    void serve() throws Exception {
        f.bdevs.add("a");
        f.call("nvmf_create_subsystem", Map.of("nqn", NQN));
        f.call(ADD, NAMESPACE);
        f.side.events.clear();
    }

    @AfterEach
    void close() {
        f.close();
    }

    private void moduleLeaves() {
        f.on(
                () -> {
                    var use = f.bdevs.uses.getFirst();
                    f.bdevs.disks.remove(use.disk.name());
                    use.events.removed(use.disk, Departure.MODULE_LEAVING);
                    return null;
                });
        turns();
    }

    // What a task has enqueued may enqueue more.
    private void turns() {
        for (int i = 0; i < 5; i++) {
            f.on(() -> null);
        }
    }

    private void pass(long ms) {
        f.on(
                () -> {
                    f.delayed.remove(ms).run();
                    return null;
                });
        turns();
    }

    private NamespaceView view() {
        List<NamespaceView> all = f.side.views.get(NQN).namespaces();
        return all.isEmpty() ? null : all.getFirst();
    }

    private Object state() throws Exception {
        return ((Map<?, ?>) ((List<?>) f.subsystem(NQN).get("namespaces")).getFirst()).get("state");
    }

    @Test
    void shouldLetTheDeviceGoAndShowHostsItsShape() throws Exception {
        NamespaceView before = view();
        moduleLeaves();
        assertEquals(List.of("hold 1", "install " + NQN), f.side.events);
        assertTrue(f.bdevs.uses.isEmpty());
        assertEquals("HELD", state());
        assertNotSame(before.descriptor(), view().descriptor());
        assertNotSame(before.descriptor().bdev(), view().descriptor().bdev());
        assertEquals(before.geometry(), view().geometry());
        assertEquals(before.uuid(), view().uuid());
    }

    @Test
    void shouldKeepTheDeviceUntilNothingIsInUse() {
        f.side.hold();
        moduleLeaves();
        assertEquals(1, f.bdevs.uses.size());
        f.side.acknowledge();
        turns();
        assertTrue(f.bdevs.uses.isEmpty());
    }

    @Test
    void shouldGoOnWhenTheSameDeviceReturns() throws Exception {
        moduleLeaves();
        f.bdevs.add("a");
        f.side.events.clear();
        assertEquals(1, f.call(ADD, NAMESPACE));
        assertEquals(List.of("install " + NQN, "unhold 1"), f.side.events);
        assertSame(f.bdevs.uses.getFirst(), view().descriptor());
        assertNull(state());
        pass(10_000);
        assertSame(f.bdevs.uses.getFirst(), view().descriptor());
    }

    @Test
    void shouldGoOnWithALargerDevice() throws Exception {
        moduleLeaves();
        var disk = f.bdevs.add("a");
        disk.geometry = disk.geometry.withBlockCount(4096);
        f.side.events.clear();
        f.call(ADD, NAMESPACE);
        assertEquals(List.of("install " + NQN, "unhold 1"), f.side.events);
        assertEquals(4096, view().geometry().blockCount());
    }

    @Test
    void shouldReplaceTheNamespaceWhenAnotherShapeReturns() throws Exception {
        moduleLeaves();
        var disk = f.bdevs.add("a");
        disk.geometry = disk.geometry.withBlockCount(8);
        f.side.events.clear();
        f.call(ADD, NAMESPACE);
        assertEquals(List.of("install " + NQN, "install " + NQN), f.side.events);
        assertEquals(8, view().geometry().blockCount());
    }

    @Test
    void shouldRemoveTheNamespaceWhenTheHoldIsOver() throws Exception {
        moduleLeaves();
        pass(3_000);
        assertEquals("HELD", state());
        pass(10_000);
        assertNull(view());
        assertEquals(List.of("nvmf_create_subsystem", ADD), f.desiredMethods());
    }

    @Test
    void shouldForgetAHeldNamespaceThatTheAdministratorRemoves() throws Exception {
        moduleLeaves();
        f.call("nvmf_subsystem_remove_ns", Map.of("nqn", NQN, "nsid", 1));
        assertNull(view());
        assertEquals(List.of("nvmf_create_subsystem"), f.desiredMethods());
        pass(10_000);
        assertNull(view());
    }

    @Test
    void shouldNotHoldWhereThatIsSetToNothing() throws Exception {
        f.call("viaduct_ns_set_hold", Map.of("nqn", NQN, "nsid", 1, "hold_ms", 0));
        moduleLeaves();
        assertNull(view());
        assertEquals(List.of("install " + NQN), f.side.events);
    }

    @Test
    void shouldHoldForAsLongAsIsSet() throws Exception {
        Map<String, Object> times =
                Map.of("nqn", NQN, "nsid", 1, "hold_ms", 500, "hold_announce_ms", 100);
        f.call("viaduct_ns_set_hold", times);
        moduleLeaves();
        pass(500);
        assertNull(view());
        Map<String, Object> unknown = Map.of("nqn", NQN, "nsid", 2);
        f.refuses(-32602, "Invalid parameters", "viaduct_ns_set_hold", unknown);
    }
}
