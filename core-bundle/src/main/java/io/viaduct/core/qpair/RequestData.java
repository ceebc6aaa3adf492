package io.viaduct.core.qpair;

import io.viaduct.api.memory.BufferPool;
import io.viaduct.api.memory.BufferWaiter;
import io.viaduct.api.memory.SegmentList;

/**
 * The data of a request: how much of it goes which way, and where it is. Buffers belong to the
 * request from the pool's yes until {@link #release}. Reactor thread.
 */
final class RequestData implements BufferWaiter {
    private final CoreRequest request;
    private final BufferPool pool;
    private final SegmentList segments;
    private int length;
    private boolean toHost;
    private boolean buffered;

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

    /** Leaves the line of those who wait for buffers. */
    void cancel() {
        pool.cancel(this);
    }

    /** Gives buffers back; memory that is somebody else's is forgotten. */
    void release() {
        if (buffered) {
            buffered = false;
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
