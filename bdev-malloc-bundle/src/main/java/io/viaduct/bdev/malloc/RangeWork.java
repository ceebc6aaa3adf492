package io.viaduct.bdev.malloc;

import io.viaduct.api.bdev.BdevChannel;
import io.viaduct.api.bdev.BdevIo;
import io.viaduct.api.bdev.BdevOp;
import io.viaduct.api.bdev.ChannelContext;
import io.viaduct.api.memory.Native;
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

    private final long base;
    private final int blockSize;
    private final Timer turn;
    private final ArrayDeque<BdevIo> waiting = new ArrayDeque<>();
    // Bytes of the first in line that are done.
    private long done;

    RangeWork(long base, int blockSize, ChannelContext context) {
        this.base = base;
        this.blockSize = blockSize;
        turn = context.reactor().timer(context.owner(), this::step);
    }

    int submit(BdevIo io) {
        long bytes = bytes(io);
        if (waiting.isEmpty() && bytes <= STEP_BYTES) {
            work(io, 0, bytes);
            io.status(Status.SUCCESS);
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
        long bytes = Math.min(STEP_BYTES, bytes(io) - done);
        work(io, done, bytes);
        done += bytes;
        boolean ended = done == bytes(io);
        if (ended) {
            waiting.removeFirst();
            done = 0;
        }
        if (!waiting.isEmpty()) {
            turn.arm(0);
        }
        if (ended) {
            io.complete(Status.SUCCESS);
        }
    }

    private long bytes(BdevIo io) {
        return io.op() == BdevOp.RESET ? 0 : io.count() * blockSize;
    }

    private void work(BdevIo io, long at, long bytes) {
        long target = base + io.lba() * blockSize;
        if (io.op() != BdevOp.COPY) {
            Native.zero(target + at, bytes);
            return;
        }
        // Ranges that overlap are copied from the far end, as a single copy would come out.
        long source = base + io.source() * blockSize;
        long offset = source < target ? bytes(io) - at - bytes : at;
        Native.copy(source + offset, target + offset, bytes);
    }

    void close() {
        assert waiting.isEmpty() : "closed with work to do";
        turn.close();
    }
}
