package io.viaduct.core.reactor;

import io.viaduct.api.reactor.Owner;

import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A message to a reactor that is made once and sent again and again, without allocation: rings that
 * come before it has been answered are one.
 */
public final class Doorbell {
    private final CoreReactor reactor;
    private final Runnable task;
    private final MessageQueue.Message message;
    private final AtomicBoolean rung = new AtomicBoolean();

    /** Runs {@code task} on a reactor, in the name of {@code owner}, whenever it is rung. */
    public Doorbell(CoreReactor reactor, Owner owner, Runnable task) {
        this.reactor = reactor;
        this.task = task;
        message = new MessageQueue.Message(owner, this::answer);
    }

    /**
     * The task will run after this and see what was written before it. Any thread.
     *
     * @return false when the reactor's queue is full or closed: nothing will run for this ring
     */
    public boolean ring() {
        if (!rung.compareAndSet(false, true)) {
            return true;
        }
        if (reactor.post(message)) {
            return true;
        }
        rung.set(false);
        return false;
    }

    private void answer() {
        // Before the task looks: what is written after that rings again.
        rung.set(false);
        task.run();
    }
}
