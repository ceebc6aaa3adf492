package io.viaduct.core.command;

import static io.viaduct.api.memory.Native.ALL;

import io.viaduct.api.nvme.LogPageCommand;
import io.viaduct.api.nvme.PersistentEventLog;
import io.viaduct.api.nvme.Status;
import io.viaduct.core.controller.EventLog;
import io.viaduct.core.qpair.CoreRequest;
import io.viaduct.core.qpair.Execution;

/**
 * Get Log Page for the Persistent Event log, which is read in a reporting context that the host
 * establishes and releases.
 */
final class PersistentEventPage {
    private static final Execution RELEASE =
            request -> {
                request.qpair().controller().eventLog().release();
                request.complete(Status.SUCCESS);
            };

    private static final Execution READ_HEADER =
            request -> {
                EventLog log = request.qpair().controller().eventLog();
                log.establish();
                send(request, log, 0);
            };

    private static final Execution READ =
            request -> {
                EventLog log = request.qpair().controller().eventLog();
                if (action(request) == PersistentEventLog.ACTION_ESTABLISH) {
                    log.establish();
                }
                send(request, log, LogPageCommand.lpo(ALL, request.sqe()));
            };

    private PersistentEventPage() {}

    static int parse(CoreRequest request) {
        int action = action(request);
        if (action == PersistentEventLog.ACTION_RELEASE) {
            return request.executedBy(RELEASE);
        }
        byte[] context = request.qpair().controller().eventLog().context();
        if ((action == PersistentEventLog.ACTION_READ) != (context != null)) {
            return Status.withDnr(Status.COMMAND_SEQUENCE_ERROR);
        }
        if (action == PersistentEventLog.ACTION_ESTABLISH_AND_READ_HEADER) {
            int status = request.toHost(PersistentEventLog.LENGTH);
            return status == Status.SUCCESS ? request.executedBy(READ_HEADER) : status;
        }
        // How long a log that is yet to be made will be is not known: it has a header.
        long length = context == null ? PersistentEventLog.LENGTH : context.length;
        int status = LogPageCommands.checkOffset(request, length);
        if (status == Status.SUCCESS) {
            status = request.toHost(LogPageCommand.bytes(ALL, request.sqe()));
        }
        return status == Status.SUCCESS ? request.executedBy(READ) : status;
    }

    private static int action(CoreRequest request) {
        return LogPageCommand.lsp(ALL, request.sqe()) & PersistentEventLog.ACTION_MASK;
    }

    private static void send(CoreRequest request, EventLog log, long offset) {
        Reply.zero(request.data());
        new LogWindow(request.data(), offset)
                .put(0, log.context(), request.qpair().target().scratch());
        request.complete(Status.SUCCESS);
    }
}
