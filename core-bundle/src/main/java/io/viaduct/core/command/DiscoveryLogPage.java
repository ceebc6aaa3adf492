package io.viaduct.core.command;

import static io.viaduct.api.memory.Native.ALL;

import io.viaduct.api.memory.Native;
import io.viaduct.api.nvme.DiscoveryEntry;
import io.viaduct.api.nvme.DiscoveryEntryExtended;
import io.viaduct.api.nvme.DiscoveryLog;
import io.viaduct.api.nvme.Limits;
import io.viaduct.api.nvme.LogPageCommand;
import io.viaduct.api.transport.TransportId;
import io.viaduct.core.controller.Controller;
import io.viaduct.core.qpair.CoreRequest;
import io.viaduct.core.qpair.TargetOptions.DiscoveryFilter;
import io.viaduct.core.view.DiscoveryView;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** The discovery log as one host sees it. */
final class DiscoveryLogPage implements LogPage {
    private final DiscoveryView view;
    private final List<DiscoveryView.Entry> entries;
    private final boolean extended;
    private final boolean portLocal;
    private final boolean same;

    private DiscoveryLogPage(CoreRequest request) {
        Controller controller = request.qpair().controller();
        view = controller.subsystem().view().discovery();
        int lsp = LogPageCommand.lsp(ALL, request.sqe());
        extended = (lsp & DiscoveryLog.EXTENDED) != 0;
        portLocal = (lsp & DiscoveryLog.PORT_LOCAL) != 0;
        TransportId listener = request.qpair().wire().listener();
        Set<DiscoveryFilter> filters =
                portLocal
                        ? EnumSet.allOf(DiscoveryFilter.class)
                        : request.qpair().target().shared().options().discoveryFilters();
        same = filters.isEmpty();
        String hostnqn = controller.association().hostnqn();
        entries =
                view.entries().stream()
                        .filter(entry -> entry.visibleTo(hostnqn))
                        .filter(entry -> passes(entry.address(), listener, filters))
                        .toList();
    }

    /** What the host that asks may see now. */
    static DiscoveryLogPage of(CoreRequest request) {
        return new DiscoveryLogPage(request);
    }

    private static boolean passes(
            TransportId address, TransportId listener, Set<DiscoveryFilter> filters) {
        for (DiscoveryFilter filter : filters) {
            boolean equal =
                    switch (filter) {
                        case TRANSPORT -> address.trtype().equals(listener.trtype());
                        case ADDRESS -> address.traddr().equals(listener.traddr());
                        case SVCID -> address.trsvcid().equals(listener.trsvcid());
                    };
            if (!equal) {
                return false;
            }
        }
        return true;
    }

    @Override
    public long length() {
        return DiscoveryLog.LENGTH + entries.stream().mapToLong(this::length).sum();
    }

    private int length(DiscoveryView.Entry entry) {
        if (!extended) {
            return DiscoveryEntry.LENGTH;
        }
        return entry.adminLabel() == null
                ? DiscoveryEntryExtended.LENGTH
                : DiscoveryEntryExtended.LENGTH
                        + DiscoveryEntryExtended.attributeLength(entry.adminLabel());
    }

    @Override
    public void write(LogWindow window, long scratch) {
        Native.zero(scratch, DiscoveryLog.LENGTH);
        DiscoveryLog.genctr(ALL, scratch, view.generation());
        DiscoveryLog.numrec(ALL, scratch, entries.size());
        DiscoveryLog.dlpf(
                ALL,
                scratch,
                (extended ? DiscoveryLog.EXTENDED : 0) | (portLocal ? DiscoveryLog.PORT_LOCAL : 0));
        if (extended) {
            DiscoveryLog.tdlpl(ALL, scratch, length());
        }
        window.put(0, scratch, DiscoveryLog.LENGTH);
        long at = DiscoveryLog.LENGTH;
        for (DiscoveryView.Entry entry : entries) {
            int length = length(entry);
            if (window.overlaps(at, length)) {
                Native.zero(scratch, Limits.IDENTIFY_LENGTH);
                write(entry, scratch);
                window.put(at, scratch, length);
            }
            at += length;
        }
    }

    private void write(DiscoveryView.Entry entry, long at) {
        DiscoveryEntry.trtype(ALL, at, entry.trtype());
        DiscoveryEntry.adrfam(ALL, at, entry.adrfam());
        DiscoveryEntry.subtype(ALL, at, entry.subtype());
        DiscoveryEntry.treq(ALL, at, DiscoveryEntry.TREQ_NOT_REQUIRED);
        DiscoveryEntry.portid(ALL, at, entry.portId());
        DiscoveryEntry.cntlid(ALL, at, entry.cntlid());
        DiscoveryEntry.asqsz(ALL, at, entry.asqsz());
        if (entry.subtype() == DiscoveryEntry.SUBTYPE_DISCOVERY_CURRENT) {
            // Where nothing is filtered, every port of ours tells the same.
            int duplicate = same ? DiscoveryEntry.EFLAGS_DUPRETINFO : 0;
            DiscoveryEntry.eflags(ALL, at, DiscoveryEntry.EFLAGS_EPCSD | duplicate);
        }
        DiscoveryEntry.trsvcidText(ALL, at, entry.address().trsvcid());
        DiscoveryEntry.subnqnText(ALL, at, entry.subnqn());
        DiscoveryEntry.traddrText(ALL, at, entry.address().traddr());
        DiscoveryEntry.tsas(ALL, at, entry.tsas());
        if (extended) {
            writeExtension(entry, at);
        }
    }

    private void writeExtension(DiscoveryView.Entry entry, long at) {
        DiscoveryEntryExtended.tel(ALL, at, length(entry));
        if (entry.adminLabel() != null) {
            DiscoveryEntryExtended.numexat(ALL, at, 1);
            DiscoveryEntryExtended.attribute(
                    ALL, at, DiscoveryEntryExtended.ATTRIBUTE_ADMIN_LABEL, entry.adminLabel());
        }
    }
}
