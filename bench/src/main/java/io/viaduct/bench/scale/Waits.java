package io.viaduct.bench.scale;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Another client that asks one small question after the other, and how long each takes. */
final class Waits implements AutoCloseable {
    private static final String QUESTION = "spdk_get_version";
    private static final double NANOS_PER_MS = 1e6;

    /** Between two questions, so that the other client is not slowed down by them. */
    private static final long PAUSE_MS = 1;

    private final Rpc rpc;
    private final ScheduledExecutorService asking =
            Executors.newSingleThreadScheduledExecutor(Thread.ofPlatform().name("other").factory());
    private List<Long> nanos = new ArrayList<>();
    private volatile IOException failure;

    Waits(TargetProcess target) throws IOException, InterruptedException {
        rpc = target.connect();
        var unused = asking.scheduleWithFixedDelay(this::ask, 0, PAUSE_MS, TimeUnit.MILLISECONDS);
    }

    private void ask() {
        long began = Clock.nanos();
        try {
            rpc.call(QUESTION, null);
            add(Clock.nanos() - began);
        } catch (IOException e) {
            failure = e;
            asking.shutdown();
        }
    }

    private synchronized void add(long tookNanos) {
        nanos.add(tookNanos);
    }

    /** Questions since the last call of this: how many, their median, and the worst. */
    synchronized String line() throws IOException {
        if (failure != null) {
            throw failure;
        }
        List<Long> sorted = nanos.stream().sorted().toList();
        nanos = new ArrayList<>();
        return String.format(
                Locale.ROOT,
                "  another client meanwhile    %d calls, median %.1f ms, worst %.1f ms",
                sorted.size(),
                sorted.isEmpty() ? 0 : sorted.get(sorted.size() / 2) / NANOS_PER_MS,
                sorted.isEmpty() ? 0 : sorted.getLast() / NANOS_PER_MS);
    }

    @Override
    public void close() throws IOException {
        asking.close();
        rpc.close();
    }
}
