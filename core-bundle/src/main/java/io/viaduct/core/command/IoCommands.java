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

    /** The namespace's device cannot do it. */
    static final int NOT_OFFERED = Status.withDnr(Status.INVALID_OPCODE);

    private IoCommands() {}

    static int parse(CoreRequest request, int opcode) {
        CoreQpair qpair = request.qpair();
        if (!qpair.enabled()) {
            return Status.ABORTED_SQ_DELETION;
        }
        boolean alone = Sqe.fuse(ALL, request.sqe()) == Sqe.FUSE_NONE && !qpair.fusion().isOpen();
        return alone ? parseAlone(request, opcode) : FusedCommands.parse(request, opcode);
    }

    /** A command that is no part of a fused pair, or checked as if it was none. */
    static int parseAlone(CoreRequest request, int opcode) {
        return switch (opcode) {
            case IoOpcode.READ -> ReadWriteCommands.parseRead(request);
            case IoOpcode.WRITE -> ReadWriteCommands.parseWrite(request);
            case IoOpcode.FLUSH -> FlushCommands.parse(request);
            case IoOpcode.WRITE_ZEROES -> WriteZeroesCommands.parse(request);
            case IoOpcode.DATASET_MANAGEMENT -> DeallocateCommands.parse(request);
            case IoOpcode.COMPARE -> CompareCommands.parse(request);
            case IoOpcode.VERIFY -> VerifyCommands.parse(request);
            case IoOpcode.COPY -> CopyCommands.parse(request);
            case IoOpcode.WRITE_UNCORRECTABLE -> WriteUncorrectableCommands.parse(request);
            default -> Status.withDnr(Status.INVALID_OPCODE);
        };
    }

    /** The namespace that the command names, or null. */
    static NamespaceSlot namespace(CoreRequest request) {
        return request.qpair().subsystem().namespace(Sqe.nsid(ALL, request.sqe()));
    }

    /** Ends a command with what its device says. */
    static void end(CoreRequest request, int status) {
        if (status != Status.SUCCESS) {
            count(request, status);
        }
        request.complete(told(status));
    }

    /** What a host is told: that it fails again, where that is sure. */
    static int told(int status) {
        return switch (Status.code(status)) {
            case Status.COMPARE_FAILURE,
                    Status.GUARD_CHECK_ERROR,
                    Status.APPLICATION_TAG_CHECK_ERROR,
                    Status.REFERENCE_TAG_CHECK_ERROR,
                    Status.INVALID_OPCODE ->
                    Status.withDnr(status);
            default -> status;
        };
    }

    /** Counts a command that its device has failed. */
    static void count(CoreRequest request, int status) {
        boolean differs = Status.code(status) == Status.COMPARE_FAILURE;
        if (Status.sct(status) == Status.SCT_MEDIA && !differs) {
            request.qpair().counters().mediaError(nsid(request));
            request.namespace().counters().mediaError();
        }
    }

    /** Counts a read that is done. */
    static void countRead(CoreRequest request) {
        countRead(request, request.dataLength());
    }

    /** Counts so many bytes that have been read without a transfer. */
    static void countRead(CoreRequest request, long bytes) {
        request.qpair().counters().read(nsid(request), bytes);
        request.namespace().counters().read(bytes);
    }

    /** Counts a write that is done. */
    static void countWritten(CoreRequest request) {
        countWritten(request, request.dataLength());
    }

    /** Counts so many bytes that have been written without a transfer. */
    static void countWritten(CoreRequest request, long bytes) {
        request.qpair().counters().written(nsid(request), bytes);
        request.namespace().counters().written(bytes);
    }

    private static int nsid(CoreRequest request) {
        return request.namespace().view().nsid();
    }
}
