package io.viaduct.core.qpair;

import io.viaduct.api.memory.BufferPool;
import io.viaduct.api.memory.BufferWaiter;
import io.viaduct.api.memory.SegmentList;
import io.viaduct.core.memory.HoldChunks;

/**
 * The data of a request: how much of it goes which way, and where it is. Buffers, and memory of a
 * hold, belong to the request until {@link #release}. Reactor thread.
 */
final class RequestData implements BufferWaiter {
    private final CoreRequest request;
    private final BufferPool pool;
    private final SegmentList segments;
    private int length;
    private boolean toHost;
    private boolean buffered;

    /** Where the data is while a hold lasts, and after it: not in buffers of the pool. */
    private HoldChunks chunks;

    private HeldShare share;

    /** What the share was charged; 0 for nothing. */
    private long charge;

    RequestData(CoreRequest request, BufferPool pool, SegmentList segments) {
        this.request = request;
        this.pool = pool;
        this.segments = segments;
    }

    /** What the command moves. */
    void expect(int bytes, boolean outgoing) {
        length = bytes;
        toHost = outgoing;
    }

    /** Nothing moves, or nothing more. */
    void expectNone() {
        length = 0;
        toHost = false;
    }

    int length() {
        return length;
    }

    boolean toHost() {
        return toHost;
    }

    SegmentList segments() {
        return segments;
    }

    boolean buffered() {
        return buffered;
    }

    /** Gets buffers. False when it has to wait: {@link CoreRequest#onMemory} follows. */
    boolean acquire() {
        buffered = pool.acquire(this);
        return buffered;
    }

    /**
     * Gets memory at a closed gate: buffers as far as the share goes, then memory of the hold.
     *
     * @param memory of the hold, or null
     * @return false where there is none; it does not wait
     */
    boolean acquireHeld(HeldShare from, HoldChunks memory) {
        if (charge(from)) {
            if (pool.tryAcquire(this)) {
                buffered = true;
                return true;
            }
            unsettle();
        }
        if (memory == null || !memory.fits(segments, length)) {
            return false;
        }
        memory.fill(segments, length);
        chunks = memory;
        buffered = true;
        return true;
    }

    /**
     * The request parks: buffers that are still to be filled for the host go back; those with data
     * are charged to the share, or the data is moved to the hold's memory where it allows no more.
     */
    void settle(HeldShare to, HoldChunks memory) {
        if (!buffered || chunks != null || charge != 0) {
            return;
        }
        if (toHost) {
            release();
        } else if (!charge(to) && memory != null && memory.fits(segments, length)) {
            move(to.scratch(), memory);
        }
    }

    private void move(SegmentList from, HoldChunks memory) {
        boolean all = from.add(segments, 0, length);
        assert all : "the scratch list is too short";
        segments.clear();
        memory.fill(segments, length);
        chunks = memory;
        long offset = 0;
        for (int i = 0; i < from.count(); i++) {
            segments.copyFrom(offset, from.address(i), from.length(i));
            offset += from.length(i);
        }
        // Last of all: it may serve others, who may move too.
        pool.release(from);
    }

    private boolean charge(HeldShare to) {
        charge = to.take(length);
        share = to;
        return charge != 0;
    }

    /** The request waits no more; its data stays where it is. */
    void unsettle() {
        if (charge != 0) {
            share.give(charge);
            charge = 0;
        }
    }

    /** Leaves the line of those who wait for buffers. */
    void cancel() {
        pool.cancel(this);
    }

    /** Gives buffers back; memory that is somebody else's is forgotten. */
    void release() {
        unsettle();
        HoldChunks from = chunks;
        boolean had = buffered;
        chunks = null;
        buffered = false;
        if (from != null) {
            from.release(segments);
        } else if (had) {
            pool.release(segments);
        }
        segments.clear();
    }

    @Override
    public int bufferBytes() {
        return length;
    }

    @Override
    public SegmentList buffers() {
        return segments;
    }

    @Override
    public void onBuffers() {
        buffered = true;
        request.onMemory();
    }
}
