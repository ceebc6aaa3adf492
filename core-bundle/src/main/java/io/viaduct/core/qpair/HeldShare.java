package io.viaduct.core.qpair;

import io.viaduct.api.memory.BufferPool;
import io.viaduct.api.memory.SegmentList;

/**
 * How much of a reactor's I/O buffers commands may keep that wait for something else than memory -
 * a held namespace, the second half of a fused pair - all of them together, so that the others are
 * never starved. Reactor thread.
 */
final class HeldShare {
    /** One part in so many of the buffers. */
    static final int PARTS = 8;

    /** All buffers of one size. Sizes are charged as fractions, so that they add up. */
    private static final long WHOLE = 1L << 40;

    private final BufferPool pool;
    private final SegmentList scratch;
    private long taken;

    /** Nothing is taken; {@code scratch} is for whoever needs a list until it returns. */
    HeldShare(BufferPool pool, SegmentList scratch) {
        this.pool = pool;
        this.scratch = scratch;
    }

    /** Charges buffers for so many bytes; 0 where the share does not allow it. */
    long take(int bytes) {
        long charge = WHOLE * pool.entries(bytes) / pool.count(bytes);
        if (taken + charge > WHOLE / PARTS) {
            return 0;
        }
        taken += charge;
        return charge;
    }

    /**
     * As {@link #take}, but never refuses where nothing is taken, however few buffers there are.
     */
    long takeOne(int bytes) {
        if (taken > 0) {
            return take(bytes);
        }
        taken = WHOLE * pool.entries(bytes) / pool.count(bytes);
        return taken;
    }

    /** Gives a charge back. */
    void give(long charge) {
        taken -= charge;
        assert taken >= 0;
    }

    /** An empty list for the buffers of any request. */
    SegmentList scratch() {
        scratch.clear();
        return scratch;
    }
}
