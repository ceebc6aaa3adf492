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
import io.viaduct.core.stream.ListeningSocket;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A transport as one bundle serves it, and what it may use of the core. Its sockets are the base's:
 * when it leaves they are taken from it, and the next instance gets them where it listens at the
 * same address. Control strand, but where the interface says otherwise.
 */
final class TransportInstance implements TransportContext {
    private final TargetBase base;
    private final Owner owner;
    private final TargetTransport service;
    private final TransportOptions options;
    private final Map<TransportId, ListeningSocket> sockets = new LinkedHashMap<>();
    private final Map<TransportId, ListeningSocket> inherited = new LinkedHashMap<>();
    private final Transport transport;
    private volatile boolean left;

    /**
     * Makes the transport.
     *
     * @param specific options of its own
     * @throws RpcException when it refuses an option
     */
    TransportInstance(
            TargetBase base,
            TransportServices.Entry from,
            TransportOptions options,
            Map<String, Object> specific)
            throws RpcException {
        this.base = base;
        this.owner = from.owner();
        this.service = from.transport();
        this.options = options;
        transport = service.create(this, options, specific);
    }

    TargetTransport service() {
        return service;
    }

    Transport transport() {
        return transport;
    }

    /** Takes its sockets from it, which wait for somebody to listen there. */
    Map<TransportId, ListeningSocket> leave() {
        left = true;
        Map<TransportId, ListeningSocket> taken = new LinkedHashMap<>(sockets);
        sockets.clear();
        taken.values().forEach(ListeningSocket::suspend);
        return taken;
    }

    /** Sockets that it gets where it listens at their addresses. */
    void inherit(Map<TransportId, ListeningSocket> suspended) {
        inherited.putAll(suspended);
    }

    /** Closes what it has not listened at. */
    void closeInherited() {
        inherited.values().forEach(ListeningSocket::close);
        inherited.clear();
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
        ListeningSocket socket = inherited.get(address);
        if (socket == null) {
            socket = base.streams().listen(owner, address, streamOptions, acceptor);
        } else {
            socket.resume(streamOptions, owner, acceptor);
            inherited.remove(address);
        }
        sockets.put(socket.address(), socket);
        return new Lease(socket.address());
    }

    /** What the transport is given of a socket, for as long as the socket is its. */
    private final class Lease implements StreamListener {
        private final TransportId address;

        Lease(TransportId address) {
            this.address = address;
        }

        @Override
        public TransportId address() {
            return address;
        }

        @Override
        public void close() {
            ListeningSocket socket = sockets.remove(address);
            if (socket != null) {
                socket.close();
            }
        }
    }

    @Override
    public Qpair open(
            Reactor reactor,
            TransportId listener,
            TransportId peer,
            TransportQpair transportQpair,
            boolean hostMemory) {
        Qpair qpair =
                base.side()
                        .open(
                                reactor,
                                service.trtype(),
                                options,
                                listener,
                                peer,
                                transportQpair,
                                hostMemory);
        if (left) {
            reactor.atEndOfCycle(() -> transportQpair.disconnect("the transport has left"));
        }
        return qpair;
    }
}
