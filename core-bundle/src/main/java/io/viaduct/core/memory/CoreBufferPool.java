package io.viaduct.core.memory;

import io.viaduct.api.memory.BufferPool;
import io.viaduct.api.memory.BufferWaiter;
import io.viaduct.api.memory.SegmentList;

/**
 * One reactor's share of the I/O buffers: a request that fits gets one small buffer, any other as
 * many large ones as it needs. Each size has its own line. Reactor thread.
 */
public final class CoreBufferPool implements BufferPool {
    /** Hears of what a waiter throws; the line goes on. */
    @FunctionalInterface
    public interface Failure {
        void failed(Throwable failure);
    }

    /** Entries of a scatter list that the kernel takes in one call (IOV_MAX). */
    private static final int ENTRIES_MAX = 1024;

    private final BufferStack small;
    private final BufferStack large;
    private final Failure failure;
    private final int bytesMax;
    private boolean serving;

    /**
     * The share of one reactor.
     *
     * @param address where its memory begins, page aligned
     * @param reactors among how many the buffers are shared
     */
    public CoreBufferPool(long address, IobufOptions options, int reactors, Failure failure) {
        int smalls = options.smallShare(reactors);
        int larges = options.largeShare(reactors);
        small = new BufferStack(address, smalls, options.smallBufsize(), options.smallStride());
        long after = address + (long) smalls * options.smallStride();
        large = new BufferStack(after, larges, options.largeBufsize(), options.largeStride());
        long most = (long) Math.min(larges, ENTRIES_MAX) * options.largeBufsize();
        bytesMax = (int) Math.min(most, Integer.MAX_VALUE);
        this.failure = failure;
    }

    /** Bytes of memory that a share takes. */
    public static long shareBytes(IobufOptions options, int reactors) {
        return options.shareBytes(reactors);
    }

    @Override
    public boolean acquire(BufferWaiter waiter) {
        return checked(waiter).acquire(waiter);
    }

    @Override
    public boolean tryAcquire(BufferWaiter waiter) {
        return checked(waiter).tryAcquire(waiter);
    }

    private BufferStack checked(BufferWaiter waiter) {
        int bytes = waiter.bufferBytes();
        SegmentList list = waiter.buffers();
        if (bytes < 1 || bytes > bytesMax || list.count() != 0) {
            throw new IllegalArgumentException("buffers for " + bytes + " bytes refused");
        }
        BufferStack stack = stackFor(bytes);
        if ((long) list.capacity() * stack.size() < bytes) {
            throw new IllegalArgumentException(
                    "a list of " + list.capacity() + " entries cannot take " + bytes + " bytes");
        }
        return stack;
    }

    @Override
    public boolean cancel(BufferWaiter waiter) {
        boolean waited = stackFor(waiter.bufferBytes()).cancel(waiter);
        if (waited) {
            // It may have been a big one at the head, with smaller ones behind it.
            serve();
        }
        return waited;
    }

    @Override
    public void release(SegmentList buffers) {
        for (int i = 0; i < buffers.count(); i++) {
            long address = buffers.address(i);
            (small.holds(address) ? small : large).release(address, buffers.length(i));
        }
        buffers.clear();
        serve();
    }

    @Override
    public int bytesMax() {
        return bytesMax;
    }

    @Override
    public int entries(int bytes) {
        int size = stackFor(bytes).size();
        return (bytes + size - 1) / size;
    }

    @Override
    public int count(int bytes) {
        return stackFor(bytes).count();
    }

    /** What has become of requests for small buffers. */
    public PoolStats smallStats() {
        return PoolStats.of(small);
    }

    /** What has become of requests for large buffers. */
    public PoolStats largeStats() {
        return PoolStats.of(large);
    }

    private BufferStack stackFor(int bytes) {
        return bytes <= small.size() ? small : large;
    }

    /** Serves those in line. A waiter that releases buffers when it is served does not recurse. */
    private void serve() {
        if (serving) {
            return;
        }
        serving = true;
        while (serve(small) || serve(large)) {
            continue;
        }
        serving = false;
    }

    private boolean serve(BufferStack stack) {
        BufferWaiter waiter = stack.serve();
        if (waiter == null) {
            return false;
        }
        try {
            waiter.onBuffers();
        } catch (Throwable t) {
            failure.failed(t);
        }
        return true;
    }
}
