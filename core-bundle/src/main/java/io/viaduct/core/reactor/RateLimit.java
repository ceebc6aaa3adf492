package io.viaduct.core.reactor;

/**
 * Lets a few through per interval and counts the rest, so that an error that repeats is counted and
 * not logged each time. One thread at a time.
 */
public final class RateLimit {
    /** A log line's share, where nothing asks for another: 5 in 10 seconds. */
    private static final int BURST = 5;

    private static final long INTERVAL_NANOS = 10_000_000_000L;

    private final NanoClock clock;
    private boolean started;
    private long since;
    private int passed;
    private long held;

    public RateLimit(NanoClock clock) {
        this.clock = clock;
    }

    /** Whether this one may pass. */
    public boolean pass() {
        long now = clock.nanoTime();
        if (!started || now - since >= INTERVAL_NANOS) {
            started = true;
            since = now;
            passed = 0;
        }
        if (passed < BURST) {
            passed++;
            return true;
        }
        held++;
        return false;
    }

    /** How many were held back since this was last asked. */
    public long held() {
        long count = held;
        held = 0;
        return count;
    }
}
