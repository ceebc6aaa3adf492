package io.viaduct.core.command;

import static io.viaduct.api.memory.Native.ALL;

import io.viaduct.api.bdev.BdevIo;
import io.viaduct.api.bdev.BdevOp;
import io.viaduct.api.bdev.Geometry;
import io.viaduct.api.nvme.CopyCommand;
import io.viaduct.api.nvme.CopyRange;
import io.viaduct.api.nvme.Sqe;
import io.viaduct.api.nvme.Status;
import io.viaduct.core.qpair.CoreRequest;
import io.viaduct.core.qpair.Execution;
import io.viaduct.core.qpair.NamespaceSlot;

/**
 * Copy, with source ranges of format 0: those of the other formats are for guards of 32 and 64 bits
 * and for other namespaces. Range after range; the first dword of a failure says which one it was.
 */
final class CopyCommands {
    /** Source ranges of a command. Told as MSRC. */
    static final int RANGES_MAX = 128;

    /** Bytes of all ranges together: a copy that is done long before a host gives it up. */
    private static final long BYTES_MAX = 64L << 20;

    /** Most blocks that a source range can name, as MSSRL tells them. */
    private static final int RANGE_BLOCKS_MAX = 0xffff;

    private static final int FORMAT_BYTE = 49;
    private static final int PRACT_BYTE = 51;
    private static final int PRACT_BIT = 5;
    private static final int TOO_LARGE = Status.withDnr(Status.COMMAND_SIZE_LIMIT_EXCEEDED);
    private static final Execution COPY = new Copy();

    private CopyCommands() {}

    /** Blocks of all source ranges together. Told as MCL. */
    static int blocksMax(Geometry geometry) {
        return (int) (BYTES_MAX / geometry.blockBytes());
    }

    /** Blocks of one source range. Told as MSSRL. */
    static int rangeBlocksMax(Geometry geometry) {
        return Math.min(blocksMax(geometry), RANGE_BLOCKS_MAX);
    }

    static int parse(CoreRequest request) {
        long sqe = request.sqe();
        NamespaceSlot namespace = IoCommands.namespace(request);
        if (namespace == null) {
            return IoCommands.NO_NAMESPACE;
        }
        if (!namespace.does(BdevOp.COPY)) {
            return IoCommands.NOT_OFFERED;
        }
        if (CopyCommand.df(ALL, sqe) != 0) {
            return request.invalidField(FORMAT_BYTE, 0);
        }
        int actions = CopyCommand.prinfor(ALL, sqe) ^ CopyCommand.prinfow(ALL, sqe);
        if (namespace.protection() != 0 && (actions & BdevIo.PRACT) != 0) {
            return request.invalidField(PRACT_BYTE, PRACT_BIT);
        }
        int ranges = CopyCommand.ranges(ALL, sqe);
        if (ranges > RANGES_MAX) {
            return TOO_LARGE;
        }
        int status = request.fromHost((long) ranges * CopyRange.LENGTH);
        if (status != Status.SUCCESS) {
            return status;
        }
        request.namespace(namespace);
        return request.executedBy(COPY);
    }

    private static final class Copy implements Execution {
        @Override
        public void execute(CoreRequest request) {
            int refusal = check(request);
            if (refusal == Status.SUCCESS) {
                goOn(request);
            } else {
                request.complete(refusal);
            }
        }

        /** Nothing is copied of a command that cannot be copied whole. */
        private static int check(CoreRequest request) {
            long sqe = request.sqe();
            NamespaceSlot namespace = request.namespace();
            Geometry geometry = namespace.view().geometry();
            int ranges = CopyCommand.ranges(ALL, sqe);
            long target = CopyCommand.sdlba(ALL, sqe);
            long blocks = 0;
            for (int i = 0; i < ranges; i++) {
                long range = range(request, i);
                int count = CopyRange.blocks(ALL, range);
                long slba = CopyRange.slba(ALL, range);
                int status = checkRange(namespace, slba, count, geometry);
                if (status == Status.SUCCESS) {
                    status = checkTags(request, range, target + blocks);
                }
                if (status != Status.SUCCESS) {
                    request.result(i);
                    return status;
                }
                blocks += count;
            }
            if (blocks > blocksMax(geometry)) {
                return TOO_LARGE;
            }
            return namespace.covers(target, blocks) ? Status.SUCCESS : IoCommands.OUT_OF_RANGE;
        }

