package io.viaduct.core.target;

import io.viaduct.api.nvme.ConnectData;
import io.viaduct.api.transport.TransportId;
import io.viaduct.core.view.DiscoveryView;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The discovery log of a target: one entry for every address of every subsystem, in the order of
 * names. It can be read at every address of the target, also where nobody has added it; those where
 * it has been added are in the log as the discovery subsystem's own. Control strand.
 */
final class Discovery {
    /** Subsystem types of the log (NVM Express Base 2.1, Discovery Log Page Entry). */
    private static final int SUBTYPE_NVM = 2;

    private static final int SUBTYPE_CURRENT_DISCOVERY = 3;

    private final Ports ports;
    private final Set<Referral> referrals = new LinkedHashSet<>();

    /** The entries of subsystems that have some, so that a change costs no look at all others. */
    private final Map<String, List<DiscoveryView.Entry>> shown = new TreeMap<>();

    private List<Referral> shownReferrals = List.of();
    private String nqn = Nqn.DISCOVERY;
    private DiscoveryView log = new DiscoveryView(nqn, 0, List.of());

    Discovery(Ports ports) {
        this.ports = ports;
    }

    /** Other places to look, in the order in which they were added. */
    Set<Referral> referrals() {
        return referrals;
    }

    /** Its unique name, or the well known one. */
    String nqn() {
        return nqn;
    }

    /** Gives it a unique name; hosts find it by the well known one too. */
    void nqn(String unique) {
        nqn = unique;
    }

    /**
     * Takes over what has become of a subsystem. Whether the log has changed, and so has another
     * generation.
     */
    boolean refresh(Subsystem subsystem) {
        String name = subsystem.isDiscovery() ? nqn : subsystem.nqn();
        List<DiscoveryView.Entry> now =
                subsystem.listeners().stream()
                        .map(address -> entry(name, subsystem, ports.at(address)))
                        .toList();
        boolean same = keys(now).equals(keys(shown.getOrDefault(subsystem.nqn(), List.of())));
        if (same && nqn.equals(log.nqn())) {
            return false;
        }
        shown.put(subsystem.nqn(), now);
        renew();
        return true;
    }

    /** There is no such subsystem any more. Whether the log has changed. */
    boolean forget(Subsystem subsystem) {
        List<DiscoveryView.Entry> before = shown.remove(subsystem.nqn());
        boolean changed = before != null && !before.isEmpty();
        if (changed) {
            renew();
        }
        return changed;
    }

    /** Takes over what has become of the referrals. Whether the log has changed. */
    boolean refreshReferrals() {
        List<Referral> now = List.copyOf(referrals);
        if (now.equals(shownReferrals)) {
            return false;
        }
        shownReferrals = now;
        renew();
        return true;
    }

    private void renew() {
        List<DiscoveryView.Entry> entries = new ArrayList<>(log.entries().size() + 1);
        for (List<DiscoveryView.Entry> some : shown.values()) {
            some.forEach(entries::add);
        }
        shownReferrals.forEach(referral -> entries.add(referral.entry()));
        log = new DiscoveryView(nqn, log.generation() + 1, entries);
    }

    // The transport's part follows from the address, and arrays do not compare.
    private static List<List<Object>> keys(List<DiscoveryView.Entry> entries) {
        return entries.stream()
                .map(
                        e ->
                                List.<Object>of(
                                        e.address(),
                                        e.portId(),
                                        e.cntlid(),
                                        e.allowAnyHost(),
                                        e.hosts()))
                .toList();
    }

    private static DiscoveryView.Entry entry(String name, Subsystem subsystem, Ports.Port port) {
        TransportId address = port.address();
        return new DiscoveryView.Entry(
                name,
                subsystem.isDiscovery() ? SUBTYPE_CURRENT_DISCOVERY : SUBTYPE_NVM,
                address,
                port.transport().trtypeCode(),
                adrfam(address.adrfam()),
                port.id(),
                subsystem.namedControllers()
                        ? ConnectData.CNTLID_STATIC
                        : ConnectData.CNTLID_DYNAMIC,
                port.transport().options().maxAqDepth(),
                port.tsas(),
                subsystem.allowAnyHost(),
                Set.copyOf(subsystem.hosts()),
                subsystem.options().adminLabel());
    }

    /** What hosts get to read. */
    DiscoveryView log() {
        return log;
    }

    /** Where it can be read: everywhere, also where ports come after this call. Any thread. */
    Set<TransportId> reachable() {
        return ports.addresses();
    }

    /** Codes of address families (NVMe over Fabrics, ADRFAM). */
    static int adrfam(String name) {
        return switch (name.toLowerCase(Locale.ROOT)) {
            case "ipv4" -> 1;
            case "ipv6" -> 2;
            case "ib" -> 3;
            case "fc" -> 4;
            case "intra_host" -> 254;
            default -> 0;
        };
    }
}
