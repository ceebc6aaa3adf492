package io.viaduct.testkit;

import io.viaduct.core.control.Strand;

import java.util.ArrayDeque;

/** A control strand that a test turns, one task after the other. The test's thread. */
final class SteppedStrand implements Strand {
    private final ArrayDeque<Runnable> tasks = new ArrayDeque<>();
    private boolean running;

    @Override
    public boolean isCurrent() {
        return running;
    }

    @Override
    public void execute(Runnable task) {
        tasks.addLast(task);
    }

    /**
     * Runs the next task; returns how many that were. While a task waits, and is itself turning the
     * reactors, no other runs. What it throws fails the test.
     */
    int step() {
        if (running || tasks.isEmpty()) {
            return 0;
        }
        running = true;
        try {
            tasks.removeFirst().run();
        } finally {
            running = false;
        }
        return 1;
    }
}
