package io.viaduct.core.target;

/**
 * How long a namespace is held when its module has left.
 *
 * @param holdMs until it is removed, counted from the gate; 0 for not at all
 * @param announceMs until it is said aloud
 */
record HoldTimes(long holdMs, long announceMs) {
    /** Well under the time after which hosts give up an I/O (Linux: 30 s). */
    static final HoldTimes DEFAULT = new HoldTimes(10_000, 3_000);

    /** Longer than any host waits. */
    static final long MS_MAX = 3_600_000;
}
