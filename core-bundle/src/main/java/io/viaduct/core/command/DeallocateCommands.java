package io.viaduct.core.command;

import static io.viaduct.api.memory.Native.ALL;

import io.viaduct.api.bdev.BdevOp;
import io.viaduct.api.nvme.DsmCommand;
import io.viaduct.api.nvme.DsmRange;
import io.viaduct.api.nvme.Limits;
import io.viaduct.api.nvme.Status;
import io.viaduct.core.qpair.CoreRequest;
import io.viaduct.core.qpair.Execution;
import io.viaduct.core.qpair.NamespaceSlot;

/**
 * Dataset Management: deallocates ranges, one after the other. Its other attributes are hints that
 * nothing is made of, and so is Deallocate where the device cannot unmap.
 */
final class DeallocateCommands {
    private static final Execution DEALLOCATE = new Deallocate();
    private static final int LENGTH_MAX = Limits.DSM_RANGES_MAX * DsmRange.LENGTH;

    private DeallocateCommands() {}

    static int parse(CoreRequest request) {
        NamespaceSlot namespace = IoCommands.namespace(request);
        if (namespace == null) {
            return IoCommands.NO_NAMESPACE;
        }
        int status = IoCommands.refuseFused(request);
        if (status != Status.SUCCESS) {
            return status;
        }
        // Linux sends a page whatever the number of ranges; all of it is fetched.
        int ranges = DsmCommand.ranges(ALL, request.sqe()) * DsmRange.LENGTH;
        status = request.fromHost(Math.max(ranges, Math.min(sent(request), LENGTH_MAX)));
        if (status != Status.SUCCESS) {
            return status;
        }
        request.namespace(namespace);
        return request.executedBy(DEALLOCATE);
    }

    private static long sent(CoreRequest request) {
        return Math.min(request.transferLength(), request.qpair().options().maxIoSize());
    }

    private static final class Deallocate implements Execution {
        @Override
        public void execute(CoreRequest request) {
            NamespaceSlot namespace = request.namespace();
            int attributes = DsmCommand.attributes(ALL, request.sqe());
            if (!inRange(request)) {
                request.complete(IoCommands.OUT_OF_RANGE);
            } else if ((attributes & DsmCommand.AD) == 0 || !namespace.does(BdevOp.UNMAP)) {
                request.complete(Status.SUCCESS);
            } else {
                goOn(request);
            }
        }

        @Override
        public void onDevice(CoreRequest request, int status) {
            if (status != Status.SUCCESS || request.abandoned()) {
                IoCommands.count(request, status);
                request.complete(status);
            } else {
                goOn(request);
            }
        }

        private static boolean inRange(CoreRequest request) {
            int ranges = DsmCommand.ranges(ALL, request.sqe());
            for (int i = 0; i < ranges; i++) {
                long range = range(request, i);
                long slba = DsmRange.slba(ALL, range);
                if (!request.namespace().covers(slba, DsmRange.nlb(ALL, range))) {
                    return false;
                }
            }
            return true;
        }

        private static void goOn(CoreRequest request) {
            int ranges = DsmCommand.ranges(ALL, request.sqe());
            while (request.step() < ranges) {
                long range = range(request, request.step());
                request.step(request.step() + 1);
                if (DsmRange.nlb(ALL, range) == 0) {
                    continue;
                }
                request.io()
                        .prepare(
                                BdevOp.UNMAP,
                                DsmRange.slba(ALL, range),
                                DsmRange.nlb(ALL, range),
                                null);
                if (!request.offer()) {
                    return;
                }
                if (request.io().status() != Status.SUCCESS) {
                    IoCommands.count(request, request.io().status());
                    request.complete(request.io().status());
                    return;
                }
            }
            request.complete(Status.SUCCESS);
        }

        /** A range of the command, in scratch memory. */
        private static long range(CoreRequest request, int index) {
            long scratch = request.qpair().target().scratch();
            request.data().copyTo((long) index * DsmRange.LENGTH, scratch, DsmRange.LENGTH);
            return scratch;
        }
    }
}
