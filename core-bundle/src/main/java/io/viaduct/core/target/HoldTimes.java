package io.viaduct.core.target;

/**
 * How long a namespace is held when its module has left, or the connections of a transport.
 *
 * @param holdMs until it is removed, counted from the gate; 0 for not at all
 * @param announceMs until it is said aloud
 */
public record HoldTimes(long holdMs, long announceMs) {
    /** Well under the time after which hosts give up an I/O (Linux: 30 s). */
    public static final HoldTimes DEFAULT = new HoldTimes(10_000, 3_000);

    /** Longer than any host waits. */
    public static final long MS_MAX = 3_600_000;

    /** Whether a time is one, in milliseconds. */
    public static boolean isValid(long ms) {
        return ms >= 0 && ms <= MS_MAX;
    }
}
