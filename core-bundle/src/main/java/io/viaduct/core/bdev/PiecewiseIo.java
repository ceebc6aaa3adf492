package io.viaduct.core.bdev;

import io.viaduct.api.bdev.BdevChannel;
import io.viaduct.api.bdev.BdevIo;
import io.viaduct.api.memory.SegmentList;
import io.viaduct.api.nvme.Status;
import io.viaduct.api.reactor.Timer;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * An I/O that a device lacks, done as reads and writes of pieces, one after the other. Used again
 * and again. Reactor thread.
 */
abstract class PiecewiseIo implements BdevIo.Completion {
    private final DeviceChannel device;
    private final int stepsMax;
    // Holds the list's entries, which live as long as this does.
    private final MemorySegment entries;
    private final SegmentList list;
    private final BdevIo step = new BdevIo(this);
    private final Timer turn;
    private BdevIo whole;
    private long done;

    /**
     * Names up to {@code segments} segments in a step. {@code stepsMax} steps may end inside submit
     * before the reactor gets a turn.
     */
    PiecewiseIo(DeviceChannel device, int segments, int stepsMax) {
        this.device = device;
        this.stepsMax = stepsMax;
        entries = Arena.ofAuto().allocate((long) segments * SegmentList.ENTRY_LENGTH, Long.BYTES);
        list = new SegmentList(entries.address(), segments);
        turn = device.reactor().timer(device.owner(), this::resume);
    }

    /** Makes {@code step} the next read or write, with its memory in {@code list}. */
    abstract void prepare(BdevIo step, SegmentList list);

    /**
     * A step has succeeded.
     *
     * @return what it comes to: a status other than success ends the whole
     */
    abstract int stepped(BdevIo step);

    /** A whole that was pending is over; comes before its completion. */
    abstract void freed();

    /** Begins; true when it is over, with the status in {@code io}. */
    final boolean begin(BdevIo io) {
        whole = io;
        done = 0;
        boolean over = proceed();
        if (over) {
            whole = null;
        }
        return over;
    }

    final DeviceChannel device() {
        return device;
    }

    /** What is to be done. */
    final BdevIo whole() {
        return whole;
    }

    /** Blocks of it that are done. */
    final long done() {
        return done;
    }

    /** So many more of its blocks are done. */
    final void advance(long blocks) {
        done += blocks;
    }

    private boolean proceed() {
        for (int i = 0; i < stepsMax; i++) {
            list.clear();
            prepare(step, list);
            step.fua(whole.fua()).deadlineNanos(whole.deadlineNanos()).parent(whole);
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

    private boolean over() {
        int status = step.status();
        if (status == Status.SUCCESS) {
            status = stepped(step);
        }
        if (status == Status.SUCCESS && done < whole.count()) {
            return false;
        }
        whole.status(status);
        // Idle, it keeps nothing of whoever has asked.
        step.parent(null);
        return true;
    }

    @Override
    public final void completed(BdevIo io) {
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
        freed();
        io.complete(io.status());
    }

    final void close() {
        turn.close();
    }
}
