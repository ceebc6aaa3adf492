package io.viaduct.core.qpair;

import static io.viaduct.api.memory.Native.ALL;

import io.viaduct.api.nvme.Sqe;
import io.viaduct.api.nvme.Status;

/** Whether a command can move what it wants to move. Reactor thread. */
final class TransferCheck {
    private static final int FLAGS_OFFSET = 1;
    private static final int PSDT_BIT = 6;

    private TransferCheck() {}

    /** The status of a command that wants {@code length} bytes moved. */
    static int check(CoreRequest request, long length) {
        CoreQpair qpair = request.qpair();
        if (length > qpair.options().maxIoSize()) {
            return Status.withDnr(Status.INVALID_FIELD);
        }
        if (!qpair.hostMemory() && Sqe.psdt(ALL, request.sqe()) != Sqe.PSDT_SGL) {
            return request.invalidField(FLAGS_OFFSET, PSDT_BIT);
        }
        if (request.transferLength() >= 0 && request.transferLength() < length) {
            return Status.withDnr(Status.DATA_SGL_LENGTH_INVALID);
        }
        return Status.SUCCESS;
    }
}
