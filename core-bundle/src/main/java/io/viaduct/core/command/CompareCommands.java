package io.viaduct.core.command;

import io.viaduct.api.bdev.BdevOp;
import io.viaduct.api.nvme.Status;
import io.viaduct.core.qpair.CoreRequest;
import io.viaduct.core.qpair.Execution;
import io.viaduct.core.qpair.NamespaceSlot;

/** Compare. */
final class CompareCommands {
    private static final Execution COMPARE = new Compare();

    private CompareCommands() {}

    static int parse(CoreRequest request) {
        int status = BlockCommands.check(request);
        if (status != Status.SUCCESS) {
            return status;
        }
        NamespaceSlot namespace = IoCommands.namespace(request);
        if (!namespace.does(BdevOp.COMPARE)) {
            return IoCommands.NOT_OFFERED;
        }
        status = request.fromHost(BlockCommands.bytes(request, namespace));
        if (status != Status.SUCCESS) {
            return status;
        }
        request.namespace(namespace);
        return request.executedBy(COMPARE);
    }

    private static final class Compare implements Execution {
        @Override
        public void execute(CoreRequest request) {
            BlockCommands.prepare(request, BdevOp.COMPARE, request.data());
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
}