        private static int checkRange(NamespaceSlot from, long slba, int count, Geometry geometry) {
            if (count > rangeBlocksMax(geometry)) {
                return TOO_LARGE;
            }
            return from.covers(slba, count) ? Status.SUCCESS : IoCommands.OUT_OF_RANGE;
        }

        private static int checkTags(CoreRequest request, long range, long target) {
            long sqe = request.sqe();
            NamespaceSlot namespace = request.namespace();
            int read = CopyCommand.prinfor(ALL, sqe);
            int reads = CopyRange.elbrt(ALL, range);
            int status =
                    BlockCommands.checkProtection(
                            namespace, read, reads, CopyRange.slba(ALL, range));
            if (status != Status.SUCCESS) {
                return status;
            }
            int written = CopyCommand.prinfow(ALL, sqe);
            int writes = Sqe.ilbrt(ALL, sqe) + (int) (target - CopyCommand.sdlba(ALL, sqe));
            return BlockCommands.checkProtection(namespace, written, writes, target);
        }

        @Override
        public void onDevice(CoreRequest request, int status) {
            if (settle(request, status)) {
                goOn(request);
            }
        }

        /** Counts what has been copied; false when the command has ended with it. */
        private static boolean settle(CoreRequest request, int status) {
            boolean goesOn = status == Status.SUCCESS && !request.abandoned();
            if (status == Status.SUCCESS) {
                long bytes = request.io().count() * request.namespace().blockBytes();
                IoCommands.countWritten(request, bytes);
                request.step(request.step() + 1);
            } else {
                request.result(request.step());
            }
            if (!goesOn) {
                IoCommands.end(request, status);
            }
            return goesOn;
        }

        private static void goOn(CoreRequest request) {
            int ranges = CopyCommand.ranges(ALL, request.sqe());
            while (request.step() < ranges) {
                prepare(request);
                if (!request.offer() || !settle(request, request.io().status())) {
                    return;
                }
            }
            request.complete(Status.SUCCESS);
        }

        private static void prepare(CoreRequest request) {
            long sqe = request.sqe();
            long before = 0;
            for (int i = 0; i < request.step(); i++) {
                before += CopyRange.blocks(ALL, range(request, i));
            }
            long range = range(request, request.step());
            BdevIo io = request.io();
            io.prepare(
                            BdevOp.COPY,
                            CopyCommand.sdlba(ALL, sqe) + before,
                            CopyRange.blocks(ALL, range),
                            null)
                    .source(CopyRange.slba(ALL, range))
                    .fua(CopyCommand.fua(ALL, sqe) || request.qpair().association().writeThrough());
            int type = request.namespace().protection();
            if (type != 0) {
                int reference = Sqe.ilbrt(ALL, sqe) + (type == 3 ? 0 : (int) before);
                io.protection(
                                CopyCommand.prinfow(ALL, sqe),
                                reference,
                                Sqe.lbat(ALL, sqe),
                                Sqe.lbatm(ALL, sqe))
                        .sourceProtection(
                                CopyCommand.prinfor(ALL, sqe),
                                CopyRange.elbrt(ALL, range),
                                CopyRange.elbat(ALL, range),
                                CopyRange.elbatm(ALL, range));
            }
        }

        /** A range of the command, in scratch memory. */
        private static long range(CoreRequest request, int index) {
            long scratch = request.qpair().target().scratch();
            request.data().copyTo((long) index * CopyRange.LENGTH, scratch, CopyRange.LENGTH);
            return scratch;
        }
    }
}
