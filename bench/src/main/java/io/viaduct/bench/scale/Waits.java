package io.viaduct.bench.scale;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Another client that asks one small question after the other, and how long each takes. */
final class Waits implements AutoCloseable {
    private static final String QUESTION = "spdk_get_version";
    private static final double NANOS_PER_MS = 1e6;

    /** Between two questions, so that the other client is not slowed down by them. */
    private static final long PAUSE_MS = 1;

    private final Rpc rpc;
    private final Thread thread;
    private List<Long> nanos = new ArrayList<>();
    private volatile boolean ended;
    private volatile IOException failure;

    Waits(TargetProcess target) throws IOException, InterruptedException {
        rpc = target.connect();
        thread = Thread.ofPlatform().name("other").start(this::run);
    }

    private void run() {
        try {
            while (!ended) {
                long began = Clock.nanos();
                rpc.call(QUESTION, null);
                add(Clock.nanos() - began);
                Thread.sleep(PAUSE_MS);
            }
        } catch (IOException e) {
            failure = e;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
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
    public void close() throws IOException, InterruptedException {
        ended = true;
        thread.join();
        rpc.close();
    }
}
