package io.viaduct.core.command;

import static io.viaduct.api.memory.Native.ALL;

import io.viaduct.api.bdev.BdevIo;
import io.viaduct.api.bdev.BdevOp;
import io.viaduct.api.nvme.Sqe;
import io.viaduct.api.nvme.Status;
import io.viaduct.core.qpair.CoreRequest;
import io.viaduct.core.qpair.Execution;
import io.viaduct.core.qpair.NamespaceSlot;

/** Verify: reads and checks without a transfer. */
final class VerifyCommands {
    /** Longest command, a power of two of 4 KiB: 16 MiB. Told as VSL. */
    static final int LENGTH_POWER = 12;

    private static final int PRACT_BYTE = 51;
    private static final int PRACT_BIT = 5;
    private static final Execution VERIFY = new Verify();

    private VerifyCommands() {}

    static int parse(CoreRequest request) {
        int status = BlockCommands.check(request);
        if (status != Status.SUCCESS) {
            return status;
        }
        NamespaceSlot namespace = IoCommands.namespace(request);
        if (!namespace.does(BdevOp.VERIFY)) {
            return IoCommands.NOT_OFFERED;
        }
        if (BlockCommands.exceeds(request, namespace, CommandLengths.bytes(LENGTH_POWER))) {
            return Status.withDnr(Status.INVALID_FIELD);
        }
        boolean acts = (Sqe.prinfo(ALL, request.sqe()) & BdevIo.PRACT) != 0;
        if (acts && namespace.protection() != 0) {
            // There is nothing to remove it from (Verify command: PRACT shall be cleared).
            return request.invalidField(PRACT_BYTE, PRACT_BIT);
        }
        request.namespace(namespace);
        return request.executedBy(VERIFY);
    }

    private static final class Verify implements Execution {
        @Override
        public void execute(CoreRequest request) {
            BlockCommands.prepare(request, BdevOp.VERIFY, null).fua(Sqe.fua(ALL, request.sqe()));
            request.submit();
        }

        @Override
        public void onDevice(CoreRequest request, int status) {
            if (status == Status.SUCCESS) {
                IoCommands.countRead(request, request.io().count() * blockBytes(request));
            }
            IoCommands.end(request, status);
        }

        private static int blockBytes(CoreRequest request) {
            return request.namespace().blockBytes();
        }
    }
}
