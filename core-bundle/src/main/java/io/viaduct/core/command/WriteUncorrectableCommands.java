package io.viaduct.core.command;

import io.viaduct.api.bdev.BdevOp;
import io.viaduct.api.nvme.Status;
import io.viaduct.core.qpair.CoreRequest;
import io.viaduct.core.qpair.Execution;
import io.viaduct.core.qpair.NamespaceSlot;

/** Write Uncorrectable, where the device can keep it in mind. */
final class WriteUncorrectableCommands {
    /** Longest command, a power of two of 4 KiB: 16 MiB. Told as WUSL. */
    static final int LENGTH_POWER = 12;

    private static final Execution WRITE_UNCORRECTABLE = new WriteUncorrectable();

    private WriteUncorrectableCommands() {}

    static int parse(CoreRequest request) {
        int status = BlockCommands.check(request);
        if (status != Status.SUCCESS) {
            return status;
        }
        NamespaceSlot namespace = IoCommands.namespace(request);
        if (!namespace.does(BdevOp.WRITE_UNCORRECTABLE)) {
            return IoCommands.NOT_OFFERED;
        }
        if (BlockCommands.exceeds(request, namespace, CommandLengths.bytes(LENGTH_POWER))) {
            return Status.withDnr(Status.INVALID_FIELD);
        }
        request.namespace(namespace);
        return request.executedBy(WRITE_UNCORRECTABLE);
    }

    private static final class WriteUncorrectable implements Execution {
        @Override
        public void execute(CoreRequest request) {
            BlockCommands.prepare(request, BdevOp.WRITE_UNCORRECTABLE, null);
            request.submit();
        }

        @Override
        public void onDevice(CoreRequest request, int status) {
            IoCommands.end(request, status);
        }
    }
}
