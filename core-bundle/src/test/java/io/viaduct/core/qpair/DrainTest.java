package io.viaduct.core.qpair;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.viaduct.api.bdev.Geometry;
import io.viaduct.api.nvme.IoOpcode;
import io.viaduct.api.nvme.Status;
import io.viaduct.api.transport.Request;
import io.viaduct.conformance.Proves;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;

/** What happens to commands when something they need goes away. */
class DrainTest {
    private static final int NO_NAMESPACE = Status.withDnr(Status.INVALID_NAMESPACE_OR_FORMAT);

    private final Rig rig = new Rig(1, 2, TargetOptions.of("1"));
    private final FakeDevice disk = Rig.disk().slow();
    private final List<String> acks = new ArrayList<>();
    private final Host admin;
    private final Host io;

    DrainTest() {
        rig.with(1, disk).publish();
        admin = rig.admin();
        io = rig.io(admin, 1, 0);
    }

    private FakeBuffers buffers() {
        return rig.reactors.getFirst().fakeBuffers();
    }

    private ReactorTarget target() {
        return rig.targets.getFirst();
    }

    private Request begun(int opcode, int expected) {
        Request request = io.blocks(opcode, 0, 1);
        assertEquals(expected, request.begin(512));
        return request;
    }

    private Request read() {
        Request request = begun(IoOpcode.READ, Request.EXECUTE);
        request.execute();
        return request;
    }

    @Test
    @Proves("features 1 disconnect drains")
    void shouldKeepMemoryUntilTheDeviceIsDoneWithItAfterADisconnect() {
        read();
        assertEquals(1, buffers().free());
        io.transport.close();
        rig.settle();
        assertEquals(1, buffers().free(), "the device still writes to it");
        assertEquals(1, target().controllers(Rig.NQN).getFirst().num_io_qpairs);
        disk.finish();
        rig.settle();
        assertEquals(2, buffers().free());
        assertNull(io.answer(), "nobody is told");
        assertEquals(0, target().controllers(Rig.NQN).getFirst().num_io_qpairs);
    }

    @Test
    void shouldEndAControllerWhoseCommandADeviceThatLeavesDoesNotGiveBack() {
        read();
        rig.without(1).publish();
        io.transport.close();
        admin.transport.close();
        rig.settle();
        assertEquals(1, target().controllers(Rig.NQN).size(), "the device may still answer");
        rig.advance(1_000_000_000L);
        assertEquals(0, target().controllers(Rig.NQN).size());
        assertEquals(1, buffers().free(), "the device still writes to it");
        disk.finish();
        rig.settle();
        assertEquals(2, buffers().free());
    }

    @Test
    void shouldKeepAControllerForADeviceThatStaysAndIsSlow() {
        read();
        io.transport.close();
        admin.transport.close();
        rig.advance(1_000_000_000L);
        assertEquals(1, target().controllers(Rig.NQN).size());
        disk.finish();
        rig.settle();
        assertEquals(0, target().controllers(Rig.NQN).size());
    }

    @Test
    void shouldTakeWhatWaitsOutOfItsLineAtADisconnect() {
        Request first = begun(IoOpcode.WRITE, Request.RECEIVE);
        Request second = begun(IoOpcode.WRITE, Request.RECEIVE);
        begun(IoOpcode.WRITE, Request.WAIT);
        Request reading = begun(IoOpcode.READ, Request.EXECUTE);
        reading.execute();
        assertEquals(2, buffers().waiting());
        first.free();
        assertEquals(1, buffers().waiting());
        second.free();
        io.transport.close();
        rig.settle();
        assertEquals(1, disk.pendingCount());
        disk.finish();
        assertEquals(2, buffers().free());
        assertEquals(0, buffers().waiting());
        rig.settle();
        assertEquals(0, target().controllers(Rig.NQN).getFirst().num_io_qpairs);
    }

