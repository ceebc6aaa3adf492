package io.viaduct.core.bdev;

import io.viaduct.api.bdev.BdevChannel;
import io.viaduct.api.bdev.BdevIo;

import java.util.ArrayDeque;

/**
 * COMPARE, COPY and VERIFY for a device that lacks them, in pieces of the reactor's memory: as many
 * at a time as that has, the others wait in line. Reactor thread.
 */
final class PieceWorker implements PiecePool.Waiter {
    private final DeviceChannel device;
    private final PiecePool pool;
    private final ArrayDeque<PieceWork> idle = new ArrayDeque<>(2);
    private final ArrayDeque<BdevIo> waiting = new ArrayDeque<>(2);
    private int made;

    PieceWorker(DeviceChannel device, PiecePool pool) {
        this.device = device;
        this.pool = pool;
    }

    int submit(BdevIo io, BdevIo.Completion hears) {
        long piece = pool.take(this);
        if (piece == 0) {
            io.kept(hears);
            waiting.addLast(io);
            return BdevChannel.PENDING;
        }
        PieceWork work = work();
        if (work.start(io, piece)) {
            idle.addLast(work);
            pool.give(piece);
            return BdevChannel.DONE;
        }
        io.kept(hears);
        return BdevChannel.PENDING;
    }

    @Override
    public void onPiece(long piece) {
        BdevIo io = waiting.removeFirst();
        PieceWork work = work();
        if (work.start(io, piece)) {
            idle.addLast(work);
            pool.give(piece);
            io.complete(io.status());
        }
    }

    private PieceWork work() {
        if (idle.isEmpty()) {
            made++;
            return new PieceWork(device, this::freed);
        }
        return idle.pollLast();
    }

    private void freed(PieceWork work) {
        idle.addLast(work);
        pool.give(work.memory());
    }

    void close() {
        assert waiting.isEmpty() && idle.size() == made : "work is still being done";
        idle.forEach(PieceWork::close);
    }
}
