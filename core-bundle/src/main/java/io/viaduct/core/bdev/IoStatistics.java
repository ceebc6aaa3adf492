package io.viaduct.core.bdev;

import io.viaduct.api.bdev.BdevOp;

import java.util.Arrays;

/**
 * What bdev_get_iostat tells of I/O of each kind: since the device's registration, or since it was
 * last set back. Those that ended well are counted. Same threads as {@link IoCounters}.
 */
final class IoStatistics {
    /** What is set back. */
    enum Reset {
        ALL,
        MAXMIN,
        ERROR,
        NONE
    }

    private static final int OPERATIONS = BdevOp.values().length;

    private final long[] ended = new long[OPERATIONS];
    private final long[] blocks = new long[OPERATIONS];
    private final long[] measured = new long[OPERATIONS];
    private final long[] nanos = new long[OPERATIONS];
    private final long[] most = new long[OPERATIONS];
    private final long[] least = new long[OPERATIONS];
    private long errors;

    void done(int op, long count) {
        ended[op]++;
        blocks[op] += count;
    }

    void error() {
        errors++;
    }

    void took(int op, long time) {
        least[op] = measured[op] == 0 || least[op] == 0 ? time : Math.min(least[op], time);
        most[op] = Math.max(most[op], time);
        measured[op]++;
        nanos[op] += time;
    }

    void add(IoStatistics other) {
        for (int op = 0; op < OPERATIONS; op++) {
            ended[op] += other.ended[op];
            blocks[op] += other.blocks[op];
            measured[op] += other.measured[op];
            nanos[op] += other.nanos[op];
            most[op] = Math.max(most[op], other.most[op]);
            boolean mine = other.least[op] == 0 || (least[op] != 0 && least[op] < other.least[op]);
            least[op] = mine ? least[op] : other.least[op];
        }
        errors += other.errors;
    }

    void reset(Reset what) {
        if (what == Reset.ALL || what == Reset.ERROR) {
            errors = 0;
        }
        if (what == Reset.ALL || what == Reset.MAXMIN) {
            Arrays.fill(most, 0);
            Arrays.fill(least, 0);
        }
        if (what == Reset.ALL) {
            Arrays.fill(ended, 0);
            Arrays.fill(blocks, 0);
            Arrays.fill(measured, 0);
            Arrays.fill(nanos, 0);
        }
    }

    long ended(BdevOp op) {
        return ended[op.ordinal()];
    }

    long blocks(BdevOp op) {
        return blocks[op.ordinal()];
    }

    /** Nanoseconds that all of them took, from the mean of those that were measured. */
    long nanos(BdevOp op) {
        int index = op.ordinal();
        return measured[index] == 0
                ? 0
                : Math.round((double) nanos[index] / measured[index] * ended[index]);
    }

    /** The longest that was measured, nanoseconds. */
    long most(BdevOp op) {
        return most[op.ordinal()];
    }

    /** The shortest that was measured, nanoseconds. */
    long least(BdevOp op) {
        return least[op.ordinal()];
    }

    long errors() {
        return errors;
    }
}
