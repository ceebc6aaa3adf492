package io.viaduct.core.reactor;

import io.viaduct.api.reactor.Engine;
import io.viaduct.api.reactor.EngineHandler;
import io.viaduct.api.reactor.Owner;

/** What a reactor's loop asks of its engine. Reactor thread, but for the wake-up. */
public interface LoopEngine extends Engine, AutoCloseable {
    /**
     * Hands what was started to the kernel, waits for events and delivers them.
     *
     * @param timeoutNanos how long to wait for the first event, 0 not at all
     * @return events delivered
     */
    int run(long timeoutNanos, Delivery delivery);

    /** Ends a wait, or the next one. Any thread. */
    void wakeup();

    /** Gives everything back to the kernel; no operation is in flight. */
    @Override
    void close();

    /** How the loop wants an event to be delivered, so that it knows whose it is. */
    @FunctionalInterface
    interface Delivery {
        void deliver(
                Owner owner,
                EngineHandler handler,
                long context,
                int event,
                int result,
                int buffer,
                boolean last);
    }
}
