package io.viaduct.core.osgi;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;

/**
 * The one thread that calls into the framework on behalf of the control strand, so that the strand
 * never waits for a bundle that waits for the strand.
 */
final class FrameworkThread implements Executor, AutoCloseable {
    private static final Logger LOG = System.getLogger(FrameworkThread.class.getName());

    private final ExecutorService thread =
            Executors.newSingleThreadExecutor(
                    Thread.ofPlatform().name("framework").daemon().factory());

    @Override
    public void execute(Runnable task) {
        try {
            thread.execute(() -> run(task));
        } catch (RejectedExecutionException e) {
            LOG.log(Level.DEBUG, "the core is stopping; a task for the framework is dropped");
        }
    }

    private static void run(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException | Error e) {
            LOG.log(Level.ERROR, "a task for the framework failed", e);
        }
    }

    /** Drops what waits; what runs goes on. */
    @Override
    public void close() {
        thread.shutdownNow();
    }
}
