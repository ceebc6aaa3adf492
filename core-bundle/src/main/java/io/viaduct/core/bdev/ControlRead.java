package io.viaduct.core.bdev;

import io.viaduct.api.bdev.BdevChannel;
import io.viaduct.api.bdev.BdevDescriptor;
import io.viaduct.api.bdev.BdevIo;
import io.viaduct.api.bdev.BdevOp;
import io.viaduct.api.memory.SegmentList;
import io.viaduct.api.reactor.Reactor;
import io.viaduct.api.rpc.Errno;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.concurrent.CompletableFuture;

/**
 * Reads a few blocks for whoever is on the control strand, in a piece of a reactor's memory. Its
 * list lies behind the data. Reactor thread.
 */
final class ControlRead implements PiecePool.Waiter, BdevIo.Completion {
    /** Bytes of one read. */
    static final int BYTES_MAX = PiecePool.HALF_BYTES;

    private final BdevDescriptor user;
    private final Reactor reactor;
    private final PiecePool pool;
    private final CompletableFuture<byte[]> done = new CompletableFuture<>();
    private final BdevIo io = new BdevIo(this);
    private final long lba;
    private final int count;
    private final int bytes;
    private long piece;

    /** Of so many blocks, which are so many bytes. */
    ControlRead(
            BdevDescriptor user, Reactor reactor, PiecePool pool, long lba, int count, int bytes) {
        this.user = user;
        this.reactor = reactor;
        this.pool = pool;
        this.lba = lba;
        this.count = count;
        this.bytes = bytes;
    }

    /** Completes on the reactor. */
    CompletableFuture<byte[]> done() {
        return done;
    }

    /** Begins, when there is memory. */
    void start() {
        long address = pool.take(this);
        if (address != 0) {
            onPiece(address);
        }
    }

    @Override
    public void onPiece(long address) {
        piece = address;
        SegmentList list = new SegmentList(address + BYTES_MAX, 1);
        list.clear();
        list.add(address, bytes);
        io.prepare(BdevOp.READ, lba, count, list);
        try {
            if (user.channel(reactor).submit(io) == BdevChannel.DONE) {
                completed(io);
            }
        } catch (IllegalStateException e) {
            // The use has ended meanwhile.
            pool.give(piece);
            done.completeExceptionally(Errno.ENODEV.refusal(e.getMessage()));
        }
    }

    @Override
    public void completed(BdevIo read) {
        byte[] content = null;
        if (read.status() == 0) {
            content =
                    MemorySegment.ofAddress(piece)
                            .reinterpret(bytes)
                            .toArray(ValueLayout.JAVA_BYTE);
        }
        pool.give(piece);
        if (content == null) {
            String status = Integer.toHexString(read.status());
            done.completeExceptionally(Errno.EIO.refusal("read failed with status " + status));
        } else {
            done.complete(content);
        }
    }
}
