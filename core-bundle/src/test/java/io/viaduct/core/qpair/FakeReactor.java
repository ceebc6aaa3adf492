package io.viaduct.core.qpair;

import static org.junit.jupiter.api.Assertions.assertNotNull;

import io.viaduct.api.memory.BufferPool;
import io.viaduct.api.reactor.Engine;
import io.viaduct.api.reactor.Owner;
import io.viaduct.api.reactor.Poller;
import io.viaduct.api.reactor.Reactor;
import io.viaduct.api.reactor.Timer;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A reactor whose messages and timers run when the test says so. */
final class FakeReactor implements Reactor {
    private static final int WAIT_SECONDS = 10;

    private final int index;
    private final FakeBuffers buffers;
    private final BlockingQueue<Runnable> messages = new LinkedBlockingQueue<>();
    private final List<FakeTimer> timers = new ArrayList<>();
    private long now = 1;
    private int refusals;

    FakeReactor(int index, int bufferCount) {
        this.index = index;
        buffers = new FakeBuffers(bufferCount);
    }

    /** Runs the messages there are; answers whether there were any. */
    boolean run() {
        boolean any = !messages.isEmpty();
        while (!messages.isEmpty()) {
            messages.remove().run();
        }
        return any;
    }

    /** Waits for a message of another thread, and runs it. */
    void awaitMessage() throws InterruptedException {
        Runnable message = messages.poll(WAIT_SECONDS, TimeUnit.SECONDS);
        assertNotNull(message, "no message has come");
        message.run();
    }

    void advance(long nanos) {
        now += nanos;
        for (FakeTimer timer : List.copyOf(timers)) {
            timer.elapse();
        }
    }

    /** The next messages find the queue full. */
    void refuseMessages(int count) {
        refusals = count;
    }

    int timers() {
        return timers.size();
    }

    FakeBuffers fakeBuffers() {
        return buffers;
    }

    @Override
    public int index() {
        return index;
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
        throw new UnsupportedOperationException();
    }

    @Override
    public BufferPool buffers() {
        return buffers;
    }

    @Override
    public boolean send(Owner owner, Runnable message) {
        if (refusals > 0) {
            refusals--;
            return false;
        }
        return messages.add(message);
    }

    @Override
    public void atEndOfCycle(Runnable task) {
        messages.add(task);
    }

    @Override
    public Registration poll(Owner owner, Poller poller) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Timer timer(Owner owner, Runnable action) {
        var timer = new FakeTimer(action);
        timers.add(timer);
        return timer;
    }

    private final class FakeTimer implements Timer {
        private final Runnable action;
        private long due = Long.MAX_VALUE;

        private FakeTimer(Runnable action) {
            this.action = action;
        }

        private void elapse() {
            if (due <= now) {
                due = Long.MAX_VALUE;
                action.run();
            }
        }

        @Override
        public void arm(long delayNanos) {
            due = now + delayNanos;
        }

        @Override
        public void cancel() {
            due = Long.MAX_VALUE;
        }

        @Override
        public boolean armed() {
            return due != Long.MAX_VALUE;
        }

        @Override
        public void close() {
            cancel();
            timers.remove(this);
        }
    }
}
