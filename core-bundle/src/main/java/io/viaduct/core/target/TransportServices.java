package io.viaduct.core.target;

import io.viaduct.api.reactor.Owner;
import io.viaduct.api.transport.TargetTransport;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The transports that bundles offer; of two of one type the older counts. Control strand. */
public final class TransportServices {
    /** A transport and its bundle. */
    record Entry(Owner owner, TargetTransport transport) {}

    private final List<Entry> entries = new ArrayList<>();

    /** A bundle offers a transport. */
    public void add(Owner owner, TargetTransport transport) {
        entries.add(new Entry(owner, transport));
    }

    /** A bundle no longer offers it. */
    public void remove(TargetTransport transport) {
        entries.removeIf(entry -> entry.transport() == transport);
    }

    /** The transports by type; of two the older. */
    public Map<String, TargetTransport> byType() {
        Map<String, TargetTransport> all = new TreeMap<>();
        entries.forEach(entry -> all.putIfAbsent(entry.transport().trtype(), entry.transport()));
        return all;
    }

    /** Whether somebody offers that type, in upper case. */
    public boolean has(String trtype) {
        return find(trtype) != null;
    }

    /** The transport of that type in upper case, or null. */
    Entry find(String trtype) {
        return entries.stream()
                .filter(entry -> entry.transport().trtype().equals(trtype))
                .findFirst()
                .orElse(null);
    }
}
