package io.viaduct.mdns;

import io.viaduct.api.transport.TransportId;

import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** The addresses of this machine by which listeners can be reached at this moment. */
final class Places {
    private Places() {}

    /**
     * The ports by address. An address that the machine does not have (yet) is left out; one that
     * stands for all of its family is each link's first of it, without loopback. Other transports
     * than TCP are left out: there is no type of theirs that hosts look for.
     */
    static Map<InetAddress, Set<Integer>> of(Collection<TransportId> listeners) throws IOException {
        Map<InetAddress, Set<Integer>> ports = new LinkedHashMap<>();
        for (TransportId listener : listeners) {
            if (listener.trtype().equals("TCP")) {
                int port = Integer.parseInt(listener.trsvcid());
                for (InetAddress address : addresses(InetAddress.getByName(listener.traddr()))) {
                    ports.computeIfAbsent(address, a -> new TreeSet<>()).add(port);
                }
            }
        }
        return ports;
    }

    private static List<InetAddress> addresses(InetAddress listener) throws IOException {
        if (!listener.isAnyLocalAddress()) {
            NetworkInterface link = NetworkInterface.getByInetAddress(listener);
            return link != null && link.isUp() ? List.of(listener) : List.of();
        }
        List<InetAddress> all = new ArrayList<>();
        for (NetworkInterface link : NetworkInterface.networkInterfaces().toList()) {
            if (link.isUp() && link.supportsMulticast() && !link.isLoopback()) {
                link.inetAddresses()
                        .filter(address -> address.getClass() == listener.getClass())
                        .findFirst()
                        .ifPresent(all::add);
            }
        }
        return all;
    }
}