    @Test
    void shouldLetATransportFreeARequestThatWaits() {
        begun(IoOpcode.WRITE, Request.RECEIVE);
        begun(IoOpcode.WRITE, Request.RECEIVE);
        Request waiting = begun(IoOpcode.WRITE, Request.WAIT);
        waiting.free();
        assertEquals(0, buffers().waiting());
    }

    @Test
    @Proves("features 1 drain before removal")
    void shouldAcknowledgeARemovalOnlyWhenTheDeviceIsDone() {
        read();
        Request moving = begun(IoOpcode.WRITE, Request.RECEIVE);
        assertEquals(List.of(), rig.without(1).publish());
        Request late = io.blocks(IoOpcode.READ, 0, 1);
        late.begin(512);
        late.execute();
        assertEquals(NO_NAMESPACE, io.answer().status());
        List<Integer> again = rig.publish();
        assertEquals(List.of(0), again, "a view that removes nothing is there at once");
        target().install(rig.view, () -> acks.add("unchanged"));
        assertEquals(List.of("unchanged"), acks);
        disk.finish();
        io.answer().ok();
        moving.execute();
        assertEquals(NO_NAMESPACE, io.answer().status(), "data came too late");
        assertEquals(2, buffers().free());
    }

    @Test
    void shouldAcknowledgeWhenTheLastCommandIsBack() {
        read();
        read();
        rig.without(1);
        List<Integer> swapped = rig.publish();
        assertEquals(List.of(), swapped);
        disk.finish();
        assertEquals(List.of(), swapped);
        disk.finish();
        assertEquals(List.of(0), swapped);
    }

    @Test
    void shouldWaitForMemoryThatWasLentAndCutAHostThatKeepsIt() {
        FakeDevice lender = Rig.lendingDisk();
        rig.with(1, lender);
        disk.finishAll();
        rig.publish();
        Request request = read();
        assertSame(request, io.transport.completed.peek());
        List<Integer> swapped = rig.without(1).publish();
        assertEquals(List.of(), swapped);
        rig.advance(1_900_000_000L);
        assertNull(io.transport.disconnectedWhy);
        rig.advance(200_000_000L);
        assertNotNull(io.transport.disconnectedWhy);
        io.transport.close();
        assertEquals(0, lender.lentCount());
        assertEquals(List.of(0), swapped);
        assertNull(admin.transport.disconnectedWhy);
    }

    @Test
    void shouldServeAReplacedDeviceAtOnceAndDrainTheOldOne() {
        read();
        FakeDevice other = Rig.disk();
        List<Integer> swapped = rig.with(1, other).publish();
        assertEquals(List.of(), swapped);
        read();
        io.answer().ok();
        disk.finish();
        io.answer().ok();
        assertEquals(List.of(0), swapped);
    }

    @Test
    void shouldKeepANamespaceThatIsResized() {
        read();
        assertEquals(List.of(0), rig.with(1, disk, Geometry.of(512, 4)).publish());
        Request beyond = io.blocks(IoOpcode.READ, 4, 1);
        beyond.begin(512);
        beyond.execute();
        assertEquals(Status.withDnr(Status.LBA_OUT_OF_RANGE), io.answer().status());
        disk.finish();
        io.answer().ok();
    }

    @Test
    void shouldParkMediaCommandsWhileANamespaceIsHeld() {
        read();
        target().hold(Rig.NQN, 1, Rig.hold(() -> acks.add("idle")));
        assertEquals(List.of(), acks);
        disk.finish();
        assertEquals(List.of("idle"), acks);
        io.answer().ok();
        Request writing = begun(IoOpcode.WRITE, Request.WAIT);
        Request reading = begun(IoOpcode.READ, Request.WAIT);
        admin.identify(1, 0).ok();
        assertTrue(io.transport.admitted.isEmpty());
        target().unhold(Rig.NQN, 1);
        assertSame(writing, io.transport.admitted.remove());
        assertEquals(Request.RECEIVE, writing.next());
        assertSame(reading, io.transport.admitted.remove());
        assertEquals(Request.EXECUTE, reading.next());
        writing.execute();
        reading.execute();
        disk.finish();
        disk.finish();
        io.answer().ok();
        io.answer().ok();
    }

