package io.viaduct.core.qpair;

import java.util.Collection;

/**
 * How long commands had to wait, on one reactor or on all. Times are of the reactors' clocks, which
 * share an origin and move once a cycle.
 *
 * @param closedNanos when the first gate closed
 * @param openedNanos when the last gate opened, or its namespace went
 * @param firstParkedNanos when the first command parked; meaningless where none did
 * @param lastResumedNanos when the last command went on or was ended; meaningless where none was
 *     left to do so
 * @param parked commands that parked
 * @param released commands of them that went on or were ended with the gate
 * @param blocked commands for whose data there was no memory, so that their connections did not
 *     read on
 * @param resumed whether every gate opened: nothing was ended
 */
public record Pause(
        long closedNanos,
        long openedNanos,
        long firstParkedNanos,
        long lastResumedNanos,
        long parked,
        long released,
        long blocked,
        boolean resumed) {
    /** Nothing was there to be paused. */
    public static final Pause NONE = new Pause(0, 0, 0, 0, 0, 0, 0, false);

    /** The parts of all reactors as one; reactors that had nothing to pause are left out. */
    public static Pause of(Collection<Pause> parts) {
        return parts.stream().filter(part -> !part.equals(NONE)).reduce(Pause::and).orElse(NONE);
    }

    private Pause and(Pause other) {
        return new Pause(
                earlier(closedNanos, other.closedNanos),
                later(openedNanos, other.openedNanos),
                other.parked == 0
                        ? firstParkedNanos
                        : parked == 0
                                ? other.firstParkedNanos
                                : earlier(firstParkedNanos, other.firstParkedNanos),
                other.released == 0
                        ? lastResumedNanos
                        : released == 0
                                ? other.lastResumedNanos
                                : later(lastResumedNanos, other.lastResumedNanos),
                parked + other.parked,
                released + other.released,
                blocked + other.blocked,
                resumed && other.resumed);
    }

    /** The same, of something that has not returned. */
    public Pause unresumed() {
        return new Pause(
                closedNanos,
                openedNanos,
                firstParkedNanos,
                lastResumedNanos,
                parked,
                released,
                blocked,
                false);
    }

    /** From the first gate's closing to the last one's opening. */
    public long gateNanos() {
        return openedNanos - closedNanos;
    }

    /** From the first command that parked to the last that went on; 0 where none did. */
    public long waitNanos() {
        return released == 0 ? 0 : lastResumedNanos - firstParkedNanos;
    }

    private static long earlier(long one, long other) {
        return one - other < 0 ? one : other;
    }

    private static long later(long one, long other) {
        return one - other > 0 ? one : other;
    }
}
