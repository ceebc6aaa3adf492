package io.viaduct.core.target;

import io.viaduct.api.rpc.RpcException;
import io.viaduct.api.transport.Transport;
import io.viaduct.api.transport.TransportId;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Addresses at which the target listens: each is opened once, however many subsystems use it, and
 * closed when the last has left. Control strand.
 */
final class Ports {
    /** One address. */
    static final class Port {
        private final int id;
        private final BoundTransport transport;
        private final TransportId address;
        private final byte[] tsas;
        private final Set<Subsystem> users = new HashSet<>();

        /** Null while the transport is held. */
        private Transport.Listener listener;

        private Port(int id, BoundTransport transport, Transport.Listener listener) {
            this.id = id;
            this.transport = transport;
            this.listener = listener;
            address = listener.address();
            tsas = transport.tsas(address);
        }

        private void stop() {
            if (listener != null) {
                listener.stop();
            } else {
                transport.closeHeld(address);
            }
        }

        /** Its number within the target. */
        int id() {
            return id;
        }

        BoundTransport transport() {
            return transport;
        }

        TransportId address() {
            return address;
        }

        /** The transport's part of a discovery log entry. */
        byte[] tsas() {
            return tsas.clone();
        }
    }

    private static final Logger LOG = System.getLogger(Ports.class.getName());

    private final Map<TransportId, Port> ports = new LinkedHashMap<>();
    private final Set<TransportId> addresses = ConcurrentHashMap.newKeySet();
    private int lastId;

    /** Lets a subsystem use an address, which is opened where it is not yet. */
    Port open(BoundTransport transport, TransportId address, Subsystem user)
            throws IOException, RpcException {
        Port port = ports.get(address);
        if (port == null) {
            port = new Port(++lastId, transport, transport.listen(address));
            ports.put(port.address(), port);
            addresses.add(port.address());
        }
        port.users.add(user);
        return port;
    }

    /** A subsystem no longer uses an address; the last one's leave stops it. */
    void leave(TransportId address, Subsystem user) {
        Port port = ports.get(address);
        if (port != null && port.users.remove(user) && port.users.isEmpty()) {
            ports.remove(address);
            addresses.remove(address);
            port.stop();
        }
    }

    /** Who serves a transport leaves; its addresses stay. */
    void held(BoundTransport transport) {
        for (Port port : ports.values()) {
            if (port.transport == transport) {
                port.listener.stop();
                port.listener = null;
            }
        }
    }

    /** Listens again, for somebody else; the answer is where that cannot be. */
    Set<TransportId> reopen(BoundTransport transport) {
        Set<TransportId> failed = new HashSet<>();
        for (Port port : ports.values()) {
            if (port.transport == transport) {
                try {
                    port.listener = transport.listen(port.address);
                } catch (IOException | RpcException e) {
                    LOG.log(Level.ERROR, "cannot listen again at " + port.address, e);
                    failed.add(port.address);
                }
            }
        }
        return failed;
    }

    /** The port of an address, or null. */
    Port at(TransportId address) {
        return ports.get(address);
    }

    /** Where they are, now and whenever it is asked. Any thread. */
    Set<TransportId> addresses() {
        return Collections.unmodifiableSet(addresses);
    }
}
