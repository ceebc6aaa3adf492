package io.viaduct.bench.scale;

import io.viaduct.testkit.host.HostCommand;
import io.viaduct.testkit.host.HostConnection;
import io.viaduct.testkit.host.HostController;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;

/** A host that reads one block after the other, and how long each takes it. */
final class Latency implements AutoCloseable {
    private static final int DEPTH = 4;
    private static final int BLOCK = 512;

    /** Enough reads to know what they take. */
    private static final int SOME = 20_000;

    private static final int SAMPLES_MAX = 1 << 22;
    private static final double NANOS_PER_US = 1e3;
    private static final String HOST = "nqn.2014-08.org.nvmexpress:uuid:scale";

    private final HostController host;
    private final HostConnection queue;
    private final long[] samples = new long[SAMPLES_MAX];
    private final Thread thread;
    private final CompletableFuture<Void> some = new CompletableFuture<>();
    private volatile boolean ended;
    private volatile IOException failure;
    private int count;

    Latency(InetSocketAddress target, String nqn) throws IOException {
        host = new HostController(target, nqn, HOST);
        queue = host.openQueue(DEPTH);
        thread = Thread.ofPlatform().name("host").start(this::run);
    }

    private void run() {
        try {
            while (!ended) {
                long began = Clock.nanos();
                queue.call(HostCommand.read(1, 0, 1, BLOCK));
                add(Clock.nanos() - began);
            }
        } catch (IOException e) {
            failure = e;
        } finally {
            some.complete(null);
        }
    }

    private synchronized void add(long tookNanos) {
        if (count < SAMPLES_MAX) {
            samples[count++] = tookNanos;
        }
        if (count == SOME) {
            some.complete(null);
        }
    }

    /** Waits until there have been enough reads to know what they take. */
    void awaitSome() {
        some.join();
    }

    /** Reads since the last call of this: how many, and their median, 99th percentile, worst. */
    synchronized String line(String meanwhile) throws IOException {
        if (failure != null) {
            throw failure;
        }
        long[] sorted = Arrays.copyOf(samples, count);
        count = 0;
        Arrays.sort(sorted);
        return String.format(
                Locale.ROOT,
                "%-28s %6d reads, median %.0f us, 99 %% %.0f us, worst %.0f us",
                meanwhile,
                sorted.length,
                at(sorted, 0.5),
                at(sorted, 0.99),
                at(sorted, 1));
    }

    private static double at(long[] sorted, double share) {
        int index = (int) Math.min(sorted.length - 1, (long) (sorted.length * share));
        return index < 0 ? 0 : sorted[index] / NANOS_PER_US;
    }

    @Override
    public void close() throws IOException {
        ended = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        host.close();
    }
}
