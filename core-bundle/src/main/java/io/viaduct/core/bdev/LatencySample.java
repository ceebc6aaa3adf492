package io.viaduct.core.bdev;

import io.viaduct.api.bdev.BdevIo;

import java.util.function.LongSupplier;

/**
 * Measures how long a device takes. One I/O at a time and of {@value #EVERY} one is measured: to
 * read the clock twice for each would cost a good part of what a small I/O costs. A histogram,
 * where one is wanted, counts all. Reactor thread.
 */
final class LatencySample {
    static final int EVERY = 16;

    private final LongSupplier clock;
    private final IoCounters counters;
    private LatencyHistogram histogram;
    private BdevIo timed;
    private long since;
    private int toPass;

    /**
     * Nothing measured yet; the first I/O is.
     *
     * @param clock nanoseconds, read anew for each call
     */
    LatencySample(LongSupplier clock, IoCounters counters) {
        this.clock = clock;
        this.counters = counters;
    }

    /** Each I/O that begins from now on is measured, and counted there; null for none. */
    void histogram(LatencyHistogram all) {
        histogram = all;
    }

    /** An I/O goes to the device. */
    void begin(BdevIo io) {
        if (histogram != null) {
            io.submittedNanos(clock.getAsLong());
        }
        if (timed == null && --toPass < 0) {
            timed = io;
            since = clock.getAsLong();
        }
    }

    /** An I/O has ended. */
    void end(BdevIo io) {
        if (histogram != null && io.submittedNanos() != 0) {
            histogram.add(io, clock.getAsLong() - io.submittedNanos());
        }
        if (io == timed) {
            timed = null;
            toPass = EVERY - 1;
            if (io.status() == 0) {
                counters.took(io.op(), clock.getAsLong() - since);
            }
        }
    }
}
