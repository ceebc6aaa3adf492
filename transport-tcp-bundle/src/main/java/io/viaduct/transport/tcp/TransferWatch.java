package io.viaduct.transport.tcp;

import io.viaduct.api.reactor.Timer;

import java.util.function.Function;

/**
 * Finds out a host that owes data and sends nothing: what waits for it has buffers that others
 * want. It costs a transfer a look at a flag; only when the time is up it is looked at what has
 * come meanwhile. Reactor thread.
 */
final class TransferWatch {
    /** Whose transfers they are. */
    interface Watched {
        /** Whether the host owes data. */
        boolean awaitsData();

        /** Whether what comes is taken. */
        boolean isReading();

        /** Grows with what comes. */
        long bytesReceived();

        /** The host has owed data for {@link #TIMEOUT_NS} at least and has sent nothing. */
        void onStalled();
    }

    /** As long as a controller without queues is kept: SPDK's association time-out. */
    static final long TIMEOUT_NS = 120_000_000_000L;

    private final Watched watched;
    private final Timer timer;
    private long before;

    TransferWatch(Function<Runnable, Timer> timers, Watched watched) {
        this.watched = watched;
        timer = timers.apply(this::elapsed);
    }

    /** Data is expected from now on. */
    void begin() {
        if (!timer.armed()) {
            arm();
        }
    }

    void close() {
        timer.close();
    }

    private void arm() {
        before = watched.bytesReceived();
        timer.arm(TIMEOUT_NS);
    }

    private void elapsed() {
        if (!watched.awaitsData()) {
            return;
        }
        if (watched.isReading() && watched.bytesReceived() == before) {
            watched.onStalled();
        } else {
            arm();
        }
    }
}
