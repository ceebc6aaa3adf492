package io.viaduct.core.reactor;

/** A clock that never goes back; its zero means nothing. Injected, so that tests own time. */
@FunctionalInterface
public interface NanoClock {
    /** The machine's. */
    NanoClock SYSTEM = System::nanoTime;

    /** Nanoseconds. Any thread. */
    long nanoTime();
}
