package io.viaduct.core.bdev;

import io.viaduct.api.bdev.BdevOp;

/** What of a device's I/O can be limited; the names are SPDK's. */
enum IoLimit {
    /** Reads and writes. */
    rw_ios_per_sec(1, 1000, true, true),
    /** Bytes read and written. */
    rw_mbytes_per_sec(IoLimit.MIB, 1, true, true),
    /** Bytes read. */
    r_mbytes_per_sec(IoLimit.MIB, 1, true, false),
    /** Bytes written. */
    w_mbytes_per_sec(IoLimit.MIB, 1, false, true);

    private static final long MIB = 1 << 20;

    private final long unit;
    private final long step;
    private final boolean reads;
    private final boolean writes;

    IoLimit(long unit, long step, boolean reads, boolean writes) {
        this.unit = unit;
        this.step = step;
        this.reads = reads;
        this.writes = writes;
    }

    /** The limit that is set when this is asked for: I/O are limited in thousands, rounded up. */
    long rounded(long asked) {
        long most = Long.MAX_VALUE / unit / step;
        return Math.min((asked - 1) / step + 1, most) * step;
    }

    /** I/O, or bytes, that so many are. */
    long amount(long limit) {
        return limit * unit;
    }

    /** What an I/O of so many bytes takes of it. */
    long taken(long bytes) {
        return unit == 1 ? 1 : bytes;
    }

    /** Whether it holds for an operation: READ or WRITE. */
    boolean isOf(BdevOp op) {
        return op == BdevOp.READ ? reads : writes;
    }
}
