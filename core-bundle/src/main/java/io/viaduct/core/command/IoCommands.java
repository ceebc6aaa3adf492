package io.viaduct.core.command;

import static io.viaduct.api.memory.Native.ALL;

import io.viaduct.api.nvme.IoOpcode;
import io.viaduct.api.nvme.Sqe;
import io.viaduct.api.nvme.Status;
import io.viaduct.core.qpair.CoreQpair;
import io.viaduct.core.qpair.CoreRequest;
import io.viaduct.core.qpair.NamespaceSlot;

/** The NVM command set: what all its commands have in common. */
final class IoCommands {
    static final int NO_NAMESPACE = Status.withDnr(Status.INVALID_NAMESPACE_OR_FORMAT);
    static final int OUT_OF_RANGE = Status.withDnr(Status.LBA_OUT_OF_RANGE);

    private static final int FLAGS_OFFSET = 1;

    private IoCommands() {}

    static int parse(CoreRequest request, int opcode) {
        CoreQpair qpair = request.qpair();
        if (!qpair.enabled()) {
            return Status.ABORTED_SQ_DELETION;
        }
        return switch (opcode) {
            case IoOpcode.READ -> ReadWriteCommands.parseRead(request);
            case IoOpcode.WRITE -> ReadWriteCommands.parseWrite(request);
            case IoOpcode.FLUSH -> FlushCommands.parse(request);
            case IoOpcode.WRITE_ZEROES -> WriteZeroesCommands.parse(request);
            case IoOpcode.DATASET_MANAGEMENT -> DeallocateCommands.parse(request);
            default -> Status.withDnr(Status.INVALID_OPCODE);
        };
    }

    /** The namespace that the command names, or null. */
    static NamespaceSlot namespace(CoreRequest request) {
        return request.qpair().subsystem().namespace(Sqe.nsid(ALL, request.sqe()));
    }

    /** Checks that the command is not one of a fused pair: those are not offered. */
    static int refuseFused(CoreRequest request) {
        return Sqe.fuse(ALL, request.sqe()) == Sqe.FUSE_NONE
                ? Status.SUCCESS
                : request.invalidField(FLAGS_OFFSET, 0);
    }

    /** Counts a command that its device has failed. */
    static void count(CoreRequest request, int status) {
        if (Status.sct(status) == Status.SCT_MEDIA) {
            request.qpair().counters().mediaError();
            request.namespace().counters().mediaError();
        }
    }

    /** Counts a read that is done. */
    static void countRead(CoreRequest request) {
        request.qpair().counters().read(request.dataLength());
        request.namespace().counters().read(request.dataLength());
    }

    /** Counts a write that is done. */
    static void countWritten(CoreRequest request) {
        request.qpair().counters().written(request.dataLength());
        request.namespace().counters().written(request.dataLength());
    }
}
