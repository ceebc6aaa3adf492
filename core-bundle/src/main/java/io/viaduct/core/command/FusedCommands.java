package io.viaduct.core.command;

import static io.viaduct.api.memory.Native.ALL;

import io.viaduct.api.bdev.BdevOp;
import io.viaduct.api.bdev.Geometry;
import io.viaduct.api.memory.SegmentList;
import io.viaduct.api.nvme.IoOpcode;
import io.viaduct.api.nvme.Sqe;
import io.viaduct.api.nvme.Status;
import io.viaduct.core.qpair.CoreRequest;
import io.viaduct.core.qpair.Execution;
import io.viaduct.core.qpair.FusedPair;
import io.viaduct.core.qpair.Fusion;
import io.viaduct.core.qpair.NamespaceSlot;

/**
 * Fused commands, of which there is one pair: Compare and Write. NVM Express Base Specification
 * 2.1, Fused Operations; NVM Command Set Specification 1.1, Compare and Write.
 */
final class FusedCommands {
    /** Bytes of a half, told in blocks as NACWU; one block where that is larger. */
    private static final int BYTES_MAX = 1 << 16;

    private static final int FLAGS_BYTE = 1;
    private static final int SLBA_BYTE = 40;
    private static final int NSID_BYTE = 4;
    private static final int NLB_BYTE = 48;
    private static final Execution HALF = new Half();

    private FusedCommands() {}

    /** Blocks of a Compare and Write that are changed at once or not at all. */
    static int blocksMax(Geometry geometry) {
        return Math.max(BYTES_MAX / geometry.blockBytes(), 1);
    }

    /** A command that is fused, or that has come where a second one was to come. */
    static int parse(CoreRequest request, int opcode) {
        Fusion fusion = request.qpair().fusion();
        int fuse = Sqe.fuse(ALL, request.sqe());
        if (fuse == Sqe.FUSE_SECOND) {
            return parseSecond(request, fusion, opcode);
        }
        fusion.missing();
        if (fuse == Sqe.FUSE_NONE) {
            return IoCommands.parseAlone(request, opcode);
        }
        if (fuse != Sqe.FUSE_FIRST) {
            return request.invalidField(FLAGS_BYTE, 0);
        }
        int status = parseFirst(request, fusion, opcode);
        if (status != Status.SUCCESS) {
            fusion.failed();
        }
        return status;
    }

    private static int parseFirst(CoreRequest request, Fusion fusion, int opcode) {
        if (opcode != IoOpcode.COMPARE) {
            return request.invalidField(FLAGS_BYTE, 0);
        }
        int status = CompareCommands.parse(request);
        if (status != Status.SUCCESS) {
            return status;
        }
        NamespaceSlot namespace = request.namespace();
        if (!namespace.does(BdevOp.COMPARE_AND_WRITE)) {
            return IoCommands.NOT_OFFERED;
        }
        if (Sqe.blocks(ALL, request.sqe()) > blocksMax(namespace.view().geometry())) {
            return Status.withDnr(Status.ATOMIC_WRITE_UNIT_EXCEEDED);
        }
        status = fusion.begin(request, (int) BlockCommands.bytes(request, namespace));
        return status == Status.SUCCESS ? request.executedBy(HALF) : status;
    }

    private static int parseSecond(CoreRequest request, Fusion fusion, int opcode) {
        FusedPair pair = fusion.join(request);
        if (pair == null) {
            return fusion.refusal();
        }
        // A status from here on ends the first command too, when this one is answered.
        if (opcode != IoOpcode.WRITE) {
            return request.invalidField(FLAGS_BYTE, 0);
        }
        int field = mismatch(pair.first().sqe(), request.sqe());
        if (field != 0) {
            return request.invalidField(field, 0);
        }
        int status = ReadWriteCommands.parseWrite(request);
        return status == Status.SUCCESS ? request.executedBy(HALF) : status;
    }

    /** Where the second command names other blocks than the first; 0 where it does not. */
    private static int mismatch(long first, long second) {
        if (Sqe.nsid(ALL, first) != Sqe.nsid(ALL, second)) {
            return NSID_BYTE;
        }
        if (Sqe.slba(ALL, first) != Sqe.slba(ALL, second)) {
            return SLBA_BYTE;
        }
        return Sqe.nlb(ALL, first) == Sqe.nlb(ALL, second) ? 0 : NLB_BYTE;
    }

    private static final class Half implements Execution {
        @Override
        public void execute(CoreRequest request) {
            FusedPair pair = request.pair();
            if (pair.ready(request)) {
                run(pair);
            }
        }

        private static void run(FusedPair pair) {
            SegmentList data = pair.data();
            if (data == null) {
                pair.complete(Status.COMMAND_INTERRUPTED, Status.ABORTED_FAILED_FUSED);
                return;
            }
            CoreRequest first = pair.first();
            CoreRequest second = pair.second();
            long compare = first.sqe();
            long write = second.sqe();
            BlockCommands.prepare(first, BdevOp.COMPARE_AND_WRITE, data)
                    .fua(BlockCommands.forced(second));
            if (first.namespace().protection() != 0) {
                first.io()
                        .protection(
                                Sqe.prinfo(ALL, write),
                                Sqe.ilbrt(ALL, write),
                                Sqe.lbat(ALL, write),
                                Sqe.lbatm(ALL, write))
                        .sourceProtection(
                                Sqe.prinfo(ALL, compare),
                                Sqe.ilbrt(ALL, compare),
                                Sqe.lbat(ALL, compare),
                                Sqe.lbatm(ALL, compare));
            }
            first.submit();
        }

        @Override
        public void onDevice(CoreRequest first, int status) {
            FusedPair pair = first.pair();
            CoreRequest second = pair.second();
            boolean equal = status == Status.SUCCESS || first.io().compared();
            if (equal) {
                IoCommands.countRead(first);
            }
            if (status == Status.SUCCESS) {
                IoCommands.countWritten(second);
            } else {
                IoCommands.count(first, status);
            }
            int told = IoCommands.told(status);
            if (equal) {
                pair.complete(Status.SUCCESS, told);
            } else {
                pair.complete(told, Status.ABORTED_FAILED_FUSED);
            }
        }
    }
}
