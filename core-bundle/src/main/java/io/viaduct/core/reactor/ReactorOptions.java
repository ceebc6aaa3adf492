package io.viaduct.core.reactor;

import java.util.List;
import java.util.stream.IntStream;

/**
 * How the reactors of the process are set up.
 *
 * @param cores one reactor for each of these CPUs, at least one
 * @param pinned whether each runs on its CPU only; where not, the numbers are names
 * @param engine "uring", "epoll", or "" for the best there is
 * @param spinNanos how long a reactor goes on without sleeping after its last work
 * @param stallNanos a cycle longer than this is reported by the watchdog
 */
public record ReactorOptions(
        List<Integer> cores, boolean pinned, String engine, long spinNanos, long stallNanos) {
    /** More reactors than that would be a mistake (SPDK's limit of cores). */
    public static final int REACTORS_MAX = 1024;

    /** Spinning only pays where the peers have cores of their own. */
    private static final int CORES_TO_SPIN = 3;

    private static final long SPIN_NANOS = 50_000;
    private static final long STALL_NANOS = 100_000_000;

    /** Checks the ranges. */
    public ReactorOptions {
        cores = List.copyOf(cores);
        if (cores.isEmpty() || cores.size() > REACTORS_MAX) {
            throw new IllegalArgumentException(
                    "cores " + cores.size() + " is outside 1 to " + REACTORS_MAX);
        }
        if (cores.stream().distinct().count() != cores.size()) {
            throw new IllegalArgumentException("cores " + cores + " names one twice");
        }
        if (spinNanos < 0 || stallNanos < 1) {
            throw new IllegalArgumentException("spin or stall time is negative");
        }
    }

    /** {@code count} reactors, not pinned, with the best engine, spinning where it helps. */
    public static ReactorOptions of(int count) {
        boolean spin = Runtime.getRuntime().availableProcessors() >= CORES_TO_SPIN;
        return new ReactorOptions(
                IntStream.range(0, count).boxed().toList(),
                false,
                "",
                spin ? SPIN_NANOS : 0,
                STALL_NANOS);
    }
}
