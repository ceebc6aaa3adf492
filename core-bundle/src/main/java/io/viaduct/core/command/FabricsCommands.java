package io.viaduct.core.command;

import static io.viaduct.api.memory.Native.ALL;

import io.viaduct.api.nvme.FabricsType;
import io.viaduct.api.nvme.Sqe;
import io.viaduct.api.nvme.Status;
import io.viaduct.core.qpair.CoreRequest;

/** The Fabrics command set: which of it is served on which queue. */
final class FabricsCommands {
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
            default -> Status.withDnr(Status.INVALID_OPCODE);
        };
    }

    /** None is: SPDK's bdevio counts on Invalid Opcode, also for what would be a second Connect. */
    static int parseOnIoQueue() {
        return Status.withDnr(Status.INVALID_OPCODE);
    }
}
