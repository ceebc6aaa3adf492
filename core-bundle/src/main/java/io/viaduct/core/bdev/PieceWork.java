package io.viaduct.core.bdev;

import io.viaduct.api.bdev.BdevIo;
import io.viaduct.api.bdev.BdevOp;
import io.viaduct.api.bdev.Geometry;
import io.viaduct.api.memory.Native;
import io.viaduct.api.memory.SegmentList;
import io.viaduct.api.nvme.Status;

import java.lang.foreign.MemorySegment;
import java.util.function.Consumer;

/**
 * One COMPARE, COPY or VERIFY done as reads and writes of pieces, for a device that has none. Used
 * again and again. Reactor thread.
 */
final class PieceWork extends PiecewiseIo {
    /** Reads and writes that end inside submit before the reactor gets a turn. */
    private static final int STEPS_MAX = 8;

    private final Consumer<PieceWork> freed;
    private long memory;
    private boolean writing;

    /** {@code freed} hears when an I/O that was pending is over, before its completion. */
    PieceWork(DeviceChannel device, Consumer<PieceWork> freed) {
        super(device, 1, STEPS_MAX);
        this.freed = freed;
    }

    /**
     * Begins, in memory of {@link PiecePool#PIECE_BYTES}; true when it is over, with the status in
     * {@code io}.
     */
    boolean start(BdevIo io, long piece) {
        memory = piece;
        writing = false;
        return begin(io);
    }

    /** The memory it works in. */
    long memory() {
        return memory;
    }

    @Override
    void prepare(BdevIo step, SegmentList list) {
        BdevIo io = whole();
        boolean copies = io.op() == BdevOp.COPY;
        int flags = copies && !writing ? io.sourceFlags() : io.protectionFlags();
        if (io.op() == BdevOp.VERIFY) {
            flags &= ~BdevIo.PRACT;
        }
        int blockBytes = device().geometry().transferBytes(flags);
        long count = count();
        long at = at(count);
        list.add(memory, count * blockBytes);
        long lba = copies && !writing ? io.source() : io.lba();
        step.prepare(writing ? BdevOp.WRITE : BdevOp.READ, lba + at, count, list);
        if (copies && !writing) {
            step.protection(
                    flags,
                    reference(io.sourceReferenceTag(), at),
                    io.sourceApplicationTag(),
                    io.sourceApplicationMask());
        } else {
            step.protection(
                    flags,
                    reference(io.referenceTag(), at),
                    io.applicationTag(),
                    io.applicationMask());
        }
    }

    private long count() {
        return Math.min(whole().count() - done(), PiecePool.HALF_BYTES / device().blockBytes());
    }

    // Ranges that overlap are copied from the far end, as a single copy would come out.
    private long at(long count) {
        boolean backwards = whole().op() == BdevOp.COPY && whole().source() < whole().lba();
        return backwards ? whole().count() - done() - count : done();
    }

    private int reference(int first, long at) {
        return device().geometry().protection() == 3 ? first : first + (int) at;
    }

    @Override
    int stepped(BdevIo step) {
        if (whole().op() == BdevOp.COMPARE && !equal(step)) {
            return Status.COMPARE_FAILURE;
        }
        boolean read = whole().op() == BdevOp.COPY && !writing;
        writing = read;
        if (!read) {
            advance(step.count());
        }
        return Status.SUCCESS;
    }

    private boolean equal(BdevIo step) {
        long bytes = step.data().length();
        long given = memory + PiecePool.HALF_BYTES;
        long blockBytes = bytes / step.count();
        whole().data().copyTo(done() * blockBytes, given, bytes);
        return sameBlocks(given, step.count(), bytes);
    }

    // All but protection information, which has been checked, and which a host need not know.
    private boolean sameBlocks(long given, long count, long bytes) {
        Geometry shape = device().geometry();
        boolean protectedBlocks = shape.protection() > 0 && bytes == count * shape.blockBytes();
        if (!protectedBlocks) {
            return same(given, 0, bytes);
        }
        int last = shape.metadataSize() - Geometry.PROTECTION_SIZE;
        int before = shape.blockSize() + (shape.protectionFirst() ? 0 : last);
        int after = before + Geometry.PROTECTION_SIZE;
        for (long at = 0; at < bytes; at += shape.blockBytes()) {
            if (!same(given, at, at + before)
                    || !same(given, at + after, at + shape.blockBytes())) {
                return false;
            }
        }
        return true;
    }

    private boolean same(long given, long from, long to) {
        return MemorySegment.mismatch(
                        Native.ALL,
                        memory + from,
                        memory + to,
                        Native.ALL,
                        given + from,
                        given + to)
                < 0;
    }

    @Override
    void freed() {
        freed.accept(this);
    }
}
