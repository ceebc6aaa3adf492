package io.viaduct.core.command;

import io.viaduct.api.bdev.BdevOp;
import io.viaduct.api.nvme.Status;
import io.viaduct.core.qpair.CoreRequest;
import io.viaduct.core.qpair.Execution;
import io.viaduct.core.qpair.NamespaceSlot;

/** Flush, of one namespace: for all of them it is not offered. */
final class FlushCommands {
    private static final Execution FLUSH = FlushCommands::flush;

    private FlushCommands() {}

    static int parse(CoreRequest request) {
        NamespaceSlot namespace = IoCommands.namespace(request);
        if (namespace == null) {
            return IoCommands.NO_NAMESPACE;
        }
        request.namespace(namespace);
        return request.executedBy(FLUSH);
    }

    private static void flush(CoreRequest request) {
        if (request.namespace().view().geometry().volatileWriteCache()) {
            request.io().prepare(BdevOp.FLUSH, 0, 0, null);
            request.submit();
        } else {
            request.complete(Status.SUCCESS);
        }
    }
}
