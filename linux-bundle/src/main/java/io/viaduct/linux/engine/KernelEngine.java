package io.viaduct.linux.engine;

import io.viaduct.api.reactor.Engine;

import org.osgi.annotation.versioning.ProviderType;

/**
 * An engine as its reactor drives it. The thread that opens it is the one that calls everything,
 * {@link #wakeup} apart.
 */
@ProviderType
public interface KernelEngine extends Engine, AutoCloseable {
    /**
     * Hands all that was started to the kernel in one go, waits for events, and gives them to their
     * handlers: a bounded number, the rest is for the next call. It waits only where nothing is to
     * be done; a {@link #wakeup} ends the wait. What a handler throws comes out of here; the engine
     * can be run on.
     *
     * @param timeoutNanos 0 not to wait, negative to wait for ever
     * @param delivery how events are given to handlers
     * @return events given to handlers
     */
    int run(long timeoutNanos, EventDelivery delivery);

    /** As {@link #run(long, EventDelivery)}, with handlers called directly. */
    default int run(long timeoutNanos) {
        return run(timeoutNanos, EventDelivery.DIRECT);
    }

    /**
     * Ends a wait in {@link #run}, or keeps the next one from waiting. Any thread; costs no system
     * call unless the engine sleeps, and then one for all who call.
     */
    void wakeup();

    /** Operations that have not ended. */
    int inFlight();

    /**
     * Cancels all operations, gives handlers their last events, and frees everything: the engine's
     * descriptors, the lent buffers with their memory. Nothing can be started any more: -EAGAIN.
     * Buffers that are still lent may be released, and not be touched. Not from inside a handler.
     */
    @Override
    void close();
}
