package io.viaduct.core.target;

import io.viaduct.core.qpair.Pause;

/**
 * A swap that is over, as it was measured on the reactors.
 *
 * @param sequence its number since the start, from 1
 * @param kind what was replaced
 * @param what the device's or the transport's name
 * @param nqn the namespace's subsystem; null for a transport
 * @param nsid the namespace; 0 for a transport
 * @param beganMs when, in milliseconds of the epoch
 * @param pause how long the gate was closed and commands waited
 * @param outcome what has become of them
 */
record Swap(
        long sequence,
        SwapKind kind,
        String what,
        String nqn,
        int nsid,
        long beganMs,
        Pause pause,
        SwapOutcome outcome) {
    private static final double NANOS_PER_MS = 1e6;

    /** From gate closed to gate open. */
    double gateMs() {
        return pause.gateNanos() / NANOS_PER_MS;
    }

    /** From the first command that parked to the last that went on; 0 where none did. */
    double waitMs() {
        return pause.waitNanos() / NANOS_PER_MS;
    }

    /** Whether anybody waited until it went on: only then is there a time to judge. */
    boolean isMeasured() {
        return outcome == SwapOutcome.RESUMED && pause.released() > 0;
    }
}
