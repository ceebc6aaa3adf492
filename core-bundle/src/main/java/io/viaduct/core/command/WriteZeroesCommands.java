package io.viaduct.core.command;

import static io.viaduct.api.memory.Native.ALL;

import io.viaduct.api.bdev.BdevOp;
import io.viaduct.api.nvme.Sqe;
import io.viaduct.api.nvme.Status;
import io.viaduct.core.qpair.CoreRequest;
import io.viaduct.core.qpair.Execution;
import io.viaduct.core.qpair.NamespaceSlot;

/** Write Zeroes, which may also deallocate where deallocated blocks read as zeroes. */
final class WriteZeroesCommands {
    private static final Execution WRITE_ZEROES = WriteZeroesCommands::writeZeroes;

    private WriteZeroesCommands() {}

    static int parse(CoreRequest request) {
        long sqe = request.sqe();
        NamespaceSlot namespace = IoCommands.namespace(request);
        if (namespace == null) {
            return IoCommands.NO_NAMESPACE;
        }
        int status = IoCommands.refuseFused(request);
        if (status != Status.SUCCESS) {
            return status;
        }
        if (!namespace.covers(Sqe.slba(ALL, sqe), Sqe.blocks(ALL, sqe))) {
            return IoCommands.OUT_OF_RANGE;
        }
        request.namespace(namespace);
        return request.executedBy(WRITE_ZEROES);
    }

    /** Whether the Deallocate bit of the command has an effect. */
    static boolean deallocates(NamespaceSlot namespace) {
        return namespace.view().geometry().unmapReadsZeroes() && namespace.does(BdevOp.UNMAP);
    }

    private static void writeZeroes(CoreRequest request) {
        long sqe = request.sqe();
        boolean unmap = Sqe.deac(ALL, sqe) && deallocates(request.namespace());
        request.io()
                .prepare(
                        unmap ? BdevOp.UNMAP : BdevOp.WRITE_ZEROES,
                        Sqe.slba(ALL, sqe),
                        Sqe.blocks(ALL, sqe),
                        null)
                .fua(Sqe.fua(ALL, sqe) || request.qpair().association().writeThrough());
        request.submit();
    }
}
