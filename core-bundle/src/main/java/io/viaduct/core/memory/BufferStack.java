package io.viaduct.core.memory;

import io.viaduct.api.memory.BufferWaiter;
import io.viaduct.api.memory.SegmentList;

import java.util.ArrayDeque;

/**
 * Equal buffers of one reactor: the free ones as a stack, so that the one used last, which is still
 * in the caches, is used next; and the line of those who wait. Reactor thread.
 */
final class BufferStack {
    private final long base;
    private final int size;
    private final int stride;
    private final int[] free;
    private final boolean[] lent;
    private final ArrayDeque<BufferWaiter> waiters = new ArrayDeque<>();
    private int freeCount;
    private long served;
    private long waited;

    /** All of {@code count} buffers of {@code size} bytes, {@code stride} apart, are free. */
    BufferStack(long base, int count, int size, int stride) {
        this.base = base;
        this.size = size;
        this.stride = stride;
        this.free = new int[count];
        this.lent = new boolean[count];
        // The lowest address on top: memory that nobody needs is never touched.
        for (int i = 0; i < count; i++) {
            free[i] = count - 1 - i;
        }
        freeCount = count;
    }

    /** Serves now or puts into the line. */
    boolean acquire(BufferWaiter waiter) {
        if (tryAcquire(waiter)) {
            return true;
        }
        waited++;
        waiters.addLast(waiter);
        return false;
    }

    /** Serves now or not at all. */
    boolean tryAcquire(BufferWaiter waiter) {
        boolean serves = waiters.isEmpty() && fits(waiter);
        if (serves) {
            fill(waiter);
        }
        return serves;
    }

    boolean cancel(BufferWaiter waiter) {
        return waiters.removeFirstOccurrence(waiter);
    }

    /** Serves the head of the line, if there is one and enough is free; null otherwise. */
    BufferWaiter serve() {
        BufferWaiter first = waiters.peekFirst();
        if (first == null || !fits(first)) {
            return null;
        }
        waiters.removeFirst();
        fill(first);
        return first;
    }

    /** Whether the buffer at this address is one of these. */
    boolean holds(long address) {
        return address >= base && address < base + (long) lent.length * stride;
    }

    /** Takes back the buffers that a range covers, from the start of one on. */
    void release(long address, long length) {
        for (long at = address; at < address + length; at += stride) {
            int index = (int) ((at - base) / stride);
            if ((at - base) % stride != 0 || !lent[index]) {
                throw new IllegalStateException("buffer " + index + " is not lent");
            }
            lent[index] = false;
            free[freeCount++] = index;
        }
    }

    int size() {
        return size;
    }

    int count() {
        return lent.length;
    }

    int freeCount() {
        return freeCount;
    }

    int waiting() {
        return waiters.size();
    }

    /** Requests served, at once or after a wait. */
    long served() {
        return served;
    }

    /** Requests that had to wait. */
    long waited() {
        return waited;
    }

    private boolean fits(BufferWaiter waiter) {
        return (long) freeCount * size >= waiter.bufferBytes();
    }

    private void fill(BufferWaiter waiter) {
        SegmentList list = waiter.buffers();
        int left = waiter.bufferBytes();
        while (left > 0) {
            int take = Math.min(left, size);
            int index = free[freeCount - 1];
            if (!list.add(base + (long) index * stride, take)) {
                throw new IllegalStateException("list has no room for " + left + " more bytes");
            }
            freeCount--;
            lent[index] = true;
            left -= take;
        }
        served++;
    }
}
