package io.viaduct.core.command;

import static io.viaduct.api.memory.Native.ALL;

import io.viaduct.api.bdev.BdevIo;
import io.viaduct.api.bdev.BdevOp;
import io.viaduct.api.nvme.Sqe;
import io.viaduct.api.nvme.Status;
import io.viaduct.core.qpair.CoreRequest;
import io.viaduct.core.qpair.Execution;
import io.viaduct.core.qpair.NamespaceSlot;

/** Read and Write. */
final class ReadWriteCommands {
    private static final Execution READ = new Read();
    private static final Execution WRITE = new Write();

    private ReadWriteCommands() {}

    static int parseRead(CoreRequest request) {
        return parse(request, READ, true);
    }

    static int parseWrite(CoreRequest request) {
        return parse(request, WRITE, false);
    }

    private static int parse(CoreRequest request, Execution execution, boolean toHost) {
        long sqe = request.sqe();
        NamespaceSlot namespace = IoCommands.namespace(request);
        if (namespace == null) {
            return IoCommands.NO_NAMESPACE;
        }
        int status = IoCommands.refuseFused(request);
        if (status != Status.SUCCESS) {
            return status;
        }
        int blocks = Sqe.blocks(ALL, sqe);
        if (!namespace.covers(Sqe.slba(ALL, sqe), blocks)) {
            return IoCommands.OUT_OF_RANGE;
        }
        long bytes = (long) blocks * namespace.blockBytes();
        status = toHost ? request.toHost(bytes) : request.fromHost(bytes);
        if (status != Status.SUCCESS) {
            return status;
        }
        request.namespace(namespace);
        return request.executedBy(execution);
    }

    private static final class Read implements Execution {
        @Override
        public void execute(CoreRequest request) {
            long sqe = request.sqe();
            BdevIo io = request.io();
            if (request.lendable()) {
                io.prepare(BdevOp.READ, Sqe.slba(ALL, sqe), Sqe.blocks(ALL, sqe), null)
                        .lendable(request.data());
            } else {
                io.prepare(BdevOp.READ, Sqe.slba(ALL, sqe), Sqe.blocks(ALL, sqe), request.data());
            }
            request.submit();
        }

        @Override
        public void onDevice(CoreRequest request, int status) {
            if (status == Status.SUCCESS) {
                IoCommands.countRead(request);
            } else {
                IoCommands.count(request, status);
            }
            request.complete(status);
        }
    }

    private static final class Write implements Execution {
        @Override
        public void execute(CoreRequest request) {
            long sqe = request.sqe();
            request.io()
                    .prepare(BdevOp.WRITE, Sqe.slba(ALL, sqe), Sqe.blocks(ALL, sqe), request.data())
                    .fua(Sqe.fua(ALL, sqe) || request.qpair().association().writeThrough());
            request.submit();
        }

        @Override
        public void onDevice(CoreRequest request, int status) {
            if (status == Status.SUCCESS) {
                IoCommands.countWritten(request);
            } else {
                IoCommands.count(request, status);
            }
            request.complete(status);
        }
    }
}
