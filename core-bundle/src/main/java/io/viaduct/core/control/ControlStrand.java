package io.viaduct.core.control;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The thread on which all control happens, one task at a time in the order of arrival. Its tasks
 * may block for a while, but never on a later task of their own and never on the framework. Any
 * thread may enqueue; reactors too, since that never blocks.
 */
public final class ControlStrand implements Strand, AutoCloseable {
    /** Tasks that may wait; ten thousand devices that come at once fit. */
    static final int TASKS_MAX = 1 << 16;

    /** How long a close waits for what has been enqueued. */
    static final int CLOSE_SECONDS = 30;

    private static final Logger LOG = System.getLogger(ControlStrand.class.getName());

    private final ThreadPoolExecutor pool;
    private volatile Thread thread;

    /** A strand that is ready. */
    public ControlStrand() {
        pool =
                new ThreadPoolExecutor(
                        1,
                        1,
                        0,
                        TimeUnit.SECONDS,
                        new LinkedBlockingQueue<>(TASKS_MAX),
                        this::threadFor);
        pool.prestartAllCoreThreads();
    }

    private Thread threadFor(Runnable loop) {
        thread = Thread.ofPlatform().name("control").daemon().unstarted(loop);
        return thread;
    }

    @Override
    public boolean isCurrent() {
        return Thread.currentThread() == thread;
    }

    /**
     * Enqueues a task; what it throws is logged.
     *
     * @throws RejectedExecutionException when the strand is closed or its queue full
     */
    @Override
    public void execute(Runnable task) {
        pool.execute(() -> run(task));
    }

    /** Finishes what has been enqueued and ends. Not on the strand. */
    @Override
    public void close() {
        pool.shutdown();
        try {
            if (!pool.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
                LOG.log(Level.WARNING, "the control strand is still busy; left to itself");
                pool.shutdownNow();
            }
        } catch (InterruptedException e) {
            pool.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }

    // The pool replaces a thread whose task throws; this thread stays the same.
    private static void run(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException | Error e) {
            LOG.log(Level.ERROR, "a control task failed", e);
        }
    }
}
