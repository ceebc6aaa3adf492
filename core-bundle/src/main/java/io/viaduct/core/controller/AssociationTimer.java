package io.viaduct.core.controller;

import io.viaduct.api.reactor.Timer;
import io.viaduct.core.qpair.ReactorTarget;

/**
 * How long a controller may take to give up its queues, and how long one that is disabled or shut
 * down waits for its host. Reactor thread.
 */
final class AssociationTimer {
    /**
     * How long the association outlives the controller's end, nanoseconds: at least two minutes
     * (NVM Express Base Specification 2.1, Controller Shutdown and Controller Level Reset).
     */
    static final long ASSOCIATION_NANOS = 120_000_000_000L;

    private final Timer drain;
    private final Timer association;
    private boolean closed;

    /**
     * Timers that do not run.
     *
     * @param overdue what happens when queues are not given up within CAP.TO
     * @param forgotten what happens when the host does not come back
     */
    AssociationTimer(ReactorTarget target, Runnable overdue, Runnable forgotten) {
        drain = target.timer(overdue);
        association = target.timer(forgotten);
    }

    /** A reset or a shutdown begins. */
    void draining() {
        if (!closed) {
            drain.arm(ControllerProperties.TIMEOUT_NANOS);
        }
    }

    /** The queues are given up, perhaps after the controller itself has gone. */
    void idle() {
        if (!closed) {
            drain.cancel();
            association.arm(ASSOCIATION_NANOS);
        }
    }

    /** The host has enabled the controller. */
    void enabled() {
        drain.cancel();
        association.cancel();
    }

    void close() {
        closed = true;
        drain.close();
        association.close();
    }
}
