package io.viaduct.core.bdev;

import io.viaduct.api.bdev.BdevIo;
import io.viaduct.api.bdev.BdevOp;

/**
 * What one reactor, or all of them together, have done to a device. Written by the reactor's thread
 * alone; others see copies that it makes.
 */
public final class IoCounters {
    private static final int OPERATIONS = BdevOp.values().length;

    private final long[] done = new long[OPERATIONS];
    private final long[] blocks = new long[OPERATIONS];
    private final IoStatistics statistics = new IoStatistics();
    private long errors;
    private long refused;
    private long parked;
    private long limited;
    private long faults;

    IoCounters() {}

    void done(BdevIo io) {
        int op = io.op().ordinal();
        if (io.status() == 0) {
            done[op]++;
            blocks[op] += io.count();
            statistics.done(op, io.count());
        } else {
            errors++;
            statistics.error();
        }
    }

    void took(BdevOp op, long nanos) {
        statistics.took(op.ordinal(), nanos);
    }

    void refuse() {
        refused++;
    }

    void park() {
        parked++;
    }

    void limit() {
        limited++;
    }

    void fault() {
        faults++;
    }

    /** Adds another reactor's to these. */
    IoCounters add(IoCounters other) {
        for (int op = 0; op < OPERATIONS; op++) {
            done[op] += other.done[op];
            blocks[op] += other.blocks[op];
        }
        errors += other.errors;
        refused += other.refused;
        parked += other.parked;
        limited += other.limited;
        faults += other.faults;
        statistics.add(other.statistics);
        return this;
    }

    /** What can be set back. */
    IoStatistics statistics() {
        return statistics;
    }

    /** I/O of this kind that ended well. */
    public long done(BdevOp op) {
        return done[op.ordinal()];
    }

    /** Blocks of the I/O of this kind that ended well. */
    public long blocks(BdevOp op) {
        return blocks[op.ordinal()];
    }

    /** I/O that the device ended with an error. */
    public long errors() {
        return errors;
    }

    /** I/O that never reached the device, because it was malformed or not allowed. */
    public long refused() {
        return refused;
    }

    /** I/O that had to wait because the device was busy. */
    public long parked() {
        return parked;
    }

    /** Reads and writes that had to wait because a limit was used up. */
    public long limited() {
        return limited;
    }

    /** Exceptions that the device threw. */
    public long faults() {
        return faults;
    }
}
