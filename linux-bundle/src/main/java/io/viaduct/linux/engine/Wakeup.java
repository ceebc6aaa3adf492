package io.viaduct.linux.engine;

import io.viaduct.linux.EventDescriptor;
import io.viaduct.linux.SystemCallException;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * How other threads end an engine's sleep. The engine watches the descriptor for edges and never
 * reads it: each write is one edge.
 */
final class Wakeup implements AutoCloseable {
    private static final int AWAKE = 0;
    private static final int ASLEEP = 1;
    private static final int CALLED = 2;

    private final EventDescriptor event;
    private final AtomicInteger state = new AtomicInteger(AWAKE);
    private final AtomicInteger callers = new AtomicInteger();

    Wakeup() throws SystemCallException {
        event = EventDescriptor.open();
    }

    int descriptor() {
        return event.descriptor();
    }

    /** Any thread. */
    void call() {
        if (state.get() == CALLED) {
            return;
        }
        callers.incrementAndGet();
        // Only who finds it asleep writes; the engine is asleep or on its way until it says AWAKE.
        if (state.getAndSet(CALLED) == ASLEEP) {
            event.signal();
        }
        callers.decrementAndGet();
    }

    /** Before a sleep: false when somebody has called since the last one, who is served now. */
    boolean sleep() {
        if (state.compareAndSet(AWAKE, ASLEEP)) {
            return true;
        }
        awake();
        return false;
    }

    /** After a sleep: what callers did before they called is seen from here on. */
    void awake() {
        state.getAndSet(AWAKE);
    }

    /** How often callers have entered the kernel since this was last asked. */
    long written() {
        return Math.max(event.take(), 0);
    }

    /** Late callers find nobody asleep and touch no descriptor. */
    @Override
    public void close() {
        state.set(CALLED);
        while (callers.get() != 0) {
            Thread.onSpinWait();
        }
        event.close();
    }
}
