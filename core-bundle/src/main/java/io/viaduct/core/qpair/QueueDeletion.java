package io.viaduct.core.qpair;

import io.viaduct.api.nvme.Status;
import io.viaduct.api.reactor.Timer;
import io.viaduct.core.controller.Association;

/**
 * The end of an I/O queue that its host has asked for. What waits ends at once, what is at work is
 * waited for; then the Disconnect command is answered, and the queue's identifier can be used
 * again. The connection is left to the host for a moment. Reactor thread.
 */
final class QueueDeletion {
    /** How long a host may take to close the connection, nanoseconds. */
    private static final long CLOSE_NANOS = 1_000_000_000L;

    private final CoreQpair qpair;
    private final CoreRequest disconnect;
    private final Outstanding outstanding;
    private final Timer timer;
    private boolean answered;

    QueueDeletion(CoreQpair qpair, CoreRequest disconnect, Outstanding outstanding) {
        this.qpair = qpair;
        this.disconnect = disconnect;
        this.outstanding = outstanding;
        timer = qpair.target().timer(() -> qpair.disconnect("I/O queue deleted"));
    }

    void begin() {
        CoreRequest waiting = outstanding.waiting();
        while (waiting != null) {
            waiting.abort(Status.ABORTED_SQ_DELETION);
            waiting = outstanding.waiting();
        }
        look();
    }

    /** Answers if nothing is at work. */
    void look() {
        if (answered || outstanding.anyMatch(this::isAtWork)) {
            return;
        }
        answered = true;
        timer.arm(CLOSE_NANOS);
        Association association = qpair.association();
        int qid = qpair.qid();
        qpair.target()
                .courier()
                .send(
                        association.home().reactor(),
                        () -> {
                            association.controller().queueGone(qid, qpair);
                            association
                                    .home()
                                    .courier()
                                    .send(qpair.target().reactor(), this::answer);
                        });
    }

    /** The host is gone before it was answered. */
    void abandon() {
        timer.close();
        if (!answered) {
            answered = true;
            answer();
        }
    }

    private void answer() {
        disconnect.complete(Status.SUCCESS);
    }

    private boolean isAtWork(CoreRequest request) {
        return request != disconnect && request.stage() == Stage.EXECUTING;
    }
}
