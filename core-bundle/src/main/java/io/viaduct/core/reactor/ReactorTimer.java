package io.viaduct.core.reactor;

import io.viaduct.api.reactor.Owner;
import io.viaduct.api.reactor.Timer;

/** A timer, which is its own entry in the reactor's heap: arming allocates nothing. */
final class ReactorTimer implements Timer {
    /** Its place in the heap while it is not armed. */
    static final int IDLE = -1;

    final Owner owner;
    final Runnable action;

    /** When it is due, and, among those due at the same time, its turn. Set by the heap. */
    long deadline;

    long turn;
    int place = IDLE;

    /** How often it has gone off, and for how long it was armed last. */
    long runs;

    long delay;

    private final CoreReactor reactor;
    private boolean closed;

    ReactorTimer(CoreReactor reactor, Owner owner, Runnable action) {
        this.reactor = reactor;
        this.owner = owner;
        this.action = action;
    }

    @Override
    public void arm(long delayNanos) {
        if (closed) {
            throw new IllegalStateException("timer of " + owner.name() + " is closed");
        }
        delay = Math.max(0, delayNanos);
        reactor.timers().arm(this, reactor.nowNanos() + delay);
    }

    @Override
    public void cancel() {
        reactor.timers().cancel(this);
    }

    @Override
    public boolean armed() {
        return place != IDLE;
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            reactor.timers().remove(this);
        }
    }
}
