package io.viaduct.core.bdev;

import io.viaduct.api.bdev.BdevChannel;
import io.viaduct.api.bdev.BdevIo;

import java.util.ArrayDeque;

/**
 * COMPARE, COPY and VERIFY for a device that lacks them, one at a time in a piece of the reactor's
 * memory, the others in line: a device that is stuck keeps one piece from the others. Reactor
 * thread.
 */
final class PieceWorker implements PiecePool.Waiter {
    private final PiecePool pool;
    private final PieceWork work;
    private final ArrayDeque<BdevIo> waiting = new ArrayDeque<>(2);
    private boolean busy;
    private boolean awaitsPiece;

    PieceWorker(DeviceChannel device, PiecePool pool) {
        this.pool = pool;
        work = new PieceWork(device, this::freed);
    }

    int submit(BdevIo io, BdevIo.Completion hears) {
        if (!busy && waiting.isEmpty()) {
            long piece = pool.take(this);
            if (piece != 0) {
                return start(io, piece, hears);
            }
            awaitsPiece = true;
        }
        io.kept(hears);
        waiting.addLast(io);
        return BdevChannel.PENDING;
    }

    private int start(BdevIo io, long piece, BdevIo.Completion hears) {
        if (work.start(io, piece)) {
            pool.give(piece);
            return BdevChannel.DONE;
        }
        busy = true;
        io.kept(hears);
        return BdevChannel.PENDING;
    }

    @Override
    public void onPiece(long piece) {
        awaitsPiece = false;
        startFirst(piece);
        proceed();
    }

    private void startFirst(long piece) {
        BdevIo io = waiting.removeFirst();
        if (work.start(io, piece)) {
            pool.give(piece);
            io.complete(io.status());
        } else {
            busy = true;
        }
    }

    private void proceed() {
        while (!busy && !awaitsPiece && !waiting.isEmpty()) {
            long piece = pool.take(this);
            if (piece == 0) {
                awaitsPiece = true;
            } else {
                startFirst(piece);
            }
        }
    }

    private void freed(PieceWork done) {
        busy = false;
        pool.give(done.memory());
        proceed();
    }

    void close() {
        assert waiting.isEmpty() && !busy : "work is still being done";
        work.close();
    }
}
