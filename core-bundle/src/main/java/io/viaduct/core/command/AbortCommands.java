package io.viaduct.core.command;

import static io.viaduct.api.memory.Native.ALL;

import io.viaduct.api.nvme.AbortCommand;
import io.viaduct.api.nvme.Status;
import io.viaduct.core.controller.Controller;
import io.viaduct.core.qpair.CoreQpair;
import io.viaduct.core.qpair.CoreRequest;
import io.viaduct.core.qpair.Execution;

/**
 * Abort. A command that waits - at a closed gate, for memory, for an event, for a busy device - is
 * ended; so is one at a device that can end it. One whose data is on its way is not.
 */
final class AbortCommands {
    private static final Execution ABORT = AbortCommands::abort;

    private AbortCommands() {}

    static int parse(CoreRequest request) {
        return request.executedBy(ABORT);
    }

    private static void abort(CoreRequest request) {
        CoreQpair admin = request.qpair();
        if (!admin.controller().beginAbort()) {
            request.complete(Status.ABORT_COMMAND_LIMIT_EXCEEDED);
            return;
        }
        int sqid = AbortCommand.sqidToAbort(ALL, request.sqe());
        int cid = AbortCommand.cidToAbort(ALL, request.sqe());
        CoreQpair queue = sqid == 0 ? admin : admin.controller().queues().find(sqid);
        if (queue == null) {
            end(request, false);
        } else if (queue.target() == admin.target()) {
            end(request, queue.abort(cid));
        } else {
            abortOnItsReactor(request, admin, queue, cid);
        }
    }

    private static void abortOnItsReactor(
            CoreRequest request, CoreQpair admin, CoreQpair queue, int cid) {
        admin.target()
                .courier()
                .send(
                        queue.target().reactor(),
                        () -> {
                            boolean aborted = queue.abort(cid);
                            queue.target()
                                    .courier()
                                    .send(admin.target().reactor(), () -> end(request, aborted));
                        });
    }

    private static void end(CoreRequest request, boolean aborted) {
        Controller controller = request.qpair().controller();
        controller.endAbort();
        request.result(aborted ? 0 : AbortCommand.NOT_ABORTED);
        request.complete(Status.SUCCESS);
    }
}
