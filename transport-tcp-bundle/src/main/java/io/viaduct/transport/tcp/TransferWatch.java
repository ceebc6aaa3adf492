package io.viaduct.transport.tcp;

import io.viaduct.api.reactor.Timer;

import java.util.function.Function;

/**
 * Finds out a host that owes data and sends nothing, or next to nothing: what waits for it has
 * buffers that others want. It costs a transfer two flags; only when the time is up it is looked at
 * what has come meanwhile. Reactor thread.
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

        /** The host has owed data for {@link #TIMEOUT_NS} at least, and it does not come. */
        void onStalled();
    }

    /** As long as a controller without queues is kept: SPDK's association time-out. */
    static final long TIMEOUT_NS = 120_000_000_000L;

    /** What has to come in that time where no transfer ends in it: drops do not count. */
    static final int PROGRESS_MIN_BYTES = 4096;

    private final Watched watched;
    private final Timer timer;
    private long before;
    private boolean ended;

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

    /** All data of a transfer has come. */
    void end() {
        ended = true;
    }

    void close() {
        timer.close();
    }

    private void arm() {
        before = watched.bytesReceived();
        ended = false;
        timer.arm(TIMEOUT_NS);
    }

    private void elapsed() {
        if (!watched.awaitsData()) {
            return;
        }
        boolean comes = ended || watched.bytesReceived() - before >= PROGRESS_MIN_BYTES;
        if (watched.isReading() && !comes) {
            watched.onStalled();
        } else {
            arm();
        }
    }
}
