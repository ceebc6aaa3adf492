package io.viaduct.core.qpair;

import io.viaduct.api.transport.Adoption;
import io.viaduct.api.transport.Qpair;
import io.viaduct.api.transport.Request;
import io.viaduct.api.transport.StreamLayer;
import io.viaduct.api.transport.TransportId;
import io.viaduct.api.transport.TransportQpair;

import java.util.List;

/** A held queue pair as it is offered to another instance of its transport. Reactor thread. */
final class QpairAdoption implements Adoption {
    private final CoreQpair qpair;
    private final HeldEnd held;
    private final List<Request> requests;
    private TransportQpair end;

    QpairAdoption(CoreQpair qpair, HeldEnd held) {
        this.qpair = qpair;
        this.held = held;
        requests = held.requests();
    }

    @Override
    public int version() {
        return held.version();
    }

    @Override
    public byte[] state() {
        return held.state();
    }

    @Override
    public StreamLayer stream() {
        return held.stream();
    }

    @Override
    public TransportId listener() {
        return qpair.wire().listener();
    }

    @Override
    public TransportId peer() {
        return qpair.wire().peer();
    }

    @Override
    public List<Request> requests() {
        return requests;
    }

    @Override
    public Stage stage(int index) {
        return held.stage(index);
    }

    @Override
    public Qpair attach(TransportQpair next) {
        end = next;
        return qpair;
    }

    /** The end that was named; null where there is none, or a request has nothing attached. */
    TransportQpair end() {
        return requests.stream().allMatch(request -> request.attachment() != null) ? end : null;
    }
}
