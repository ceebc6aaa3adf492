package io.viaduct.testkit;

import io.viaduct.core.reactor.NanoClock;

/** A clock that stands still until a test moves it. */
public final class FakeClock implements NanoClock {
    private volatile long now = 1_000_000_000L;

    @Override
    public long nanoTime() {
        return now;
    }

    /** Moves the clock on. One thread. */
    public void advance(long nanos) {
        if (nanos < 0) {
            throw new IllegalArgumentException("time does not go back");
        }
        set(now + nanos);
    }

    private void set(long nanos) {
        now = nanos;
    }
}
