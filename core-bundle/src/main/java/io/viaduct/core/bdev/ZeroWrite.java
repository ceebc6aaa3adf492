package io.viaduct.core.bdev;

import io.viaduct.api.bdev.BdevChannel;
import io.viaduct.api.bdev.BdevIo;
import io.viaduct.api.bdev.BdevOp;
import io.viaduct.api.memory.Region;
import io.viaduct.api.memory.SegmentList;
import io.viaduct.api.nvme.Status;
import io.viaduct.api.reactor.Timer;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * One range being written with zeroes, piece by piece, out of a region that is nothing but zeroes.
 * Used again and again. Reactor thread.
 */
final class ZeroWrite implements BdevIo.Completion {
    /** Bytes of one piece. */
    static final int BYTES = 1 << 20;

    /** Bytes of the region of zeroes, which a piece names as often as it takes. */
    static final int REGION_BYTES = 1 << 16;

    /** Pieces that end inside submit before the reactor gets a turn. */
    private static final int PIECES_MAX = 4;

    private final DeviceChannel device;
    private final ZeroWriter writer;
    private final Region zeroes;
    // Holds the list's entries, which live as long as this does.
    private final MemorySegment entries;
    private final SegmentList list;
    private final BdevIo piece = new BdevIo(this);
    private final Timer turn;
    private BdevIo whole;
    private long done;

    ZeroWrite(DeviceChannel device, ZeroWriter writer, Region zeroes) {
        this.device = device;
        this.writer = writer;
        this.zeroes = zeroes;
        int capacity = BYTES / REGION_BYTES + 1;
        entries = Arena.ofAuto().allocate((long) capacity * SegmentList.ENTRY_LENGTH, Long.BYTES);
        list = new SegmentList(entries.address(), capacity);
        turn = device.reactor().timer(device.owner(), this::resume);
    }

    /** Begins; true when the range is written, or has failed, with the status in {@code io}. */
    boolean start(BdevIo io) {
        whole = io;
        done = 0;
        boolean ended = proceed();
        if (ended) {
            whole = null;
        }
        return ended;
    }

    private boolean proceed() {
        for (int i = 0; i < PIECES_MAX; i++) {
            int answer = submitPiece();
            if (answer == BdevChannel.PENDING) {
                return false;
            }
            if (ended()) {
                return true;
            }
        }
        turn.arm(0);
        return false;
    }

    private int submitPiece() {
        int blockBytes = device.blockBytes();
        long count = Math.min(whole.count() - done, BYTES / blockBytes);
        list.clear();
        for (long left = count * blockBytes; left > 0; left -= REGION_BYTES) {
            list.add(zeroes.address(), Math.min(left, REGION_BYTES));
        }
        piece.prepare(BdevOp.WRITE, whole.lba() + done, count, list)
                .fua(whole.fua())
                .deadlineNanos(whole.deadlineNanos())
                .parent(whole);
        return device.forward(piece, this);
    }

    private boolean ended() {
        done += piece.count();
        if (piece.status() == Status.SUCCESS && done < whole.count()) {
            return false;
        }
        whole.status(piece.status());
        // Idle, it keeps nothing of whoever has asked for zeroes.
        piece.parent(null);
        return true;
    }

    @Override
    public void completed(BdevIo io) {
        if (ended()) {
            finish();
        } else {
            resume();
        }
    }

    private void resume() {
        if (proceed()) {
            finish();
        }
    }

    private void finish() {
        BdevIo io = whole;
        whole = null;
        // Before the completion, which may be the last one and close the device's channel.
        writer.freed(this);
        io.complete(io.status());
    }

    void close() {
        turn.close();
    }
}
