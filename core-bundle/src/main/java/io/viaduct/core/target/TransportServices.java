package io.viaduct.core.target;

import io.viaduct.api.reactor.Owner;
import io.viaduct.api.transport.TargetTransport;

import java.util.ArrayList;
import java.util.List;

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

    /** The transport of that type in upper case, or null. */
    Entry find(String trtype) {
        return entries.stream()
                .filter(entry -> entry.transport().trtype().equals(trtype))
                .findFirst()
                .orElse(null);
    }
}
