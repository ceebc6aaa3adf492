package io.viaduct.core.bdev;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;

/** Counts faults and notices when many come within a short time. Any thread, without waiting. */
final class FaultMeter {
    /** So many within {@link #WINDOW_NANOS} are too many. */
    static final int FAULTS_MAX = 8;

    /** A minute: a module that fails now and then goes on, one that fails always does not. */
    static final long WINDOW_NANOS = 60_000_000_000L;

    private final AtomicLong count = new AtomicLong();
    private final AtomicLongArray times = new AtomicLongArray(FAULTS_MAX);

    /** One more fault; true when the last {@value #FAULTS_MAX} are all within the window. */
    boolean add(long nowNanos) {
        long number = count.getAndIncrement();
        times.set((int) (number % FAULTS_MAX), nowNanos);
        if (number + 1 < FAULTS_MAX) {
            return false;
        }
        long oldest = times.get((int) ((number + 1) % FAULTS_MAX));
        return nowNanos - oldest <= WINDOW_NANOS;
    }

    /** How many there were. */
    long count() {
        return count.get();
    }
}
