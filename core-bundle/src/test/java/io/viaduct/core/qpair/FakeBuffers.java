package io.viaduct.core.qpair;

import io.viaduct.api.memory.BufferPool;
import io.viaduct.api.memory.BufferWaiter;
import io.viaduct.api.memory.SegmentList;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;

/** A few buffers of 128 KiB, handed out in the order of asking. Allocates nothing. */
final class FakeBuffers implements BufferPool {
    static final int BUFFER_BYTES = 131072;

    /** Held, for its memory goes with it. */
    private final MemorySegment memory;

    private final long[] free;
    private final ArrayDeque<BufferWaiter> line = new ArrayDeque<>();
    private int count;

    FakeBuffers(int count) {
        free = new long[count];
        memory = Arena.ofAuto().allocate((long) count * BUFFER_BYTES, 4096);
        for (int i = 0; i < count; i++) {
            free[i] = memory.address() + (long) i * BUFFER_BYTES;
        }
        this.count = count;
    }

    int free() {
        return count;
    }

    int waiting() {
        return line.size();
    }

    @Override
    public boolean acquire(BufferWaiter waiter) {
        if (line.isEmpty() && count > 0) {
            fill(waiter);
            return true;
        }
        line.add(waiter);
        return false;
    }

    @Override
    public boolean tryAcquire(BufferWaiter waiter) {
        return line.isEmpty() && count > 0 && acquire(waiter);
    }

    private void fill(BufferWaiter waiter) {
        assert waiter.buffers().count() == 0;
        waiter.buffers().add(free[--count], waiter.bufferBytes());
    }

    @Override
    public boolean cancel(BufferWaiter waiter) {
        return line.remove(waiter);
    }

    @Override
    public void release(SegmentList buffers) {
        assert buffers.count() == 1;
        free[count++] = buffers.address(0);
        buffers.clear();
        while (count > 0 && !line.isEmpty()) {
            BufferWaiter waiter = line.remove();
            fill(waiter);
            waiter.onBuffers();
        }
    }

    @Override
    public int bytesMax() {
        return BUFFER_BYTES;
    }

    @Override
    public int entries(int bytes) {
        return (bytes + BUFFER_BYTES - 1) / BUFFER_BYTES;
    }

    @Override
    public int count(int bytes) {
        return free.length;
    }
}
