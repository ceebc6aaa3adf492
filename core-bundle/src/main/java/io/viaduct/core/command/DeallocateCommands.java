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
import io.viaduct.core.view.CommandLimits;

/**
 * Dataset Management: deallocates ranges, one after the other. Its other attributes are hints that
 * nothing is made of, and so is Deallocate where the device cannot unmap.
 */
final class DeallocateCommands {
    private static final Execution DEALLOCATE = new Deallocate();
    private static final int LENGTH_MAX = Limits.DSM_RANGES_MAX * DsmRange.LENGTH;

    /** Ranges of a command where there is a limit: the most that DMRL can tell. */
    private static final int RANGES_MAX = 255;

    private static final int TOO_LARGE = Status.withDnr(Status.COMMAND_SIZE_LIMIT_EXCEEDED);

    private DeallocateCommands() {}

    static int parse(CoreRequest request) {
        NamespaceSlot namespace = IoCommands.namespace(request);
        if (namespace == null) {
            return IoCommands.NO_NAMESPACE;
        }
        // Linux sends a page whatever the number of ranges; all of it is fetched.
        int ranges = DsmCommand.ranges(ALL, request.sqe()) * DsmRange.LENGTH;
        int status = request.fromHost(Math.max(ranges, Math.min(sent(request), LENGTH_MAX)));
        if (status != Status.SUCCESS) {
            return status;
        }
        request.namespace(namespace);
        return request.executedBy(DEALLOCATE);
    }

    /** Ranges of a command; 0 for no limit. Told as DMRL. */
    static int rangesMax(CommandLimits limits) {
        return limits.dmrsl() == 0 ? 0 : RANGES_MAX;
    }

    /** Blocks of a command; 0 for no limit. Told as DMSL. */
    static long blocksMax(CommandLimits limits) {
        return rangesMax(limits) * limits.dmrsl();
    }

    private static long sent(CoreRequest request) {
        return Math.min(request.transferLength(), request.qpair().options().maxIoSize());
    }

    private static final class Deallocate implements Execution {
        @Override
        public void execute(CoreRequest request) {
            NamespaceSlot namespace = request.namespace();
            int attributes = DsmCommand.attributes(ALL, request.sqe());
            int refusal = check(request);
            if (refusal != Status.SUCCESS) {
                request.complete(refusal);
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

        private static int check(CoreRequest request) {
            CommandLimits limits = request.qpair().subsystem().view().limits();
            int ranges = DsmCommand.ranges(ALL, request.sqe());
            boolean limited = limits.dmrsl() != 0;
            boolean large = limited && ranges > RANGES_MAX;
            for (int i = 0; i < ranges; i++) {
                long range = range(request, i);
                long blocks = DsmRange.nlb(ALL, range);
                if (!request.namespace().covers(DsmRange.slba(ALL, range), blocks)) {
                    return IoCommands.OUT_OF_RANGE;
                }
                large |= limited && blocks > limits.dmrsl();
            }
            // No more than so many ranges of so many blocks each: that keeps to DMSL as well.
            return large ? TOO_LARGE : Status.SUCCESS;
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
