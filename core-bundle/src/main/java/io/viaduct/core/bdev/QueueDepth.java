package io.viaduct.core.bdev;

import io.viaduct.api.reactor.Reactor;
import io.viaduct.api.reactor.Timer;
import io.viaduct.core.reactor.OwnerTable;

import java.util.concurrent.atomic.AtomicIntegerArray;

/**
 * Looks from time to time how many I/O a device has: each reactor notes its own, and the first adds
 * up what it finds noted. Costs an I/O nothing.
 */
final class QueueDepth {
    /** It is looked no more often than each millisecond, whatever period was asked for. */
    static final long NANOS_MIN = 1_000_000;

    private static final long NANOS_PER_MICROSECOND = 1000;

    /**
     * What has been found.
     *
     * @param periodMicros what was asked for, in microseconds
     * @param depth I/O at the last look
     * @param ioMicros how long there was any, in microseconds
     * @param weightedMicros how long there was each, summed over all, in microseconds
     */
    record Sample(long periodMicros, long depth, long ioMicros, long weightedMicros) {}

    private final BdevEntry entry;
    private final AtomicIntegerArray depths;
    // One element a reactor, each touched by that reactor's thread alone.
    private final Timer[] timers;
    private volatile long periodMicros;

    // The first reactor's.
    private long lookedAt;
    private long depth;
    private long ioNanos;
    private long weightedNanos;

    /** Of a device; nobody looks. */
    QueueDepth(BdevEntry entry, int reactors) {
        this.entry = entry;
        depths = new AtomicIntegerArray(reactors);
        timers = new Timer[reactors];
    }

    /** It is looked that often from now on, in microseconds; 0 for not at all. Control strand. */
    void period(long micros) {
        periodMicros = micros;
    }

    /** Whether it is looked. Any thread. */
    boolean isSampled() {
        return periodMicros != 0;
    }

    /** A reactor begins, or ends, to look. Reactor thread. */
    void settle(Reactor reactor) {
        int index = reactor.index();
        Timer timer = timers[index];
        if (timer != null) {
            timer.close();
            timers[index] = null;
            depths.set(index, 0);
        }
        if (isSampled() && entry.cause() == null) {
            timers[index] = reactor.timer(OwnerTable.BASE, () -> look(reactor));
            timers[index].arm(nanos());
            if (index == 0) {
                lookedAt = reactor.nowNanos();
            }
        }
    }

    private long nanos() {
        long most = Long.MAX_VALUE / NANOS_PER_MICROSECOND;
        return Math.max(NANOS_MIN, Math.min(periodMicros, most) * NANOS_PER_MICROSECOND);
    }

    private void look(Reactor reactor) {
        int index = reactor.index();
        depths.set(index, entry.inFlight(reactor));
        if (index == 0) {
            addUp(reactor.nowNanos());
        }
        timers[index].arm(nanos());
    }

    private void addUp(long now) {
        depth = 0;
        for (int i = 0; i < depths.length(); i++) {
            depth += depths.get(i);
        }
        long passed = now - lookedAt;
        lookedAt = now;
        ioNanos += depth == 0 ? 0 : passed;
        weightedNanos += depth * passed;
    }

    /** What has been found; null where nobody looks. The first reactor's thread. */
    Sample sample() {
        return isSampled()
                ? new Sample(
                        periodMicros,
                        depth,
                        ioNanos / NANOS_PER_MICROSECOND,
                        weightedNanos / NANOS_PER_MICROSECOND)
                : null;
    }
}
