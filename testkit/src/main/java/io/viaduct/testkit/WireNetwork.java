package io.viaduct.testkit;

import io.viaduct.api.transport.StreamAcceptor;
import io.viaduct.api.transport.StreamListener;
import io.viaduct.api.transport.TransportId;

import java.io.IOException;
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
    private final Map<TransportId, StreamAcceptor> acceptors = new HashMap<>();
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
    public StreamListener listen(TransportId wanted, StreamAcceptor acceptor) throws IOException {
        TransportId address = wanted.trsvcid().equals("0") ? withFreePort(wanted) : wanted;
        if (acceptors.putIfAbsent(address, acceptor) != null) {
            throw new IOException("listen " + address + ": EADDRINUSE");
        }
        return new StreamListener() {
            @Override
            public TransportId address() {
                return address;
            }

            @Override
            public void close() {
                acceptors.remove(address);
            }
        };
    }

    /** A host connects over a wire without faults. The acceptor hears of it at the next step. */
    public Wire connect(TransportId listener) throws IOException {
        return connect(listener, Wire::new);
    }

    /** A host connects over a wire of the test's choice. */
    public Wire connect(TransportId listener, WireMaker maker) throws IOException {
        if (!acceptors.containsKey(listener)) {
            throw new IOException("connect " + listener + ": ECONNREFUSED");
        }
        Wire wire = maker.make(reactor, listener, withFreePort(listener));
        if (!reactor.reactor().send(Wire.OWNER, () -> arrive(wire, listener))) {
            throw new IOException("connect " + listener + ": the reactor is full");
        }
        return wire;
    }

    private void arrive(Wire wire, TransportId listener) {
        StreamAcceptor acceptor = acceptors.get(listener);
        if (acceptor == null) {
            wire.cut(Wire.ECONNRESET);
        } else {
            acceptor.accepted(wire.target(), listener);
        }
    }

    private TransportId withFreePort(TransportId like) {
        String port = Integer.toString(++lastPort);
        return new TransportId(like.trtype(), like.adrfam(), like.traddr(), port);
    }
}
