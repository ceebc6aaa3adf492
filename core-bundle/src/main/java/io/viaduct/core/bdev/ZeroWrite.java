package io.viaduct.core.bdev;

import io.viaduct.api.bdev.BdevIo;
import io.viaduct.api.bdev.BdevOp;
import io.viaduct.api.memory.Region;
import io.viaduct.api.memory.SegmentList;
import io.viaduct.api.nvme.Status;

/**
 * One range being written with zeroes, piece by piece, out of a region that is nothing but zeroes.
 * Used again and again. Reactor thread.
 */
final class ZeroWrite extends PiecewiseIo {
    /** Bytes of one piece. */
    static final int BYTES = 1 << 20;

    /** Bytes of the region of zeroes, which a piece names as often as it takes. */
    static final int REGION_BYTES = 1 << 16;

    /** Pieces that end inside submit before the reactor gets a turn. */
    private static final int PIECES_MAX = 4;

    private final ZeroWriter writer;
    private final Region zeroes;

    ZeroWrite(DeviceChannel device, ZeroWriter writer, Region zeroes) {
        super(device, BYTES / REGION_BYTES + 1, PIECES_MAX);
        this.writer = writer;
        this.zeroes = zeroes;
    }

    @Override
    void prepare(BdevIo step, SegmentList list) {
        int blockBytes = device().blockBytes();
        long count = Math.min(whole().count() - done(), BYTES / blockBytes);
        for (long left = count * blockBytes; left > 0; left -= REGION_BYTES) {
            list.add(zeroes.address(), Math.min(left, REGION_BYTES));
        }
        step.prepare(BdevOp.WRITE, whole().lba() + done(), count, list);
    }

    @Override
    int stepped(BdevIo step) {
        advance(step.count());
        return Status.SUCCESS;
    }

    @Override
    void freed() {
        writer.freed(this);
    }
}
