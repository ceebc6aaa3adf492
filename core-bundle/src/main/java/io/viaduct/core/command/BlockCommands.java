package io.viaduct.core.command;

import static io.viaduct.api.memory.Native.ALL;

import io.viaduct.api.bdev.BdevIo;
import io.viaduct.api.bdev.BdevOp;
import io.viaduct.api.memory.SegmentList;
import io.viaduct.api.nvme.Sqe;
import io.viaduct.api.nvme.Status;
import io.viaduct.core.qpair.CoreRequest;
import io.viaduct.core.qpair.NamespaceSlot;

/** What the commands on one range of blocks have in common. */
final class BlockCommands {
    /** Protection information type whose reference tags mean nothing to us. */
    private static final int TYPE_3 = 3;

    private BlockCommands() {}

    /** Checks namespace, range and protection fields. */
    static int check(CoreRequest request) {
        long sqe = request.sqe();
        NamespaceSlot namespace = IoCommands.namespace(request);
        if (namespace == null) {
            return IoCommands.NO_NAMESPACE;
        }
        if (!namespace.covers(Sqe.slba(ALL, sqe), Sqe.blocks(ALL, sqe))) {
            return IoCommands.OUT_OF_RANGE;
        }
        return checkProtection(
                namespace, Sqe.prinfo(ALL, sqe), Sqe.ilbrt(ALL, sqe), Sqe.slba(ALL, sqe));
    }

    /**
     * Checks that reference tags which are to be checked can be right: with type 3 there is nothing
     * to check, with type 1 they are the low 32 bits of the block's address.
     */
    static int checkProtection(NamespaceSlot namespace, int prinfo, int reference, long lba) {
        int type = namespace.protection();
        boolean checked = type != 0 && (prinfo & BdevIo.CHECK_REFERENCE) != 0;
        boolean wrong = checked && (type == TYPE_3 || (type == 1 && reference != (int) lba));
        return wrong ? Status.withDnr(Status.INVALID_PROTECTION_INFO) : Status.SUCCESS;
    }

    /** Bytes that the command transfers. */
    static long bytes(CoreRequest request, NamespaceSlot namespace) {
        long sqe = request.sqe();
        return (long) Sqe.blocks(ALL, sqe) * namespace.transferBytes(Sqe.prinfo(ALL, sqe));
    }

    /** Whether a command without a transfer is too long for its limit, metadata included. */
    static boolean exceeds(CoreRequest request, NamespaceSlot namespace, long bytesMax) {
        return (long) Sqe.blocks(ALL, request.sqe()) * namespace.blockBytes() > bytesMax;
    }

    /** Prepares the request's I/O on the command's range. */
    static BdevIo prepare(CoreRequest request, BdevOp op, SegmentList data) {
        long sqe = request.sqe();
        BdevIo io = request.io();
        io.prepare(op, Sqe.slba(ALL, sqe), Sqe.blocks(ALL, sqe), data);
        if (request.namespace().protection() != 0) {
            io.protection(
                    Sqe.prinfo(ALL, sqe),
                    Sqe.ilbrt(ALL, sqe),
                    Sqe.lbat(ALL, sqe),
                    Sqe.lbatm(ALL, sqe));
        }
        return io;
    }

    /** Whether what is written has to be on stable storage when the command ends. */
    static boolean forced(CoreRequest request) {
        return Sqe.fua(ALL, request.sqe()) || request.qpair().association().writeThrough();
    }
}