    @Test
    void shouldParkACommandWhoseDataArrivesWhileHeld() {
        Request writing = begun(IoOpcode.WRITE, Request.RECEIVE);
        target().hold(Rig.NQN, 1, Rig.hold(() -> acks.add("idle")));
        assertEquals(List.of("idle"), acks);
        writing.execute();
        assertEquals(0, disk.pendingCount());
        target().unhold(Rig.NQN, 1);
        assertEquals(1, disk.pendingCount());
        disk.finish();
        io.answer().ok();
    }

    @Test
    void shouldServeParkedCommandsFromTheDeviceThatHasAdoptedTheNamespace() {
        Request moving = begun(IoOpcode.WRITE, Request.RECEIVE);
        target().hold(Rig.NQN, 1, Rig.hold(() -> acks.add("idle")));
        moving.execute();
        Request parked = begun(IoOpcode.READ, Request.WAIT);
        admin.awaitEvent();
        FakeDevice heir = Rig.lendingDisk();
        assertEquals(List.of(0), rig.with(1, heir, heir.geometry(), disk.uuid()).publish());
        assertNull(admin.answer(), "the host sees no change");
        target().unhold(Rig.NQN, 1);
        io.answer().ok();
        assertSame(parked, io.transport.admitted.remove());
        parked.execute();
        assertEquals(1, heir.lentCount());
        io.answer().ok();
        assertEquals(0, disk.pendingCount());
    }

    @Test
    void shouldNotTakeADeviceOfAnotherShapeForTheSameNamespace() {
        target().hold(Rig.NQN, 1, Rig.hold(() -> acks.add("idle")));
        begun(IoOpcode.READ, Request.WAIT);
        admin.awaitEvent();
        var smaller = new FakeDevice(Geometry.of(512, 4096), false);
        rig.with(1, smaller, smaller.geometry(), disk.uuid()).publish();
        assertNotNull(admin.answer());
        io.transport.admitted.remove().execute();
        assertEquals(NO_NAMESPACE, io.answer().status());
    }

    @Test
    void shouldEndParkedCommandsWhenTheNamespaceGoes() {
        Request moving = begun(IoOpcode.WRITE, Request.RECEIVE);
        target().hold(Rig.NQN, 1, Rig.hold(() -> {}));
        moving.execute();
        Request parked = begun(IoOpcode.READ, Request.WAIT);
        assertEquals(List.of(0), rig.without(1).publish());
        assertEquals(NO_NAMESPACE, io.answer().status());
        assertSame(parked, io.transport.admitted.remove());
        assertEquals(Request.EXECUTE, parked.next());
        parked.execute();
        assertEquals(NO_NAMESPACE, io.answer().status());
        assertEquals(2, buffers().free());
    }

    @Test
    void shouldForgetParkedCommandsOfAConnectionThatEnds() {
        target().hold(Rig.NQN, 1, Rig.hold(() -> {}));
        begun(IoOpcode.WRITE, Request.WAIT);
        io.transport.close();
        rig.settle();
        assertEquals(0, target().controllers(Rig.NQN).getFirst().num_io_qpairs);
        target().unhold(Rig.NQN, 1);
        assertEquals(0, disk.pendingCount());
    }

    @Test
    void shouldRemoveASubsystemWhenNothingOfItIsLeft() {
        read();
        target().remove(Rig.NQN, () -> acks.add("removed"));
        assertNotNull(admin.transport.disconnectedWhy);
        rig.settle();
        assertNotNull(io.transport.disconnectedWhy);
        admin.transport.close();
        io.transport.close();
        rig.settle();
        assertEquals(List.of(), acks);
        disk.finish();
        rig.settle();
        assertEquals(List.of("removed"), acks);
        assertEquals(List.of(), target().controllers(Rig.NQN));
        target().remove(Rig.NQN, () -> acks.add("again"));
        assertEquals(List.of("removed", "again"), acks);
    }

