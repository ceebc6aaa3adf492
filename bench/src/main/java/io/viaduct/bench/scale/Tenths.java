package io.viaduct.bench.scale;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** How long each of many calls of one kind took, in the order in which they were made. */
final class Tenths {
    private static final int PARTS = 10;
    private static final double NANOS_PER_MS = 1e6;

    private final String kind;
    private final List<Long> nanos = new ArrayList<>();

    Tenths(String kind) {
        this.kind = kind;
    }

    void add(long tookNanos) {
        nanos.add(tookNanos);
    }

    /** Calls, all of their time, and the medians of the first and of the last tenth. */
    String line() {
        double sum = nanos.stream().mapToLong(Long::longValue).sum() / NANOS_PER_MS;
        double first = median(0);
        double last = median(PARTS - 1);
        return String.format(
                Locale.ROOT,
                "%-28s %6d calls %9.0f ms, first tenth %.3f ms, last %.3f ms, ratio %.2f",
                kind,
                nanos.size(),
                sum,
                first,
                last,
                last / first);
    }

    private double median(int part) {
        int size = nanos.size() / PARTS;
        List<Long> some = nanos.subList(part * size, (part + 1) * size).stream().sorted().toList();
        return some.get(some.size() / 2) / NANOS_PER_MS;
    }
}
