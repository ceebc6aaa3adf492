package io.viaduct.core.qpair;

/** Measures one pause after the other on one reactor. Allocates nothing but the result. */
final class PauseMeter {
    private long closedNanos;
    private long firstParkedNanos;
    private long lastResumedNanos;
    private long parked;
    private long released;
    private long blocked;

    /** A pause begins; {@code waiting} commands are in line already. */
    void begin(long nowNanos, long waiting) {
        closedNanos = nowNanos;
        firstParkedNanos = nowNanos;
        parked = waiting;
        released = 0;
        blocked = 0;
    }

    /** A command parks. */
    void parked(long nowNanos) {
        if (parked++ == 0) {
            firstParkedNanos = nowNanos;
        }
    }

    /** A command goes on, or is ended with the pause. */
    void released(long nowNanos) {
        released++;
        lastResumedNanos = nowNanos;
    }

    /** A command finds no memory for its data. */
    void blocked() {
        blocked++;
    }

    /** The pause is over. */
    Pause end(long nowNanos, boolean resumed) {
        return new Pause(
                closedNanos,
                nowNanos,
                firstParkedNanos,
                lastResumedNanos,
                parked,
                released,
                blocked,
                resumed);
    }
}
