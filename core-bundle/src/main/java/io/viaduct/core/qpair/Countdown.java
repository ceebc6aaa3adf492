package io.viaduct.core.qpair;

/** Runs a task when everything it waits for has happened. One thread. */
final class Countdown {
    private final Runnable task;
    private int left = 1;

    /** Waits for one {@link #down}: that of whoever made it. */
    Countdown(Runnable task) {
        this.task = task;
    }

    /** Waits for one thing more. */
    void up() {
        left++;
    }

    void down() {
        assert left > 0;
        if (--left == 0) {
            task.run();
        }
    }
}
