package io.viaduct.core.bdev;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * One limit of one device as its reactors share it: until when the rate is used up by what has gone
 * to the device already. An I/O may go as soon as that moment is over, and moves it on by the time
 * that it takes at this rate, so that one that is larger than a quantum goes, and is paid for
 * later. Any reactor.
 */
final class Rate {
    private static final double NANOS_PER_SECOND = 1e9;

    private final IoLimit limit;
    private final double nanosEach;
    private final AtomicLong usedUntil;
    private final AtomicInteger lines = new AtomicInteger();

    /** A limit, of which nothing is used. */
    Rate(IoLimit limit, long value, long nowNanos) {
        this.limit = limit;
        nanosEach = NANOS_PER_SECOND / limit.amount(value);
        usedUntil = new AtomicLong(nowNanos);
    }

    IoLimit limit() {
        return limit;
    }

    /** Nanoseconds until an I/O may go; 0 or less when it may now, less where less is used. */
    long untilFree(long now) {
        return usedUntil.get() - now;
    }

    /**
     * An I/O goes to the device. Two reactors may both have found that theirs may: both count.
     *
     * @param lagNanos so much of what has not been used until now still may
     * @return the nanoseconds that it takes at this rate
     */
    long take(long bytes, long now, long lagNanos) {
        long cost = Math.round(limit.taken(bytes) * nanosEach);
        long before;
        long start;
        do {
            before = usedUntil.get();
            start = Math.max(before - now, -lagNanos) + now;
        } while (!usedUntil.compareAndSet(before, start + cost));
        return cost;
    }

    /** One more line, or one less, in which I/O waits for this rate. */
    void addLines(int more) {
        lines.addAndGet(more);
    }

    /** Lines, of all reactors, in which I/O waits for this rate. */
    int lines() {
        return lines.get();
    }
}
