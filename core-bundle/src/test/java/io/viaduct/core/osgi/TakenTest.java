package io.viaduct.core.osgi;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.viaduct.core.osgi.Taken.Release;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;

class TakenTest {
    private static final long SECONDS = 60;

    private final Taken taken = new Taken();
    private final Release first = new Release(() -> CompletableFuture.completedFuture(null));
    private final Release second = new Release(() -> CompletableFuture.completedFuture(null));

    private Thread leaves(long seconds, AtomicReference<List<Release>> released) {
        return Thread.startVirtualThread(() -> released.set(taken.leave(seconds)));
    }

    @Test
    void shouldLetGoTheLatestFirst() {
        taken.add(first);
        taken.add(second);
        assertEquals(List.of(), taken.complete());
        assertEquals(List.of(second, first), taken.leave(SECONDS));
    }

    @Test
    void shouldWaitWhereItLeavesWhileItIsTakenIn() throws Exception {
        taken.add(first);
        var released = new AtomicReference<List<Release>>();
        Thread leaving = leaves(SECONDS, released);
        taken.add(second);
        assertEquals(List.of(), taken.complete());
        leaving.join();
        assertEquals(List.of(second, first), released.get());
    }

    @Test
    void shouldLeaveItToWhoTakesInWhenThatLastsTooLong() throws Exception {
        taken.add(first);
        var released = new AtomicReference<List<Release>>();
        leaves(0, released).join();
        assertEquals(List.of(), released.get());
        taken.add(second);
        assertEquals(List.of(second, first), taken.complete());
    }

    @Test
    void shouldNotWaitForItself() {
        taken.add(first);
        assertEquals(List.of(), taken.leave(SECONDS));
        assertEquals(List.of(first), taken.complete());
    }
}
