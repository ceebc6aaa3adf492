package io.viaduct.core.command;

import static io.viaduct.api.memory.Native.ALL;

import io.viaduct.api.memory.Native;
import io.viaduct.api.nvme.ConnectData;
import io.viaduct.api.nvme.DiscoveryEntry;
import io.viaduct.api.nvme.DiscoveryLog;
import io.viaduct.api.transport.TransportId;
import io.viaduct.core.controller.Controller;
import io.viaduct.core.qpair.CoreRequest;
import io.viaduct.core.qpair.TargetOptions.DiscoveryFilter;
import io.viaduct.core.view.DiscoveryView;

import java.util.List;
import java.util.Set;

/** The discovery log as one host sees it. */
final class DiscoveryLogPage {
    private final long generation;
    private final List<DiscoveryView.Entry> entries;

    private DiscoveryLogPage(long generation, List<DiscoveryView.Entry> entries) {
        this.generation = generation;
        this.entries = entries;
    }

    /** What the host that asks may see now. */
    static DiscoveryLogPage of(CoreRequest request) {
        Controller controller = request.qpair().controller();
        DiscoveryView view = controller.subsystem().view().discovery();
        String hostnqn = controller.association().hostnqn();
        TransportId listener = request.qpair().wire().listener();
        Set<DiscoveryFilter> filters =
                request.qpair().target().shared().options().discoveryFilters();
        List<DiscoveryView.Entry> visible =
                view.entries().stream()
                        .filter(entry -> entry.visibleTo(hostnqn))
                        .filter(entry -> passes(entry.address(), listener, filters))
                        .toList();
        return new DiscoveryLogPage(view.generation(), visible);
    }

    private static boolean passes(
            TransportId address, TransportId listener, Set<DiscoveryFilter> filters) {
        for (DiscoveryFilter filter : filters) {
            boolean same =
                    switch (filter) {
                        case TRANSPORT -> address.trtype().equals(listener.trtype());
                        case ADDRESS -> address.traddr().equals(listener.traddr());
                        case SVCID -> address.trsvcid().equals(listener.trsvcid());
                    };
            if (!same) {
                return false;
            }
        }
        return true;
    }

    /** Bytes of the whole log. */
    long length() {
        return DiscoveryLog.LENGTH + (long) entries.size() * DiscoveryEntry.LENGTH;
    }

    /** Writes what is asked for; {@code scratch} has room for an entry. */
    void write(LogWindow window, long scratch) {
        Native.zero(scratch, DiscoveryLog.LENGTH);
        DiscoveryLog.genctr(ALL, scratch, generation);
        DiscoveryLog.numrec(ALL, scratch, entries.size());
        window.put(0, scratch, DiscoveryLog.LENGTH);
        for (int i = 0; i < entries.size(); i++) {
            long at = DiscoveryLog.entry(0, i);
            if (window.overlaps(at, DiscoveryEntry.LENGTH)) {
                Native.zero(scratch, DiscoveryEntry.LENGTH);
                write(entries.get(i), scratch);
                window.put(at, scratch, DiscoveryEntry.LENGTH);
            }
        }
    }

    private static void write(DiscoveryView.Entry entry, long at) {
        DiscoveryEntry.trtype(ALL, at, entry.trtype());
        DiscoveryEntry.adrfam(ALL, at, entry.adrfam());
        DiscoveryEntry.subtype(ALL, at, entry.subtype());
        DiscoveryEntry.treq(ALL, at, DiscoveryEntry.TREQ_NOT_REQUIRED);
        DiscoveryEntry.portid(ALL, at, entry.portId());
        DiscoveryEntry.cntlid(ALL, at, ConnectData.CNTLID_DYNAMIC);
        DiscoveryEntry.asqsz(ALL, at, entry.asqsz());
        if (entry.subtype() == DiscoveryEntry.SUBTYPE_DISCOVERY_CURRENT) {
            DiscoveryEntry.eflags(ALL, at, DiscoveryEntry.EFLAGS_EPCSD);
        }
        DiscoveryEntry.trsvcidText(ALL, at, entry.address().trsvcid());
        DiscoveryEntry.subnqnText(ALL, at, entry.subnqn());
        DiscoveryEntry.traddrText(ALL, at, entry.address().traddr());
        DiscoveryEntry.tsas(ALL, at, entry.tsas());
    }
}
