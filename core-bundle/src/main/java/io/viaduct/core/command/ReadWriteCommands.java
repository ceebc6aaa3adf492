package io.viaduct.core.command;

import static io.viaduct.api.memory.Native.ALL;

import io.viaduct.api.bdev.BdevOp;
import io.viaduct.api.nvme.Sqe;
import io.viaduct.api.nvme.Status;
import io.viaduct.core.qpair.CoreRequest;
import io.viaduct.core.qpair.Execution;
import io.viaduct.core.qpair.NamespaceSlot;

/** Read and Write. */
final class ReadWriteCommands {
    private static final Execution READ = new Read(true);
    private static final Execution READ_STRIPPED = new Read(false);
    private static final Execution WRITE = new Write();

    private ReadWriteCommands() {}

    static int parseRead(CoreRequest request) {
        int status = BlockCommands.check(request);
        if (status != Status.SUCCESS) {
            return status;
        }
        NamespaceSlot namespace = IoCommands.namespace(request);
        status = request.toHost(BlockCommands.bytes(request, namespace));
        if (status != Status.SUCCESS) {
            return status;
        }
        request.namespace(namespace);
        int prinfo = Sqe.prinfo(ALL, request.sqe());
        boolean whole = namespace.transferBytes(prinfo) == namespace.blockBytes();
        return request.executedBy(whole ? READ : READ_STRIPPED);
    }

    static int parseWrite(CoreRequest request) {
        int status = BlockCommands.check(request);
        if (status != Status.SUCCESS) {
            return status;
        }
        NamespaceSlot namespace = IoCommands.namespace(request);
        status = request.fromHost(BlockCommands.bytes(request, namespace));
        if (status != Status.SUCCESS) {
            return status;
        }
        request.namespace(namespace);
        return request.executedBy(WRITE);
    }

    private static final class Read implements Execution {
        private final boolean borrows;

        /** {@code borrows} where all that the device has of a block is what the host gets. */
        Read(boolean borrows) {
            this.borrows = borrows;
        }

        @Override
        public boolean borrows() {
            return borrows;
        }

        @Override
        public void execute(CoreRequest request) {
            boolean lendable = request.lendable();
            BlockCommands.prepare(request, BdevOp.READ, lendable ? null : request.data())
                    .fua(Sqe.fua(ALL, request.sqe()));
            if (lendable) {
                request.io().lendable(request.data());
            }
            request.submit();
        }

        @Override
        public void onDevice(CoreRequest request, int status) {
            if (status == Status.SUCCESS) {
                IoCommands.countRead(request);
            }
            IoCommands.end(request, status);
        }
    }

    private static final class Write implements Execution {
        @Override
        public void execute(CoreRequest request) {
            BlockCommands.prepare(request, BdevOp.WRITE, request.data())
                    .fua(BlockCommands.forced(request));
            request.submit();
        }

        @Override
        public void onDevice(CoreRequest request, int status) {
            if (status == Status.SUCCESS) {
                IoCommands.countWritten(request);
            }
            IoCommands.end(request, status);
        }
    }
}
