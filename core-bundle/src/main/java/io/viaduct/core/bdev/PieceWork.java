package io.viaduct.core.bdev;

import io.viaduct.api.bdev.BdevChannel;
import io.viaduct.api.bdev.BdevIo;
import io.viaduct.api.bdev.BdevOp;
import io.viaduct.api.bdev.Geometry;
import io.viaduct.api.memory.Native;
import io.viaduct.api.memory.SegmentList;
import io.viaduct.api.nvme.Status;
import io.viaduct.api.reactor.Timer;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.function.Consumer;

/**
 * One COMPARE, COPY or VERIFY done as reads and writes of pieces, for a device that has none. Used
 * again and again. Reactor thread.
 */
final class PieceWork implements BdevIo.Completion {
    /** Reads and writes that end inside submit before the reactor gets a turn. */
    private static final int STEPS_MAX = 8;

    private final DeviceChannel device;
    private final Consumer<PieceWork> freed;
    // Holds the list's one entry, which lives as long as this does.
    private final MemorySegment entry;
    private final SegmentList list;
    private final BdevIo step = new BdevIo(this);
    private final Timer turn;
    private BdevIo whole;
    private long memory;
    private long done;
    private boolean writing;

    /** {@code freed} hears when an I/O that was pending is over, before its completion. */
    PieceWork(DeviceChannel device, Consumer<PieceWork> freed) {
        this.device = device;
        this.freed = freed;
        entry = Arena.ofAuto().allocate(SegmentList.ENTRY_LENGTH, Long.BYTES);
        list = new SegmentList(entry.address(), 1);
        turn = device.reactor().timer(device.owner(), this::resume);
    }

    /**
     * Begins, in memory of {@link PiecePool#PIECE_BYTES}; true when it is over, with the status in
     * {@code io}.
     */
    boolean start(BdevIo io, long piece) {
        whole = io;
        memory = piece;
        done = 0;
        writing = false;
        boolean over = proceed();
        if (over) {
            whole = null;
        }
        return over;
    }

    /** The memory it works in. */
    long memory() {
        return memory;
    }

    private boolean proceed() {
        for (int i = 0; i < STEPS_MAX; i++) {
            prepare();
            if (device.forward(step, this) == BdevChannel.PENDING) {
                return false;
            }
            if (over()) {
                return true;
            }
        }
        turn.arm(0);
        return false;
    }

    private void prepare() {
        BdevIo io = whole;
        boolean copies = io.op() == BdevOp.COPY;
        int flags = copies && !writing ? io.sourceFlags() : io.protectionFlags();
        if (io.op() == BdevOp.VERIFY) {
            flags &= ~BdevIo.PRACT;
        }
        int blockBytes = device.geometry().transferBytes(flags);
        long count = count();
        long at = at(count);
        list.clear();
        list.add(memory, count * blockBytes);
        long lba = copies && !writing ? io.source() : io.lba();
        step.prepare(writing ? BdevOp.WRITE : BdevOp.READ, lba + at, count, list)
                .fua(io.fua())
                .deadlineNanos(io.deadlineNanos())
                .parent(io);
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
        return Math.min(whole.count() - done, PiecePool.HALF_BYTES / device.blockBytes());
    }

    // Ranges that overlap are copied from the far end, as a single copy would come out.
    private long at(long count) {
        boolean backwards = whole.op() == BdevOp.COPY && whole.source() < whole.lba();
        return backwards ? whole.count() - done - count : done;
    }

    private int reference(int first, long at) {
        return device.geometry().protection() == 3 ? first : first + (int) at;
    }

    private boolean over() {
        int status = step.status();
        if (status == Status.SUCCESS && whole.op() == BdevOp.COMPARE && !equal()) {
            status = Status.COMPARE_FAILURE;
        }
        boolean advances = whole.op() != BdevOp.COPY || writing;
        writing = whole.op() == BdevOp.COPY && !writing;
        done += advances ? step.count() : 0;
        if (status == Status.SUCCESS && done < whole.count()) {
            return false;
        }
        whole.status(status);
        // Idle, it keeps nothing of whoever has asked.
        step.parent(null);
        return true;
    }

    private boolean equal() {
        long bytes = list.length();
        long given = memory + PiecePool.HALF_BYTES;
        long blockBytes = bytes / step.count();
        whole.data().copyTo(done * blockBytes, given, bytes);
        return same(given, bytes);
    }

    // All but protection information, which has been checked, and which a host need not know.
    private boolean same(long given, long bytes) {
        Geometry shape = device.geometry();
        boolean protectedBlocks =
                shape.protection() > 0 && bytes == step.count() * shape.blockBytes();
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
    public void completed(BdevIo io) {
        if (over()) {
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
        freed.accept(this);
        io.complete(io.status());
    }

    void close() {
        turn.close();
    }
}
