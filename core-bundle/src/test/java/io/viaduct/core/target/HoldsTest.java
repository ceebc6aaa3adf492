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
        deviceGoes(Departure.MODULE_LEAVING);
    }

    private void deviceGoes(Departure cause) {
        f.on(
                () -> {
                    var use = f.bdevs.uses.getFirst();
                    f.bdevs.disks.remove(use.disk.name());
                    use.events.removed(use.disk, cause);
                    return null;
                });
        turns();
    }

    /** What clients were told, without the numbers. */
    private List<String> news() {
        return f.notifications.from(0, Long.MAX_VALUE).stream()
                .map(event -> event.type() + " " + event.ctx())
                .toList();
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
        return shown().get("state");
    }

    private Object bdevName() throws Exception {
        return shown().get("bdev_name");
    }

    private Map<?, ?> shown() throws Exception {
        return (Map<?, ?>) ((List<?>) f.subsystem(NQN).get("namespaces")).getFirst();
    }

    @Test
    void shouldLetTheDeviceGoAndShowHostsItsShape() throws Exception {
        NamespaceView before = view();
        moduleLeaves();
        assertEquals(List.of("hold 1", "install " + NQN), f.side.events);
        assertTrue(f.bdevs.uses.isEmpty());
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
    void shouldBeSilentAtFirstAndThenSayThatItIsHeld() throws Exception {
        moduleLeaves();
        assertNull(state());
        assertEquals(List.of(), news());
        pass(3_000);
        assertEquals("HELD", state());
        assertEquals(List.of("namespace_held " + NQN + "/1"), news());
        f.bdevs.add("a");
        f.call(ADD, NAMESPACE);
        assertNull(state());
        assertEquals("namespace_resumed " + NQN + "/1", news().getLast());
        assertEquals(2, news().size());
    }

    @Test
    void shouldSayNothingOfASilentHold() throws Exception {
        moduleLeaves();
        f.bdevs.add("a");
        f.call(ADD, NAMESPACE);
        pass(3_000);
        pass(10_000);
        assertEquals(List.of(), news());
    }

    @Test
    void shouldRemoveTheNamespaceWhenTheHoldIsOver() throws Exception {
        moduleLeaves();
        pass(3_000);
        pass(10_000);
        assertNull(view());
        assertEquals(List.of("nvmf_create_subsystem", ADD), f.desiredMethods());
        assertTrue(f.on(() -> f.desired.isWaiting(entry -> entry.method().equals(ADD))));
        assertEquals("namespace_removed " + NQN + "/1", news().getLast());
        f.bdevs.add("a");
        f.call(ADD, NAMESPACE);
        assertSame(f.bdevs.uses.getFirst(), view().descriptor());
    }

    @Test
    void shouldRemoveTheNamespaceInTimeAlthoughItsDeviceIsStillInUse() throws Exception {
        f.side.hold();
        moduleLeaves();
        pass(10_000);
        assertNull(view());
        assertEquals(1, f.bdevs.uses.size(), "something is still at the device");
        f.side.acknowledge();
        turns();
        assertTrue(f.bdevs.uses.isEmpty());
        assertNull(view());
    }

    @Test
    void shouldAskADeviceThatLeavesNothing() throws Exception {
        f.side.hold();
        var disk = f.bdevs.uses.getFirst().disk;
        moduleLeaves();
        disk.geometry = null;
        disk.operations = null;
        f.side.acknowledge();
        turns();
        assertEquals(1024, view().geometry().blockCount());
        assertEquals("a", bdevName());
        assertTrue(f.bdevs.uses.isEmpty(), "it is given up");
    }

    @Test
    void shouldKeepTheGateClosedWhenTheDeviceLeavesAgainBeforeItsReturnIsSeen() throws Exception {
        moduleLeaves();
        f.bdevs.add("a");
        f.side.events.clear();
        f.side.hold();
        var added = f.submit(ADD, NAMESPACE).toCompletableFuture();
        turns();
        moduleLeaves();
        f.side.acknowledge();
        added.join();
        turns();
        assertEquals(List.of("install " + NQN, "hold 1", "install " + NQN), f.side.events);
        assertTrue(f.bdevs.uses.isEmpty());
        pass(10_000);
        assertNull(view(), "the hold counts from the first gate");
    }

    @Test
    void shouldNotBeginAnotherHoldWhenTheTimeEndedDuringTheReturn() throws Exception {
        moduleLeaves();
        f.bdevs.add("a");
        f.side.hold();
        var added = f.submit(ADD, NAMESPACE).toCompletableFuture();
        turns();
        pass(10_000);
        assertSame(f.bdevs.uses.getFirst(), view().descriptor(), "it is back in time");
        moduleLeaves();
        f.side.acknowledge();
        added.join();
        turns();
        assertNull(view());
        assertTrue(f.bdevs.uses.isEmpty());
    }

    @Test
    void shouldRemoveTheNamespaceOfADeviceThatIsLost() throws Exception {
        deviceGoes(Departure.DEVICE_LOST);
        assertNull(view());
        assertEquals(List.of("install " + NQN), f.side.events);
        assertTrue(f.bdevs.uses.isEmpty());
        assertTrue(f.on(() -> f.desired.isWaiting(entry -> entry.method().equals(ADD))));
        assertEquals(List.of("namespace_removed " + NQN + "/1"), news());
    }

    @Test
    void shouldRemoveTheNamespaceOfADeviceThatIsLostWhileItReturns() throws Exception {
        moduleLeaves();
        f.bdevs.add("a");
        f.side.hold();
        f.side.events.clear();
        var added = f.submit(ADD, NAMESPACE).toCompletableFuture();
        turns();
        deviceGoes(Departure.DEVICE_LOST);
        f.side.acknowledge();
        added.join();
        turns();
        assertNull(view());
        assertEquals(List.of("install " + NQN, "install " + NQN), f.side.events);
        assertTrue(f.bdevs.uses.isEmpty());
    }

    @Test
    void shouldRefuseAnotherDeviceForAHeldIdentifier() throws Exception {
        moduleLeaves();
        f.bdevs.add("b");
        f.refuses(
                -32602, "Invalid parameters", ADD, namespace(Map.of("nsid", 1, "bdev_name", "b")));
        assertEquals("a", bdevName());
    }

    @Test
    void shouldKeepTheHeldNamespaceWhenTheReturningDeviceIsRefused() throws Exception {
        moduleLeaves();
        f.bdevs.add("a");
        f.bdevs.open("a", true, (bdev, cause) -> {}).claim("another");
        f.refuses(-32602, "Invalid parameters", ADD, NAMESPACE);
        assertEquals("a", bdevName());
        pass(3_000);
        assertEquals("HELD", state());
    }

    @Test
    void shouldForgetAHeldNamespaceThatTheAdministratorRemoves() throws Exception {
        moduleLeaves();
        f.call("nvmf_subsystem_remove_ns", Map.of("nqn", NQN, "nsid", 1));
        assertNull(view());
        assertEquals(List.of("nvmf_create_subsystem"), f.desiredMethods());
        pass(3_000);
        pass(10_000);
        assertNull(view());
        assertEquals(List.of(), news());
    }

    @Test
    void shouldForgetAHeldNamespaceWithItsSubsystem() throws Exception {
        moduleLeaves();
        f.call("nvmf_delete_subsystem", Map.of("nqn", NQN));
        assertEquals(List.of(), f.desiredMethods());
        pass(3_000);
        pass(10_000);
        assertEquals(List.of(), news());
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
        Map<String, Object> waits = Map.of("nqn", NQN, "nsid", 1, "hold_ms", 700);
        f.call("viaduct_ns_set_hold", waits);
        f.bdevs.add("a");
        f.call(ADD, NAMESPACE);
        moduleLeaves();
        pass(700);
        assertNull(view());
        Map<String, Object> unknown = Map.of("nqn", NQN, "nsid", 2);
        f.refuses(-32602, "Invalid parameters", "viaduct_ns_set_hold", unknown);
    }

    @Test
    void shouldForgetWhatWasSetForANamespaceThatTheAdministratorRemoves() throws Exception {
        f.call("viaduct_ns_set_hold", Map.of("nqn", NQN, "nsid", 1, "hold_ms", 500));
        f.call("nvmf_subsystem_remove_ns", Map.of("nqn", NQN, "nsid", 1));
        assertEquals(List.of("nvmf_create_subsystem"), f.desiredMethods());
        f.call(ADD, NAMESPACE);
        moduleLeaves();
        pass(10_000);
        assertNull(view());
    }

    @Test
    void shouldForgetWhatWasSetForANamespaceWhoseDeviceIsDeleted() throws Exception {
        f.call("viaduct_ns_set_hold", Map.of("nqn", NQN, "nsid", 1, "hold_ms", 500));
        deviceGoes(Departure.DELETED);
        assertEquals(List.of("nvmf_create_subsystem"), f.desiredMethods());
        f.bdevs.add("a");
        f.call(ADD, NAMESPACE);
        moduleLeaves();
        pass(10_000);
        assertNull(view());
    }

    @Test
    void shouldHoldForAsLongAsTheTargetSaysWhereNothingElseIsSet() throws Exception {
        f.on(
                () -> {
                    f.target.holdDefaults(new HoldTimes(2_000, 1_000));
                    return null;
                });
        f.call("viaduct_ns_set_hold", Map.of("nqn", NQN, "nsid", 1, "hold_announce_ms", 400));
        moduleLeaves();
        pass(400);
        assertEquals("HELD", state());
        pass(2_000);
        assertNull(view());
    }

    @Test
    void shouldRefuseTimesOutOfRange() {
        for (long bad : new long[] {-1, HoldTimes.MS_MAX + 1}) {
            Map<String, Object> wrong = Map.of("nqn", NQN, "nsid", 1, "hold_ms", bad);
            f.refuses(-32602, "Invalid parameters", "viaduct_ns_set_hold", wrong);
        }
    }
}
