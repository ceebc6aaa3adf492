package io.viaduct.testkit.chaos;

import io.viaduct.testkit.SteppedWorld;

import java.util.ArrayDeque;

/** What has happened in a run, for whoever has to understand a failure. */
final class Trace {
    /** The end of a run is what matters. */
    private static final int LINES_MAX = 4000;

    private static final double NANOS_PER_MS = 1e6;

    private final long seed;
    private final SteppedWorld world;
    private final ArrayDeque<Line> lines = new ArrayDeque<>();

    /** Formatted only when somebody has to read it. */
    private record Line(long nanos, long ticks, String format, Object[] values) {
        @Override
        public String toString() {
            String text = format.formatted(values);
            return "%10.3f ms  #%-6d %s".formatted(nanos / NANOS_PER_MS, ticks, text);
        }
    }

    Trace(long seed, SteppedWorld world) {
        this.seed = seed;
        this.world = world;
    }

    void add(String format, Object... values) {
        if (lines.size() == LINES_MAX) {
            lines.removeFirst();
        }
        lines.add(new Line(world.clock().nanoTime(), world.ticks(), format, values));
    }

    /** A failure with the seed first and everything that led to it. */
    AssertionError failure(String what, Throwable cause) {
        StringBuilder story = new StringBuilder();
        lines.forEach(line -> story.append("\n  ").append(line));
        return new AssertionError(
                "seed " + seed + " (-Dseed=" + seed + "): " + what + story, cause);
    }
}
