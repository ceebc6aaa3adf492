package io.viaduct.core.osgi;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * A service that is taken in, or was. It may leave on another thread while it is still being taken
 * in, or on the same one from inside that; in either case whatever was taken is let go, once.
 */
final class Taken {
    /** How something that was taken in is let go again, and what is to be done when it is late. */
    record Release(Supplier<CompletableFuture<Void>> begin, Runnable overdue) {
        Release(Supplier<CompletableFuture<Void>> begin) {
            this(begin, () -> {});
        }
    }

    private final Thread by = Thread.currentThread();
    private final CountDownLatch complete = new CountDownLatch(1);
    private final List<Release> releases = new ArrayList<>();
    private boolean abandoned;

    /** Something of it was taken in. The thread that made this. */
    void add(Release release) {
        releases.add(release);
    }

    /**
     * Nothing more is taken in. The thread that made this.
     *
     * @return what is to be let go at once, because it has left meanwhile and nobody else does it
     */
    synchronized List<Release> complete() {
        complete.countDown();
        return abandoned ? releases.reversed() : List.of();
    }

    /**
     * It leaves: waits until nothing more is taken in.
     *
     * @return what is to be let go, the latest first; nothing where {@link #complete} gives it
     */
    List<Release> leave(long seconds) {
        if (by != Thread.currentThread()) {
            try {
                // Too late or not: abandon tells.
                boolean ignored = complete.await(seconds, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        return abandon();
    }

    private synchronized List<Release> abandon() {
        if (complete.getCount() == 0) {
            return releases.reversed();
        }
        abandoned = true;
        return List.of();
    }
}