    @Test
    void shouldStopWhenNothingIsLeft() {
        Host unconnected = rig.host();
        read();
        target().stop(() -> acks.add("stopped"));
        rig.settle();
        Host late = rig.host();
        rig.settle();
        for (Host host : List.of(unconnected, admin, io, late)) {
            assertNotNull(host.transport.disconnectedWhy);
            assertNull(late.qpair.request(null));
            host.transport.close();
        }
        rig.settle();
        assertEquals(List.of(), acks);
        disk.finish();
        rig.settle();
        assertEquals(List.of("stopped"), acks);
        assertEquals(0, rig.reactors.getFirst().timers());
        rig.shared.close();
        assertEquals(0, rig.memory.regions());
    }

    @Test
    void shouldStandATransportThatEndsConnectionsAtOnce() {
        read();
        Host unconnected = rig.host();
        for (Host host : List.of(admin, io, unconnected)) {
            host.transport.closesAtOnce = true;
        }
        admin.awaitEvent();
        target().stop(() -> acks.add("stopped"));
        rig.settle();
        assertEquals(List.of(), acks);
        disk.finish();
        rig.settle();
        assertEquals(List.of("stopped"), acks);
        assertEquals(2, buffers().free());
    }

    @Test
    void shouldDisconnectByListenerAndByHost() {
        target().disconnectHost(Rig.NQN, "nqn.other");
        assertNull(io.transport.disconnectedWhy);
        target().disconnectHost(Rig.NQN, Rig.HOSTNQN);
        assertEquals("host removed", admin.transport.disconnectedWhy);
        assertEquals("host removed", io.transport.disconnectedWhy);
        assertEquals("deactivating", target().qpairs(Rig.NQN).getFirst().state);
        Host second = rig.admin();
        target().disconnectListener(Rig.NQN, Rig.PEER);
        assertNull(second.transport.disconnectedWhy);
        target().disconnectListener(Rig.NQN, Rig.LISTENER);
        assertEquals("listener removed", second.transport.disconnectedWhy);
    }

    @Test
    void shouldRefuseCommandsThatStillComeAfterADisconnect() {
        io.qpair.disconnect("test");
        Request request = io.blocks(IoOpcode.WRITE_ZEROES, 0, 1);
        request.begin(0);
        request.execute();
        assertEquals(Status.ABORTED_SQ_DELETION, io.answer().status());
        assertEquals(0, disk.pendingCount());
    }

    @Test
    void shouldNotLetAReadKeepBuffersWhileItIsParked() {
        Request reading = begun(IoOpcode.READ, Request.EXECUTE);
        Request first = begun(IoOpcode.WRITE, Request.RECEIVE);
        Request second = begun(IoOpcode.WRITE, Request.RECEIVE);
        reading.execute();
        target().hold(Rig.NQN, 1, Rig.hold(() -> acks.add("idle")));
        first.free();
        second.free();
        assertEquals(2, buffers().free());
        FakeDevice heir = Rig.lendingDisk();
        rig.with(1, heir, heir.geometry(), disk.uuid()).publish();
        target().unhold(Rig.NQN, 1);
        assertEquals(1, heir.lentCount());
        assertEquals(512, io.answer().ok().data().length);
        assertEquals(2, buffers().free());
    }

    @Test
    void shouldStopAlthoughTheLastWordFindsAFullQueue() {
        var two = new Rig(2, 2, TargetOptions.of("1"));
        two.with(1, Rig.disk()).publish();
        Host first = two.admin();
        Host far = two.io(first, 1, 1);
        two.targets.get(0).stop(() -> acks.add("home"));
        two.targets.get(1).stop(() -> acks.add("away"));
        two.settle();
        first.transport.close();
        two.reactors.get(0).refuseMessages(1);
        far.transport.close();
        two.settle();
        two.advance(1_000_000);
        assertEquals(List.of("away", "home"), acks);
        assertEquals(0, two.reactors.get(1).timers());
    }
}
