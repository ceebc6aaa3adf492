package io.viaduct.bdev.malloc;

import io.viaduct.api.bdev.BdevChannel;
import io.viaduct.api.bdev.BdevIo;
import io.viaduct.api.bdev.BdevOp;
import io.viaduct.api.bdev.ChannelContext;
import io.viaduct.api.nvme.Status;
import io.viaduct.api.reactor.Timer;

import java.util.ArrayDeque;

/**
 * Operations on ranges of any size, done in steps so that a large one does not hold the reactor. A
 * small one ends at once; the others, and a RESET behind them, end in the order of arrival.
 */
final class RangeWork {
    /** Bytes of one step: well under a millisecond of memory traffic. */
    static final int STEP_BYTES = 1 << 21;

    private final DiskBlocks blocks;
    private final long stepBlocks;
    private final Timer turn;
    private final ArrayDeque<BdevIo> waiting = new ArrayDeque<>();
    // Blocks of the first in line that are done.
    private long done;

    RangeWork(DiskBlocks blocks, ChannelContext context) {
        this.blocks = blocks;
        stepBlocks = STEP_BYTES / blocks.blockBytes();
        turn = context.reactor().timer(context.owner(), this::step);
    }

    int submit(BdevIo io) {
        long count = count(io);
        if (waiting.isEmpty() && count <= stepBlocks) {
            io.status(work(io, 0, count));
            return BdevChannel.DONE;
        }
        waiting.addLast(io);
        if (waiting.size() == 1) {
            turn.arm(0);
        }
        return BdevChannel.PENDING;
    }

    private void step() {
        BdevIo io = waiting.getFirst();
        long count = Math.min(stepBlocks, count(io) - done);
        int status = work(io, done, count);
        done += count;
        boolean ended = done == count(io) || status != Status.SUCCESS;
        if (ended) {
            waiting.removeFirst();
            done = 0;
        }
        if (!waiting.isEmpty()) {
            turn.arm(0);
        }
        if (ended) {
            io.complete(status);
        }
    }

    private static long count(BdevIo io) {
        return io.op() == BdevOp.RESET ? 0 : io.count();
    }

    private int work(BdevIo io, long at, long count) {
        return count == 0 ? Status.SUCCESS : blocks.work(io, at, count);
    }

    void close() {
        assert waiting.isEmpty() : "closed with work to do";
        turn.close();
    }
}
