package io.viaduct.mdns;

import java.io.IOException;
import java.net.InetAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import javax.jmdns.JmDNS;
import javax.jmdns.ServiceInfo;

/** What answers hosts on the link of one address. The publisher's thread. */
final class Responder {
    private final JmDNS dns;
    private final Map<Service, ServiceInfo> registered = new HashMap<>();

    /**
     * Answers for nothing yet.
     *
     * @param host this machine's name, without a domain
     */
    Responder(InetAddress address, String host) throws IOException {
        dns = JmDNS.create(address, host);
    }

    /** Answers for exactly these, of which the new ones are announced and the others taken back. */
    void serve(Set<Service> wanted) throws IOException {
        for (Service gone : List.copyOf(registered.keySet())) {
            if (!wanted.contains(gone)) {
                dns.unregisterService(registered.remove(gone));
            }
        }
        for (Service service : wanted) {
            if (!registered.containsKey(service)) {
                ServiceInfo info = service.info();
                dns.registerService(info);
                registered.put(service, info);
            }
        }
    }

    /** Takes everything back, and ends; takes about two seconds. */
    void close() throws IOException {
        dns.close();
    }
}
