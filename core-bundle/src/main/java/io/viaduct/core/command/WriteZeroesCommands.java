package io.viaduct.core.command;

import static io.viaduct.api.memory.Native.ALL;

import io.viaduct.api.bdev.BdevIo;
import io.viaduct.api.bdev.BdevOp;
import io.viaduct.api.nvme.Sqe;
import io.viaduct.api.nvme.Status;
import io.viaduct.core.qpair.CoreRequest;
import io.viaduct.core.qpair.Execution;
import io.viaduct.core.qpair.NamespaceSlot;

/** Write Zeroes, which may also deallocate where deallocated blocks read as zeroes. */
final class WriteZeroesCommands {
    private static final Execution WRITE_ZEROES = new WriteZeroes();

    private WriteZeroesCommands() {}

    static int parse(CoreRequest request) {
        int status = BlockCommands.check(request);
        if (status != Status.SUCCESS) {
            return status;
        }
        NamespaceSlot namespace = IoCommands.namespace(request);
        if (!namespace.does(BdevOp.WRITE_ZEROES)) {
            return IoCommands.NOT_OFFERED;
        }
        int power = request.qpair().subsystem().view().limits().wzsl();
        if (BlockCommands.exceeds(request, namespace, CommandLengths.bytes(power))) {
            return Status.withDnr(Status.INVALID_FIELD);
        }
        request.namespace(namespace);
        return request.executedBy(WRITE_ZEROES);
    }

    /** Whether the Deallocate bit of the command has an effect. */
    static boolean deallocates(NamespaceSlot namespace) {
        return namespace.view().geometry().unmapReadsZeroes() && namespace.does(BdevOp.UNMAP);
    }

    private static final class WriteZeroes implements Execution {
        @Override
        public void execute(CoreRequest request) {
            long sqe = request.sqe();
            NamespaceSlot namespace = request.namespace();
            boolean makesProtection =
                    namespace.protection() != 0 && (Sqe.prinfo(ALL, sqe) & BdevIo.PRACT) != 0;
            boolean unmap = Sqe.deac(ALL, sqe) && deallocates(namespace) && !makesProtection;
            BlockCommands.prepare(request, unmap ? BdevOp.UNMAP : BdevOp.WRITE_ZEROES, null)
                    .fua(BlockCommands.forced(request));
            request.submit();
        }

        @Override
        public void onDevice(CoreRequest request, int status) {
            IoCommands.end(request, status);
        }
    }
}
