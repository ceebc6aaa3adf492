package io.viaduct.core.bdev;

import io.viaduct.api.bdev.BdevChannel;
import io.viaduct.api.bdev.BdevIo;
import io.viaduct.api.bdev.BdevOp;

import java.util.ArrayDeque;

/**
 * COMPARE_AND_WRITE for a device that has none. A bounded number is under way at a time, the others
 * wait in line; one at a time where the device cannot compare. Whoever has a lock has its memory
 * already. Reactor thread.
 */
final class CompareAndWriter implements PiecePool.Waiter {
    /** Under way at once on one channel. */
    private static final int ACTIVE_MAX = 8;

    private final DeviceChannel device;
    private final PiecePool pool;
    private final ArrayDeque<CompareAndWrite> idle = new ArrayDeque<>(2);
    private final ArrayDeque<BdevIo> waiting = new ArrayDeque<>(2);
    private int made;
    private boolean awaitsPiece;
    private boolean hasPiece;

    CompareAndWriter(DeviceChannel device, PiecePool pool) {
        this.device = device;
        this.pool = pool;
    }

    int submit(BdevIo io, BdevIo.Completion hears) {
        io.kept(hears);
        waiting.addLast(io);
        startNext();
        return BdevChannel.PENDING;
    }

    private void startNext() {
        if (waiting.isEmpty() || awaitsPiece || (idle.isEmpty() && made == ACTIVE_MAX)) {
            return;
        }
        if (device.has(BdevOp.COMPARE)) {
            start(0);
            return;
        }
        if (hasPiece) {
            return;
        }
        long piece = pool.take(this);
        awaitsPiece = piece == 0;
        hasPiece = piece != 0;
        if (hasPiece) {
            start(piece);
        }
    }

    @Override
    public void onPiece(long piece) {
        awaitsPiece = false;
        hasPiece = true;
        start(piece);
    }

    private void start(long piece) {
        if (idle.isEmpty()) {
            made++;
            idle.addLast(new CompareAndWrite(device, this));
        }
        idle.removeLast().start(waiting.removeFirst(), piece);
    }

    /** One is free again, and its lock on its way back. */
    void freed(CompareAndWrite write) {
        idle.addLast(write);
        if (write.piece() != 0) {
            hasPiece = false;
            pool.give(write.piece());
        }
        startNext();
    }

    void close() {
        assert waiting.isEmpty() && idle.size() == made : "atomic writes are under way";
        idle.forEach(CompareAndWrite::close);
    }
}
