package io.viaduct.core.command;

import static io.viaduct.api.memory.Native.ALL;

import io.viaduct.api.nvme.CommandSet;
import io.viaduct.api.nvme.Limits;
import io.viaduct.api.nvme.LogId;
import io.viaduct.api.nvme.LogPageCommand;
import io.viaduct.api.nvme.Sqe;
import io.viaduct.api.nvme.Status;
import io.viaduct.api.nvme.TelemetryLog;
import io.viaduct.core.controller.AsyncEvents.Event;
import io.viaduct.core.controller.Controller;
import io.viaduct.core.controller.Telemetry;
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
        if (status != Status.SUCCESS) {
            return status;
        }
        if (lid == LogId.PERSISTENT_EVENT_LOG) {
            return PersistentEventPage.parse(request);
        }
        status = checkOffset(request, creates(request) ? TelemetryLog.LENGTH : length(request));
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
        int nsid = Sqe.nsid(ALL, sqe);
        if (nsid == 0 || nsid == Limits.BROADCAST_NSID) {
            return Status.SUCCESS;
        }
        if (lid != LogId.HEALTH_INFORMATION) {
            return request.invalidField(NSID_OFFSET, 0);
        }
        return IoCommands.namespace(request) == null ? IoCommands.NO_NAMESPACE : Status.SUCCESS;
    }

    /** Whether the part of a log of this length that is asked for begins in it. */
    static int checkOffset(CoreRequest request, long length) {
        long offset = LogPageCommand.lpo(ALL, request.sqe());
        return offset % Integer.BYTES != 0 || Long.compareUnsigned(offset, length) > 0
                ? request.invalidField(LPO_OFFSET, 0)
                : Status.SUCCESS;
    }

    private static long length(CoreRequest request) {
        return page(request).length();
    }

    private static LogPage page(CoreRequest request) {
        Telemetry telemetry = request.qpair().controller().telemetry();
        int lid = LogPageCommand.lid(ALL, request.sqe());
        return switch (lid) {
            case LogId.DISCOVERY -> DiscoveryLogPage.of(request);
            case LogId.TELEMETRY_HOST_INITIATED -> LogPage.of(telemetry.hostInitiated());
            case LogId.TELEMETRY_CTRLR_INITIATED -> LogPage.of(telemetry.controllerInitiated());
            default -> new FixedLogPage(request, lid);
        };
    }

    /** Whether the log is to be made first. */
    private static boolean creates(CoreRequest request) {
        return LogPageCommand.lid(ALL, request.sqe()) == LogId.TELEMETRY_HOST_INITIATED
                && (LogPageCommand.lsp(ALL, request.sqe()) & TelemetryLog.LSP_CREATE) != 0;
    }

    private static void logPage(CoreRequest request) {
        long sqe = request.sqe();
        Controller controller = request.qpair().controller();
        if (creates(request)) {
            controller.createTelemetry();
        }
        Reply.zero(request.data());
        var window = new LogWindow(request.data(), LogPageCommand.lpo(ALL, sqe));
        page(request).write(window, request.qpair().target().scratch());
        if (!LogPageCommand.rae(ALL, sqe)) {
            read(controller, LogPageCommand.lid(ALL, sqe));
        }
        request.complete(Status.SUCCESS);
    }

    /** The host has read a log: its event may be told again. */
    private static void read(Controller controller, int lid) {
        switch (lid) {
            case LogId.CHANGED_NS_LIST -> {
                controller.changedNamespaces().clear();
                controller.asyncEvents().read(Event.NAMESPACE_ATTRIBUTE);
            }
            case LogId.DISCOVERY -> controller.asyncEvents().read(Event.DISCOVERY_LOG);
            case LogId.TELEMETRY_CTRLR_INITIATED -> controller.telemetryRead();
            default -> {
                // No event is told of any other.
            }
        }
    }
}
