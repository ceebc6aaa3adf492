package io.viaduct.core.controller;

import io.viaduct.api.reactor.Reactor;
import io.viaduct.api.reactor.Timer;

import java.util.function.LongSupplier;

/**
 * A controller's keep alive timer. A command costs it no more than a look at the clock: only when
 * the time is up it looks when the last one came, and whether there was other traffic. Reactor
 * thread.
 */
final class KeepAlive {
    /** Milliseconds that a discovery controller gives a host which names no time (SPDK). */
    static final int DISCOVERY_DEFAULT_MS = 120_000;

    private static final int KAS_UNIT_MS = 100;

    /** KATO has 32 bits. */
    private static final long KATO_MAX = 0xffff_ffffL;

    private static final long NANOS_PER_MS = 1_000_000;

    private final Reactor reactor;
    private final Timer timer;
    private final LongSupplier traffic;
    private final Runnable expired;
    private long katoMs;
    private long last;
    private long trafficBefore;
    private boolean running;
    private boolean paused;

    /**
     * A timer that does not run.
     *
     * @param traffic counts commands on I/O queues
     * @param expired what happens when the host has been silent for too long
     */
    KeepAlive(Reactor reactor, Timer timer, LongSupplier traffic, Runnable expired) {
        this.reactor = reactor;
        this.timer = timer;
        this.traffic = traffic;
        this.expired = expired;
    }

    /**
     * A time-out as the controller grants it: in whole units of KAS, not below the least, and 0 for
     * none.
     */
    static long granted(long askedMs, int kas, int minMs) {
        if (askedMs == 0) {
            return 0;
        }
        long unit = (long) kas * KAS_UNIT_MS;
        long units = (Math.max(askedMs, minMs) + unit - 1) / unit;
        return Math.min(units, KATO_MAX / unit) * unit;
    }

    /** Milliseconds, 0 for none. */
    long katoMs() {
        return katoMs;
    }

    /** Starts anew with this time-out; 0 stops it. */
    void start(long ms) {
        katoMs = ms;
        running = ms > 0;
        restart();
    }

    private void restart() {
        timer.cancel();
        touch();
        trafficBefore = traffic.getAsLong();
        if (running && !paused) {
            timer.arm(katoMs * NANOS_PER_MS);
        }
    }

    /** Stands still, or starts anew with the same time-out where it ran. */
    void pause(boolean on) {
        paused = on;
        restart();
    }

    /** An admin command has come. */
    void touch() {
        last = reactor.nowNanos();
    }

    void stop() {
        running = false;
        timer.cancel();
    }

    void close() {
        timer.close();
    }

    /** The timer's action. */
    void elapsed() {
        long now = reactor.nowNanos();
        long count = traffic.getAsLong();
        if (count != trafficBefore) {
            // When the traffic was is not known; it counts as of now, so that nobody is cut early.
            trafficBefore = count;
            last = now;
        }
        long left = katoMs * NANOS_PER_MS - (now - last);
        if (left <= 0) {
            expired.run();
        } else {
            timer.arm(left);
        }
    }
}
