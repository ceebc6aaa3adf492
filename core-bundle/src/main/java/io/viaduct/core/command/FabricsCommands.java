package io.viaduct.core.command;

import static io.viaduct.api.memory.Native.ALL;

import io.viaduct.api.nvme.ConnectCommand;
import io.viaduct.api.nvme.FabricsType;
import io.viaduct.api.nvme.Sqe;
import io.viaduct.api.nvme.Status;
import io.viaduct.core.qpair.CoreRequest;
import io.viaduct.core.qpair.Execution;

/** The Fabrics command set: which of it is served on which queue. */
final class FabricsCommands {
    private static final Execution DISCONNECT = request -> request.qpair().deleteQueue(request);

    private FabricsCommands() {}

    /** The first command on a queue is Connect. */
    static int parseBeforeConnect(CoreRequest request) {
        boolean first = Sqe.fctype(ALL, request.sqe()) == FabricsType.CONNECT;
        return first && request.qpair().connecting()
                ? ConnectCommands.parse(request)
                : Status.withDnr(Status.COMMAND_SEQUENCE_ERROR);
    }

    static int parseOnAdminQueue(CoreRequest request) {
        return switch (Sqe.fctype(ALL, request.sqe())) {
            case FabricsType.CONNECT -> Status.withDnr(Status.COMMAND_SEQUENCE_ERROR);
            case FabricsType.PROPERTY_GET -> PropertyCommands.parseGet(request);
            case FabricsType.PROPERTY_SET -> PropertyCommands.parseSet(request);
            case FabricsType.DISCONNECT -> Status.withDnr(Status.FABRICS_INVALID_QUEUE_TYPE);
            default -> Status.withDnr(Status.INVALID_OPCODE);
        };
    }

    /**
     * Only the queue's own end: SPDK's bdevio counts on Invalid Opcode, also for what would be a
     * second Connect.
     */
    static int parseOnIoQueue(CoreRequest request) {
        if (!request.qpair().enabled()) {
            return Status.ABORTED_SQ_DELETION;
        }
        if (Sqe.fctype(ALL, request.sqe()) != FabricsType.DISCONNECT) {
            return Status.withDnr(Status.INVALID_OPCODE);
        }
        return ConnectCommand.recfmt(ALL, request.sqe()) == 0
                ? request.executedBy(DISCONNECT)
                : Status.withDnr(Status.FABRICS_INCOMPATIBLE_FORMAT);
    }
}
