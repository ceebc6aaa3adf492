package io.viaduct.transport.tcp;

import io.viaduct.api.memory.BufferPool;
import io.viaduct.api.reactor.Engine;
import io.viaduct.api.reactor.Owner;
import io.viaduct.api.reactor.Poller;
import io.viaduct.api.reactor.Reactor;
import io.viaduct.api.reactor.Timer;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/** A reactor that the test runs by hand; it has no kernel and no buffers. */
final class FakeReactor implements Reactor {
    private final ArrayDeque<Runnable> tasks = new ArrayDeque<>();
    private final List<FakeTimer> timers = new ArrayList<>();
    private long now = 1;

    void runTasks() {
        while (!tasks.isEmpty()) {
            tasks.poll().run();
        }
    }

    void elapse(long nanos) {
        now += nanos;
        for (FakeTimer timer : List.copyOf(timers)) {
            timer.check();
        }
        runTasks();
    }

    @Override
    public int index() {
        return 0;
    }

    @Override
    public boolean isCurrent() {
        return true;
    }

    @Override
    public long nowNanos() {
        return now;
    }

    @Override
    public Engine engine() {
        throw new AssertionError("a transport of streams needs no engine");
    }

    @Override
    public BufferPool buffers() {
        throw new AssertionError("the core gives buffers");
    }

    @Override
    public boolean send(Owner owner, Runnable message) {
        return tasks.add(message);
    }

    @Override
    public void atEndOfCycle(Runnable task) {
        tasks.add(task);
    }

    @Override
    public Registration poll(Owner owner, Poller poller) {
        throw new AssertionError("nothing to poll");
    }

    @Override
    public Timer timer(Owner owner, Runnable action) {
        FakeTimer timer = new FakeTimer(action);
        timers.add(timer);
        return timer;
    }

    private final class FakeTimer implements Timer {
        private final Runnable action;
        private long due;

        FakeTimer(Runnable action) {
            this.action = action;
        }

        void check() {
            if (due != 0 && now >= due) {
                due = 0;
                action.run();
            }
        }

        @Override
        public void arm(long delayNanos) {
            due = now + delayNanos;
        }

        @Override
        public void cancel() {
            due = 0;
        }

        @Override
        public boolean armed() {
            return due != 0;
        }

        @Override
        public void close() {
            due = 0;
        }
    }
}
