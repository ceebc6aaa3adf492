package io.viaduct.bench.scale;

import io.viaduct.core.reactor.NanoClock;

/** The time. */
final class Clock {
    private Clock() {}

    static long nanos() {
        return NanoClock.SYSTEM.nanoTime();
    }
}
