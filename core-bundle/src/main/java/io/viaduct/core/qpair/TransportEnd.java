package io.viaduct.core.qpair;

import io.viaduct.api.transport.Adoption;
import io.viaduct.api.transport.TransportQpair;

import java.util.function.Predicate;

/**
 * The transport's end of a queue pair, and its way from one instance of the transport to another.
 * Reactor thread.
 */
final class TransportEnd {
    private final CoreQpair qpair;

    /** Whose it is now; null when the connection is gone. */
    private TransportQpair now;

    /** Under way, or null. */
    private QpairHandover handover;

    /** The same as now while no transport serves the connection, else null. */
    private HeldEnd held;

    TransportEnd(CoreQpair qpair, TransportQpair first) {
        this.qpair = qpair;
        now = first;
    }

    TransportQpair now() {
        return now;
    }

    /** Whether no transport serves it. */
    boolean isHeld() {
        return held != null;
    }

    /** Whether it is on its way from one instance to another. */
    boolean isMoving() {
        return handover != null || held != null;
    }

    /** Asks for it; {@code free} runs once, when it is held, or gone. */
    void handOver(Runnable free) {
        handover = new QpairHandover(qpair, free);
        if (qpair.state() != QpairState.DEACTIVATING) {
            handover.begin();
        }
    }

    /** The transport has let go. */
    void held(HeldEnd end) {
        held = end;
        now = end;
        handover = null;
        end.takeOver();
        if (qpair.state() == QpairState.DEACTIVATING) {
            end.disconnect("it was to end before");
        }
    }

    /** The connection is gone. */
    void gone() {
        now = null;
        held = null;
        if (handover != null) {
            QpairHandover ended = handover;
            handover = null;
            ended.end();
        }
    }

    /** Offers what is held to a transport. False where it has to end instead. */
    boolean adopt(Predicate<Adoption> transportsChoice) {
        HeldEnd before = held;
        if (before.ending()) {
            return false;
        }
        var adoption = new QpairAdoption(qpair, before);
        TransportQpair next = null;
        try {
            next = transportsChoice.test(adoption) ? adoption.end() : null;
        } finally {
            if (next == null) {
                qpair.disconnect("not adopted");
                before.takeOver();
            }
        }
        if (next == null) {
            return false;
        }
        held = null;
        now = next;
        qpair.servedAgain();
        before.tell(next);
        return true;
    }
}
