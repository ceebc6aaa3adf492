package io.viaduct.core.command;

import static io.viaduct.api.memory.Native.ALL;

import io.viaduct.api.nvme.AdminOpcode;
import io.viaduct.api.nvme.Sqe;
import io.viaduct.api.nvme.Status;
import io.viaduct.core.controller.Controller;
import io.viaduct.core.qpair.CoreQpair;
import io.viaduct.core.qpair.CoreRequest;

/** Finds out what a submission queue entry asks for. Reactor thread. */
public final class Commands {
    private Commands() {}

    /**
     * Checks a command and tells its request what executes it, which data it moves and which
     * namespace it is for.
     *
     * @return a status; the command is answered with it unless it is success
     */
    public static int parse(CoreRequest request) {
        int opcode = Sqe.opcode(ALL, request.sqe());
        CoreQpair qpair = request.qpair();
        if (qpair.qid() > 0) {
            return opcode == AdminOpcode.FABRICS
                    ? FabricsCommands.parseOnIoQueue(request)
                    : IoCommands.parse(request, opcode);
        }
        if (qpair.qid() < 0) {
            return opcode == AdminOpcode.FABRICS
                    ? FabricsCommands.parseBeforeConnect(request)
                    : Status.withDnr(Status.COMMAND_SEQUENCE_ERROR);
        }
        Controller controller = qpair.controller();
        controller.adminCommand();
        if (!qpair.enabled()) {
            return Status.ABORTED_SQ_DELETION;
        }
        if (opcode == AdminOpcode.FABRICS) {
            return FabricsCommands.parseOnAdminQueue(request);
        }
        if (!controller.ready()) {
            return Status.withDnr(Status.COMMAND_SEQUENCE_ERROR);
        }
        return AdminCommands.parse(request, opcode);
    }
}
