package io.viaduct.testkit;

import io.viaduct.api.reactor.Owner;
import io.viaduct.api.transport.StreamAcceptor;
import io.viaduct.api.transport.StreamOptions;
import io.viaduct.api.transport.TransportId;
import io.viaduct.core.stream.ListeningSocket;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;

/**
 * Listening sockets and connections in memory, for code that listens: what a test's {@code
 * TransportContext} stands on. Everything is on one reactor, and happens when that is stepped.
 */
public final class WireNetwork {
    /** Makes the wire of a connection; {@code Wire::new} for one without faults. */
    @FunctionalInterface
    public interface WireMaker {
        /** A wire with these ends. */
        Wire make(SteppedReactor reactor, TransportId listener, TransportId peer);
    }

    private static final int PORT_FIRST = 49152;

    private final SteppedReactor reactor;
    private final Map<TransportId, Port> ports = new HashMap<>();
    private int lastPort = PORT_FIRST;

    /** A network without anybody. */
    public WireNetwork(SteppedReactor reactor) {
        this.reactor = reactor;
    }

    /**
     * Listens; port "0" becomes a free one.
     *
     * @throws IOException when somebody listens there
     */
    public ListeningSocket listen(TransportId wanted, StreamAcceptor acceptor) throws IOException {
        TransportId address = wanted.trsvcid().equals("0") ? withFreePort(wanted) : wanted;
        Port port = new Port(address, acceptor);
        if (ports.putIfAbsent(address, port) != null) {
            throw new IOException("listen " + address + ": EADDRINUSE");
        }
        return port;
    }

    /** A listening socket; hosts that connect while it is suspended wait. */
    private final class Port implements ListeningSocket {
        private final TransportId address;
        private final ArrayDeque<Wire> waiting = new ArrayDeque<>();
        private StreamAcceptor acceptor;

        Port(TransportId address, StreamAcceptor acceptor) {
            this.address = address;
            this.acceptor = acceptor;
        }

        @Override
        public TransportId address() {
            return address;
        }

        @Override
        public void suspend() {
            acceptor = null;
        }

        @Override
        public void resume(StreamOptions options, Owner owner, StreamAcceptor next)
                throws IOException {
            if (!reactor.reactor().send(Wire.OWNER, this::acceptThoseWhoWait)) {
                throw new IOException("listen " + address + ": the reactor is full");
            }
            acceptor = next;
        }

        private void acceptThoseWhoWait() {
            while (acceptor != null && !waiting.isEmpty()) {
                arrive(waiting.remove());
            }
        }

        void arrive(Wire wire) {
            if (acceptor == null) {
                waiting.add(wire);
            } else {
                acceptor.accepted(wire.target(), address);
            }
        }

        @Override
        public void close() {
            ports.remove(address, this);
            waiting.forEach(wire -> wire.cut(Wire.ECONNRESET));
            waiting.clear();
        }
    }

    /** A host connects over a wire without faults. The acceptor hears of it at the next step. */
    public Wire connect(TransportId listener) throws IOException {
        return connect(listener, Wire::new);
    }

    /** A host connects over a wire of the test's choice. */
    public Wire connect(TransportId listener, WireMaker maker) throws IOException {
        if (!ports.containsKey(listener)) {
            throw new IOException("connect " + listener + ": ECONNREFUSED");
        }
        Wire wire = maker.make(reactor, listener, withFreePort(listener));
        if (!reactor.reactor().send(Wire.OWNER, () -> arrive(wire, listener))) {
            throw new IOException("connect " + listener + ": the reactor is full");
        }
        return wire;
    }

    private void arrive(Wire wire, TransportId listener) {
        Port port = ports.get(listener);
        if (port == null) {
            wire.cut(Wire.ECONNRESET);
        } else {
            port.arrive(wire);
        }
    }

    private TransportId withFreePort(TransportId like) {
        String port = Integer.toString(++lastPort);
        return new TransportId(like.trtype(), like.adrfam(), like.traddr(), port);
    }
}
