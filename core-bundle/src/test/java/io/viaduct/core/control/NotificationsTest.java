package io.viaduct.core.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.viaduct.api.rpc.RpcException;
import io.viaduct.core.control.Notifications.Event;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.util.List;

class NotificationsTest {
    private final Notifications notifications = new Notifications();

    @BeforeEach
    void register() {
        notifications.register("come", "go");
        notifications.register("go", "other");
    }

    @Test
    void shouldKnowEachTypeOnceInTheOrderOfRegistration() {
        assertEquals(List.of("come", "go", "other"), notifications.types());
    }

    @Test
    void shouldRefuseATypeThatNobodyHasRegistered() {
        assertThrows(AssertionError.class, () -> notifications.post("gone", "a"));
    }

    @Test
    void shouldTellEventsFromANumberOn() {
        notifications.post("come", "a");
        notifications.post("come", "b");
        notifications.post("go", "a");
        assertEquals(
                List.of(new Event(1, "come", "b"), new Event(2, "go", "a")),
                notifications.from(1, Long.MAX_VALUE));
        assertEquals(List.of(new Event(0, "come", "a")), notifications.from(0, 1));
        assertEquals(List.of(), notifications.from(3, 1));
        assertEquals(List.of(), notifications.from(0, 0));
    }

    @Test
    void shouldDropTheOldestAndGoOnCounting() {
        for (int i = 0; i < Notifications.EVENTS_MAX + 2; i++) {
            notifications.post("come", "a" + i);
        }
        List<Event> kept = notifications.from(0, Long.MAX_VALUE);
        assertEquals(Notifications.EVENTS_MAX, kept.size());
        assertEquals(new Event(2, "come", "a2"), kept.getFirst());
        assertEquals(Notifications.EVENTS_MAX + 1, kept.getLast().id());
        assertEquals(List.of(kept.getFirst()), notifications.from(0, 1));
    }

    @Test
    void shouldCutOffALongContext() {
        notifications.post("come", "a".repeat(Notifications.CTX_MAX + 1));
        String kept = notifications.from(0, 1).getFirst().ctx();
        assertEquals(Notifications.CTX_MAX, kept.length());
    }

    @Test
    void shouldRefuseNegativeNumbers() {
        var methods = new NotifyMethods(notifications);
        var p = new NotifyMethods.GetNotifications();
        p.id = -1;
        var answer = assertThrows(RpcException.class, () -> methods.notifications(p));
        assertEquals(RpcException.INVALID_PARAMS, answer.code());
        p.id = 0;
        p.max = -1;
        assertThrows(RpcException.class, () -> methods.notifications(p));
    }
}
