package io.viaduct.api.reactor;

import io.viaduct.api.memory.BufferPool;

import org.osgi.annotation.versioning.ProviderType;

/**
 * One event loop and its thread. It never blocks while there is work; a watchdog names who does.
 */
@ProviderType
public interface Reactor {
    /** 0 to the number of reactors less one. Any thread. */
    int index();

    /** Whether the calling thread is this reactor's. Any thread. */
    boolean isCurrent();

    /** Nanoseconds of the reactor's clock, read once per cycle. Reactor thread. */
    long nowNanos();

    /** The kernel's asynchronous operations. Reactor thread. */
    Engine engine();

    /** This reactor's share of the I/O buffers. Reactor thread. */
    BufferPool buffers();

    /**
     * Runs a message on the reactor, in the order of sending. Any thread. For control, not for I/O:
     * a message is allocated.
     *
     * @return false when the bounded queue is full or the reactor has stopped; the message is not
     *     kept
     */
    boolean send(Owner owner, Runnable message);

    /**
     * Runs {@code task} once at the end of the current cycle, after the events, before the engine
     * hands what was started to the kernel: how the output of one cycle is gathered. Reactor
     * thread; no allocation. The caller sees to it that a task is not added twice.
     */
    void atEndOfCycle(Runnable task);

    /** Adds a function that is called in every cycle; a reactor with one never sleeps. */
    Registration poll(Owner owner, Poller poller);

    /** A timer that can be armed again and again without allocation. */
    Timer timer(Owner owner, Runnable action);

    /** Undoes what made it. Reactor thread; a second close does nothing. */
    @ProviderType
    interface Registration extends AutoCloseable {
        @Override
        void close();
    }
}
