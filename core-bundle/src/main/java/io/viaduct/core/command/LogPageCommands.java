package io.viaduct.core.command;

import static io.viaduct.api.memory.Native.ALL;

import io.viaduct.api.memory.Native;
import io.viaduct.api.nvme.CommandEffects;
import io.viaduct.api.nvme.CommandSet;
import io.viaduct.api.nvme.Limits;
import io.viaduct.api.nvme.LogId;
import io.viaduct.api.nvme.LogPageCommand;
import io.viaduct.api.nvme.Sqe;
import io.viaduct.api.nvme.Status;
import io.viaduct.core.controller.AsyncEvents.Event;
import io.viaduct.core.controller.Controller;
import io.viaduct.core.qpair.CoreRequest;
import io.viaduct.core.qpair.Execution;

/** Get Log Page: any part of any log. What lies beyond a log's end reads as zeroes. */
final class LogPageCommands {
    private static final int LPO_OFFSET = 48;
    private static final int OT_OFFSET = 58;
    private static final int CSI_OFFSET = 59;
    private static final int NSID_OFFSET = 4;
    private static final int OT_BIT = 7;

    private static final Execution LOG_PAGE = LogPageCommands::logPage;

    private LogPageCommands() {}

    static int parse(CoreRequest request) {
        long sqe = request.sqe();
        Controller controller = request.qpair().controller();
        int lid = LogPageCommand.lid(ALL, sqe);
        if (SupportedCommands.logPage(controller.discovery(), lid) == 0) {
            return Status.withDnr(Status.INVALID_LOG_PAGE);
        }
        int status = checkFields(request, lid);
        if (status == Status.SUCCESS) {
            status = request.toHost(LogPageCommand.bytes(ALL, sqe));
        }
        return status == Status.SUCCESS ? request.executedBy(LOG_PAGE) : status;
    }

    private static int checkFields(CoreRequest request, int lid) {
        long sqe = request.sqe();
        if (LogPageCommand.ot(ALL, sqe)) {
            return request.invalidField(OT_OFFSET, OT_BIT);
        }
        if (LogPageCommand.csi(ALL, sqe) != CommandSet.NVM && lid != LogId.COMMAND_EFFECTS) {
            return request.invalidField(CSI_OFFSET, 0);
        }
        long offset = LogPageCommand.lpo(ALL, sqe);
        long length = length(request, lid);
        if (offset % Integer.BYTES != 0 || Long.compareUnsigned(offset, length) > 0) {
            return request.invalidField(LPO_OFFSET, 0);
        }
        int nsid = Sqe.nsid(ALL, sqe);
        boolean whole = nsid == 0 || nsid == Limits.BROADCAST_NSID;
        if (whole) {
            return Status.SUCCESS;
        }
        if (lid != LogId.HEALTH_INFORMATION) {
            return request.invalidField(NSID_OFFSET, 0);
        }
        return IoCommands.namespace(request) == null ? IoCommands.NO_NAMESPACE : Status.SUCCESS;
    }

    private static long length(CoreRequest request, int lid) {
        return lid == LogId.DISCOVERY
                ? DiscoveryLogPage.of(request).length()
                : LogPages.length(lid);
    }

    private static void logPage(CoreRequest request) {
        long sqe = request.sqe();
        int lid = LogPageCommand.lid(ALL, sqe);
        var window = new LogWindow(request.data(), LogPageCommand.lpo(ALL, sqe));
        Reply.zero(request.data());
        if (lid == LogId.DISCOVERY) {
            DiscoveryLogPage.of(request).write(window, request.qpair().target().scratch());
        } else {
            long page = Reply.page(request);
            LogPages.write(request, lid, page);
            if (LogPageCommand.csi(ALL, sqe) != CommandSet.NVM) {
                // nvme-cli asks for every command set it knows: of others nothing is supported.
                Native.zero(page + CommandEffects.IO_OFFSET, CommandEffects.IO_LENGTH);
            }
            window.put(0, page, LogPages.length(lid));
        }
        if (!LogPageCommand.rae(ALL, sqe)) {
            read(request.qpair().controller(), lid);
        }
        request.complete(Status.SUCCESS);
    }

    /** The host has read a log: its event may be told again. */
    private static void read(Controller controller, int lid) {
        if (lid == LogId.CHANGED_NS_LIST) {
            controller.changedNamespaces().clear();
            controller.asyncEvents().read(Event.NAMESPACE_ATTRIBUTE);
        } else if (lid == LogId.DISCOVERY) {
            controller.asyncEvents().read(Event.DISCOVERY_LOG);
        }
    }
}
