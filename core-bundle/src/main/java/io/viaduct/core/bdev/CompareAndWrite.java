package io.viaduct.core.bdev;

import io.viaduct.api.bdev.BdevChannel;
import io.viaduct.api.bdev.BdevIo;
import io.viaduct.api.bdev.BdevOp;
import io.viaduct.api.memory.SegmentList;
import io.viaduct.api.nvme.Status;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * One COMPARE_AND_WRITE in the stead of a device that has none: a comparison and a write while
 * nobody else changes the range. Used again and again. Reactor thread.
 */
final class CompareAndWrite implements BdevIo.Completion, RangeLock.Holder {
    /** Entries of the list of one half: a page each, where the memory is a host's. */
    private static final int SEGMENTS_MAX = 64;

    private final DeviceChannel device;
    private final CompareAndWriter writer;
    // Holds the list's entries, which live as long as this does.
    private final MemorySegment entries;
    private final SegmentList half;
    private final BdevIo step = new BdevIo(this);
    // Made for a device that cannot compare.
    private PieceWork comparison;
    private BdevIo whole;
    private RangeLock lock;
    private long piece;

    CompareAndWrite(DeviceChannel device, CompareAndWriter writer) {
        this.device = device;
        this.writer = writer;
        entries = Arena.ofAuto().allocate(SEGMENTS_MAX * (long) SegmentList.ENTRY_LENGTH, 8);
        half = new SegmentList(entries.address(), SEGMENTS_MAX);
    }

    /** Begins; the I/O is pending. {@code memory} is for the comparison, 0 where none is needed. */
    void start(BdevIo io, long memory) {
        whole = io;
        piece = memory;
        lock = new RangeLock(this, device.guard(), io.lba(), io.count());
        device.guard().request(lock);
    }

    /** The memory for the comparison, or 0. */
    long piece() {
        return piece;
    }

    @Override
    public void locked() {
        BdevIo io = whole;
        if (!take(0, device.geometry().transferBytes(io.sourceFlags()) * io.count())) {
            finish(Status.INTERNAL_DEVICE_ERROR);
            return;
        }
        step.prepare(BdevOp.COMPARE, io.lba(), io.count(), half)
                .protection(
                        io.sourceFlags(),
                        io.sourceReferenceTag(),
                        io.sourceApplicationTag(),
                        io.sourceApplicationMask())
                .deadlineNanos(io.deadlineNanos())
                .parent(io);
        if (compare()) {
            compared(step.status());
        }
    }

    /** True when it is over already. */
    private boolean compare() {
        if (piece == 0) {
            return device.forward(step, this) == BdevChannel.DONE;
        }
        if (comparison == null) {
            comparison = new PieceWork(device, over -> {});
        }
        boolean over = comparison.start(step, piece);
        if (!over) {
            step.kept(this);
        }
        return over;
    }

    private void compared(int status) {
        if (status != Status.SUCCESS) {
            finish(status);
            return;
        }
        BdevIo io = whole;
        io.compared(true);
        long bytes = device.geometry().transferBytes(io.protectionFlags()) * io.count();
        if (!take(io.data().length() - bytes, bytes)) {
            finish(Status.INTERNAL_DEVICE_ERROR);
            return;
        }
        step.prepare(BdevOp.WRITE, io.lba(), io.count(), half)
                .protection(
                        io.protectionFlags(),
                        io.referenceTag(),
                        io.applicationTag(),
                        io.applicationMask())
                .fua(io.fua())
                .deadlineNanos(io.deadlineNanos())
                .parent(io);
        if (device.forward(step, this) == BdevChannel.DONE) {
            finish(step.status());
        }
    }

    private boolean take(long offset, long bytes) {
        half.clear();
        return half.add(whole.data(), offset, bytes);
    }

    @Override
    public void completed(BdevIo io) {
        if (io.op() == BdevOp.COMPARE) {
            compared(io.status());
        } else {
            finish(io.status());
        }
    }

    private void finish(int status) {
        BdevIo io = whole;
        whole = null;
        step.parent(null);
        device.guard().release(lock);
        // Before the completion, which may be the last one and close the device's channel.
        writer.freed(this);
        io.complete(status);
    }

    void close() {
        if (comparison != null) {
            comparison.close();
        }
    }
}
