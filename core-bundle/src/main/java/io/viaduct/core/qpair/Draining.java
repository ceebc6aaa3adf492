package io.viaduct.core.qpair;

import io.viaduct.api.reactor.Timer;

/**
 * The rest of a queue pair whose connection is gone: it is over when its last request is, and it is
 * left behind where only stuck devices keep it. Reactor thread.
 */
final class Draining {
    /** How often it looks whether only the stuck is left. */
    private static final long STUCK_RETRY_NANOS = 500_000_000L;

    private final CoreQpair qpair;
    private final Outstanding outstanding;

    // Made where something is left when the connection goes.
    private Timer stuckCheck;
    private boolean abandoned;

    Draining(CoreQpair qpair, Outstanding outstanding) {
        this.qpair = qpair;
        this.outstanding = outstanding;
    }

    /** The connection is gone, and all that could end at once has ended. */
    void begin() {
        if (outstanding.count() > 0) {
            stuckCheck = qpair.target().timer(this::leaveStuck);
            stuckCheck.arm(STUCK_RETRY_NANOS);
        }
        look();
    }

    /** A request less; ends it when that was the last. */
    void look() {
        if (!outstanding.isEmpty()) {
            return;
        }
        if (stuckCheck != null) {
            stuckCheck.close();
        }
        qpair.queue().giveBack();
        if (!abandoned) {
            qpair.target().left(qpair);
        }
        qpair.target().drained(qpair);
    }

    // A device that is to be given up and does not answer keeps its memory, not its controller.
    private void leaveStuck() {
        if (!outstanding.allMatch(Draining::isStuck)) {
            stuckCheck.arm(STUCK_RETRY_NANOS);
            return;
        }
        abandoned = true;
        qpair.target().left(qpair);
    }

    // All that keeps it is a device to which nothing new goes.
    private static boolean isStuck(CoreRequest request) {
        return request.abandoned() && request.namespace() != null && request.namespace().closed();
    }
}
