package io.viaduct.core.target;

import io.viaduct.api.memory.Memory;
import io.viaduct.api.reactor.Owner;
import io.viaduct.api.reactor.Reactor;
import io.viaduct.api.rpc.RpcException;
import io.viaduct.api.transport.Qpair;
import io.viaduct.api.transport.StreamAcceptor;
import io.viaduct.api.transport.StreamListener;
import io.viaduct.api.transport.StreamOptions;
import io.viaduct.api.transport.TargetTransport;
import io.viaduct.api.transport.Transport;
import io.viaduct.api.transport.TransportContext;
import io.viaduct.api.transport.TransportId;
import io.viaduct.api.transport.TransportOptions;
import io.viaduct.api.transport.TransportQpair;

import java.io.IOException;
import java.util.List;
import java.util.Map;

/** A transport of this target, and what it may use of the core. */
final class BoundTransport implements TransportContext {
    private final TargetBase base;
    private final Owner owner;
    private final TargetTransport service;
    private final TransportOptions options;
    private final Map<String, Object> stored;
    private final Transport transport;

    /**
     * Makes the transport. Control strand.
     *
     * @param stored options that mean nothing here and are only shown again
     * @throws RpcException when it refuses an option
     */
    BoundTransport(
            TargetBase base,
            Owner owner,
            TargetTransport service,
            TransportOptions options,
            Map<String, Object> specific,
            Map<String, Object> stored)
            throws RpcException {
        this.base = base;
        this.owner = owner;
        this.service = service;
        this.options = options;
        this.stored = stored;
        transport = service.create(this, options, specific);
    }

    TargetTransport service() {
        return service;
    }

    Transport transport() {
        return transport;
    }

    TransportOptions options() {
        return options;
    }

    Map<String, Object> stored() {
        return stored;
    }

    @Override
    public Owner owner() {
        return owner;
    }

    @Override
    public List<Reactor> reactors() {
        return base.reactors().all();
    }

    @Override
    public Memory memory() {
        return base.memory();
    }

    @Override
    public StreamListener listen(
            TransportId address, StreamOptions streamOptions, StreamAcceptor acceptor)
            throws IOException {
        return base.streams().listen(owner, address, streamOptions, acceptor);
    }

    @Override
    public Qpair open(
            Reactor reactor,
            TransportId listener,
            TransportId peer,
            TransportQpair transportQpair,
            boolean hostMemory) {
        return base.side()
                .open(
                        reactor,
                        service.trtype(),
                        options,
                        listener,
                        peer,
                        transportQpair,
                        hostMemory);
    }
}
