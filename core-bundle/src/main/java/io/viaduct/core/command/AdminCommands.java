package io.viaduct.core.command;

import io.viaduct.api.nvme.AdminOpcode;
import io.viaduct.api.nvme.Status;
import io.viaduct.core.qpair.CoreRequest;
import io.viaduct.core.qpair.Execution;

/** The admin command set: which of it is served, and its commands without a family. */
final class AdminCommands {
    private static final Execution KEEP_ALIVE = request -> request.complete(Status.SUCCESS);
    private static final Execution ASYNC_EVENT_REQUEST =
            request -> request.qpair().controller().asyncEvents().add(request);

    private AdminCommands() {}

    static int parse(CoreRequest request, int opcode) {
        return switch (opcode) {
            case AdminOpcode.GET_LOG_PAGE -> LogPageCommands.parse(request);
            case AdminOpcode.IDENTIFY -> IdentifyCommands.parse(request);
            case AdminOpcode.ABORT -> AbortCommands.parse(request);
            case AdminOpcode.SET_FEATURES -> FeatureCommands.parseSet(request);
            case AdminOpcode.GET_FEATURES -> FeatureCommands.parseGet(request);
            case AdminOpcode.ASYNC_EVENT_REQUEST -> request.executedBy(ASYNC_EVENT_REQUEST);
            // That it has come is all there is to it, see Controller#adminCommand.
            case AdminOpcode.KEEP_ALIVE -> request.executedBy(KEEP_ALIVE);
            default -> VendorCommands.parse(request, opcode);
        };
    }
}
