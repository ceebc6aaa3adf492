package io.viaduct.transport.tcp;

import io.viaduct.api.reactor.Reactor;
import io.viaduct.api.transport.Handover;

/**
 * Brings a connection to rest for another instance of the transport: no receive is directed, no
 * memory of a send in use. What is still to be sent then goes along, and how far a PDU has come.
 * Reactor thread.
 */
final class TcpHandover {
    /** Whose connection it is. */
    interface Leaving {
        /** Whether it ends anyway. */
        boolean isEnding();

        /** It is at rest: hands it over. */
        void leave(Handover to);
    }

    private final Reactor reactor;
    private final ReceiveMachine receive;
    private final SendQueue send;
    private final Leaving connection;

    /** Who waits, or null. */
    private Handover to;

    private boolean scheduled;

    TcpHandover(Reactor reactor, ReceiveMachine receive, SendQueue send, Leaving connection) {
        this.reactor = reactor;
        this.receive = receive;
        this.send = send;
        this.connection = connection;
    }

    void begin(Handover wanted) {
        to = wanted;
        receive.stop(true);
        send.stop(true);
        settle();
    }

    /** The connection stays after all. */
    void cancel() {
        if (to != null) {
            to = null;
            receive.stop(false);
            send.stop(false);
        }
    }

    /** Something has happened: the connection may be at rest now. */
    void settle() {
        if (to != null && !scheduled && (connection.isEnding() || isAtRest())) {
            scheduled = true;
            reactor.atEndOfCycle(this::decide);
        }
    }

    private boolean isAtRest() {
        return receive.isAtRest() && send.isAtRest();
    }

    private void decide() {
        scheduled = false;
        if (to == null) {
            return;
        }
        if (connection.isEnding()) {
            Handover refused = to;
            cancel();
            refused.refuse("it is ending");
        } else if (isAtRest()) {
            Handover ready = to;
            to = null;
            connection.leave(ready);
        }
    }
}
