package io.viaduct.core.qpair;

import io.viaduct.api.dto.ControllerDTO;
import io.viaduct.api.dto.QpairDTO;
import io.viaduct.api.reactor.Reactor;
import io.viaduct.api.transport.Qpair;
import io.viaduct.api.transport.TransportId;
import io.viaduct.api.transport.TransportOptions;
import io.viaduct.api.transport.TransportQpair;
import io.viaduct.core.view.SubsystemView;
import java.util.List;

/** A target's part on one reactor. Reactor thread only, the constructor too. */
public final class ReactorTarget {
    private final Reactor reactor;
    private final TargetShared shared;

    /** A part without subsystems and queue pairs. */
    public ReactorTarget(Reactor reactor, TargetShared shared) {
        this.reactor = reactor;
        this.shared = shared;
    }

    /** The core's end of a new queue pair, see TransportContext. */
    public Qpair open(
            String trtype,
            TransportOptions options,
            TransportId listener,
            TransportId peer,
            TransportQpair transportQpair,
            boolean hostMemory) {
        throw new UnsupportedOperationException(reactor + " " + shared);
    }

    /**
     * Swaps to a view of a subsystem; the first view makes the subsystem known here.
     *
     * @param ack run when nothing of the previous view is in use here: channels of departed
     *     namespaces, their I/O in flight, memory they have lent
     */
    public void install(SubsystemView view, Runnable ack) {
        throw new UnsupportedOperationException();
    }

    /** Disconnects a subsystem's queue pairs and forgets it; {@code ack} follows their drain. */
    public void remove(String nqn, Runnable ack) {
        throw new UnsupportedOperationException();
    }

    /** Disconnects all queue pairs of a subsystem that came in at a listener. */
    public void disconnectListener(String nqn, TransportId listener) {
        throw new UnsupportedOperationException();
    }

    /** Disconnects all queue pairs of a host in a subsystem. */
    public void disconnectHost(String nqn, String hostnqn) {
        throw new UnsupportedOperationException();
    }

    /** Controllers of a subsystem whose admin queue is here. */
    public List<ControllerDTO> controllers(String nqn) {
        throw new UnsupportedOperationException();
    }

    /** Queue pairs of a subsystem that are here. */
    public List<QpairDTO> qpairs(String nqn) {
        throw new UnsupportedOperationException();
    }

    /** Disconnects everything; {@code ack} follows the drain. Nothing can be opened any more. */
    public void stop(Runnable ack) {
        throw new UnsupportedOperationException();
    }
}
