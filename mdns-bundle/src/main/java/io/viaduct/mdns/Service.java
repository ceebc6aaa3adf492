package io.viaduct.mdns;

import java.util.LinkedHashMap;
import java.util.Map;

import javax.jmdns.ServiceInfo;

/**
 * A discovery service at one port, as DNS-SD names it. NVM Express technical proposal 8009,
 * Automated Discovery of NVMe-oF Discovery Controllers for IP Networks.
 *
 * @param host this machine's name, without a domain
 * @param port where it listens
 * @param nqn the discovery subsystem's name
 */
record Service(String host, int port, String nqn) {
    /** Discovery controllers over TCP. */
    static final String TYPE = "_nvme-disc._tcp.local.";

    /** Its name among those of its type on the link, unless somebody else has it. */
    String name() {
        return "viaduct-" + host + "-" + port;
    }

    /** As it is registered: once, because what is registered belongs to its responder. */
    ServiceInfo info() {
        Map<String, String> text = new LinkedHashMap<>();
        text.put("p", "tcp");
        text.put("nqn", nqn);
        return ServiceInfo.create(TYPE, name(), port, 0, 0, text);
    }
}
