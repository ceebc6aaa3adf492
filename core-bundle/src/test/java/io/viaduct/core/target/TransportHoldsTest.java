package io.viaduct.core.target;

import static io.viaduct.core.target.TargetFixture.NQN;
import static io.viaduct.core.target.TargetFixture.listener;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.viaduct.api.reactor.Owner;
import io.viaduct.api.transport.TargetTransport;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** What happens to a transport whose bundle leaves while hosts use it. */
class TransportHoldsTest {
    private static final Owner NEXT = new Owner(2, "next");

    private final TargetFixture f = new TargetFixture();
    private final FakeTransport next = new FakeTransport();

    @BeforeEach
    void serve() throws Exception {
        f.build();
        f.side.events.clear();
    }

    @AfterEach
    void close() {
        f.close();
    }

    private CompletableFuture<Void> leaves(TargetTransport transport) {
        return f.on(
                () -> {
                    f.services.remove(transport);
                    return f.targets.leave(transport);
                });
    }

    private void comes(TargetTransport transport) {
        f.on(
                () -> {
                    f.services.add(NEXT, transport);
                    f.targets.arrived();
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

    private void holdTimePasses() {
        passes(HoldTimes.DEFAULT.holdMs());
    }

    private void passes(long ms) {
        f.on(
                () -> {
                    f.delayed.remove(ms).run();
                    return null;
                });
        turns();
    }

    private List<String> notifications() {
        return f.target.base().notifications().from(0, 10).stream()
                .filter(event -> event.type().startsWith("transport_"))
                .map(event -> event.type() + " " + event.ctx())
                .toList();
    }

    private Object stateOfTransport() throws Exception {
        return ((Map<?, ?>) ((List<?>) f.call("nvmf_get_transports", null)).getFirst())
                .get("state");
    }

    private Object stateOfListener() throws Exception {
        Object all = f.call("nvmf_subsystem_get_listeners", Map.of("nqn", NQN));
        return ((Map<?, ?>) ((List<?>) all).getFirst()).get("state");
    }

    private List<Object> outcomes() throws Exception {
        Map<?, ?> all = (Map<?, ?>) f.call("viaduct_get_swaps", Map.of("kind", "transport"));
        return ((List<?>) all.get("swaps"))
                .stream().<Object>map(swap -> ((Map<?, ?>) swap).get("outcome")).toList();
    }

    private boolean waits(String method) {
        return f.on(() -> f.desired.isWaiting(entry -> entry.method().equals(method)));
    }

    @Test
    void shouldKeepAddressesAndConnectionsForATransportThatReturns() throws Exception {
        long before = f.on(() -> f.target.discovery().log().generation());
        leaves(f.tcp).join();
        turns();
        assertEquals(List.of("hand over TCP"), f.side.events);
        assertTrue(f.tcp.closed);
        assertTrue(f.tcp.listening.isEmpty());
        assertEquals("HELD", stateOfTransport());
        assertEquals("HELD", stateOfListener());
        assertTrue(waits("nvmf_create_transport"));
        assertFalse(waits("nvmf_subsystem_add_listener"));

        comes(next);
        assertEquals(List.of("hand over TCP", "adopt TCP by next"), f.side.events);
        assertEquals(List.of("4420"), next.listening);
        assertNull(stateOfTransport());
        assertNull(stateOfListener());
        assertFalse(waits("nvmf_create_transport"));
        assertEquals(before, f.on(() -> f.target.discovery().log().generation()));
        holdTimePasses();
        assertFalse(next.closed);
        assertEquals(List.of("resumed"), outcomes());
    }

    @Test
    void shouldAnnounceAHoldThatLasts() throws Exception {
        leaves(f.tcp).join();
        turns();
        assertEquals(List.of(), notifications());
        passes(HoldTimes.DEFAULT.announceMs());
        assertEquals(List.of("transport_held TCP"), notifications());
        comes(next);
        assertEquals(List.of("transport_held TCP", "transport_resumed TCP"), notifications());
    }

    @Test
    void shouldHoldAsLongAsIsSet() throws Exception {
        f.on(
                () -> {
                    f.target.holdDefaults(new HoldTimes(700, 800));
                    return null;
                });
        leaves(f.tcp).join();
        turns();
        passes(700);
        assertEquals(List.of("transport_removed TCP"), notifications());
        assertEquals(List.of(), f.call("nvmf_get_transports", null));
    }

    @Test
    void shouldWaitForOneThatIsThereEvenWhenTheTimeIsOver() throws Exception {
        f.side.hold();
        comes(next);
        CompletableFuture<Void> left = leaves(f.tcp);
        turns();
        holdTimePasses();
        assertFalse(left.isDone());
        assertEquals(List.of(), notifications());
        leaves(next).join();
        turns();
        assertEquals(List.of("transport_removed TCP"), notifications());
    }

    @Test
    void shouldGoOnAtOnceWhereAnotherIsThereAlready() {
        comes(next);
        leaves(f.tcp).join();
        turns();
        assertEquals(List.of("hand over TCP", "adopt TCP by next"), f.side.events);
        assertEquals(List.of("4420"), next.listening);
        assertFalse(waits("nvmf_create_transport"));
    }

    @Test
    void shouldAdoptNothingBeforeTheOtherHasLetGo() {
        f.side.hold();
        CompletableFuture<Void> left = leaves(f.tcp);
        comes(next);
        assertFalse(left.isDone());
        assertFalse(f.tcp.closed);
        assertEquals(List.of("hand over TCP"), f.side.events);
        f.side.acknowledge();
        left.join();
        turns();
        assertTrue(f.tcp.closed);
        assertEquals(List.of("hand over TCP", "adopt TCP by next"), f.side.events);
    }

    @Test
    void shouldWaitForAThirdWhereTheNextLeavesToo() throws Exception {
        comes(next);
        f.side.hold();
        CompletableFuture<Void> left = leaves(f.tcp);
        leaves(next).join();
        f.side.acknowledge();
        left.join();
        turns();
        assertTrue(next.closed);
        assertEquals("HELD", stateOfTransport());
        var third = new FakeTransport();
        comes(third);
        assertEquals(List.of("4420"), third.listening);
    }

    @Test
    void shouldEndEverythingOfATransportThatDoesNotReturn() throws Exception {
        leaves(f.tcp).join();
        holdTimePasses();
        assertTrue(f.side.events.contains("disconnect TCP"));
        assertEquals(List.of(), f.call("nvmf_get_transports", null));
        assertEquals(List.of(), f.call("nvmf_subsystem_get_listeners", Map.of("nqn", NQN)));
        assertTrue(waits("nvmf_create_transport"));
        assertTrue(waits("nvmf_subsystem_add_listener"));
        comes(next);
        assertFalse(f.side.events.contains("adopt TCP by next"));
        assertEquals(List.of("removed"), outcomes());
    }

    @Test
    void shouldHoldOnWhereTheNextCannotBeMade() throws Exception {
        next.refusing = true;
        leaves(f.tcp).join();
        comes(next);
        assertEquals("HELD", stateOfTransport());
        var third = new FakeTransport();
        f.on(
                () -> {
                    f.services.remove(next);
                    return null;
                });
        comes(third);
        assertNull(stateOfTransport());
    }

    @Test
    void shouldLetTheAdministratorWorkWhileItIsHeld() throws Exception {
        leaves(f.tcp).join();
        f.call("nvmf_create_subsystem", Map.of("nqn", NQN + "b"));
        f.call("nvmf_subsystem_add_listener", listener(NQN + "b", "4420"));
        f.refuses(
                -32602,
                "Invalid parameters",
                "nvmf_subsystem_add_listener",
                listener(NQN + "b", "4421"));
        f.call("nvmf_subsystem_remove_listener", listener(NQN + "b", "4420"));
        f.call("nvmf_delete_subsystem", Map.of("nqn", NQN));
        comes(next);
        assertTrue(next.listening.isEmpty());
    }
}
