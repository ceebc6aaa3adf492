package io.viaduct.core.target;

import io.viaduct.api.rpc.RpcException;
import io.viaduct.api.transport.Transport;
import io.viaduct.api.transport.TransportId;

import java.io.IOException;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * Addresses at which the target listens: each is opened once, however many subsystems use it, and
 * closed when the last has left. Control strand.
 */
final class Ports {
    /** One address. */
    static final class Port {
        private final int id;
        private final BoundTransport transport;
        private final Transport.Listener listener;
        private final Set<Subsystem> users = new HashSet<>();

        private Port(int id, BoundTransport transport, Transport.Listener listener) {
            this.id = id;
            this.transport = transport;
            this.listener = listener;
        }

        /** Its number within the target. */
        int id() {
            return id;
        }

        BoundTransport transport() {
            return transport;
        }

        TransportId address() {
            return listener.address();
        }
    }

    private final Map<TransportId, Port> ports = new LinkedHashMap<>();
    private int lastId;

    /** Lets a subsystem use an address, which is opened where it is not yet. */
    Port open(BoundTransport transport, TransportId address, Subsystem user)
            throws IOException, RpcException {
        Port port = ports.get(address);
        if (port == null) {
            port = new Port(++lastId, transport, transport.transport().listen(address));
            ports.put(port.address(), port);
        }
        port.users.add(user);
        return port;
    }

    /** A subsystem no longer uses an address; the last one's leave stops it. */
    void leave(TransportId address, Subsystem user) {
        Port port = ports.get(address);
        if (port != null && port.users.remove(user) && port.users.isEmpty()) {
            ports.remove(address);
            port.listener.stop();
        }
    }

    /** The port of an address, or null. */
    Port at(TransportId address) {
        return ports.get(address);
    }

    /** All there are, oldest first. */
    Collection<Port> all() {
        return ports.values();
    }
}
