package io.viaduct.core.qpair;

import io.viaduct.api.memory.Region;

import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Native memory of requests, handed out in chunks. A reactor reserves chunks before it promises a
 * host a queue, and takes them when requests are really in flight; pages of chunks that were never
 * taken are never touched. Any thread.
 */
final class RequestMemory {
    /** Address space for the requests of one target: about 1.6 million of them. */
    static final long REGION_BYTES = 1L << 30;

    /** Bytes of a chunk: about a hundred requests of a transport that is given buffers. */
    static final int CHUNK_BYTES = 64 * 1024;

    private final Region region;
    private final int chunks;
    private final AtomicInteger reserved = new AtomicInteger();
    private final AtomicInteger touched = new AtomicInteger();
    private final ConcurrentLinkedQueue<Long> returned = new ConcurrentLinkedQueue<>();

    RequestMemory(Region region) {
        this.region = region;
        chunks = (int) (region.size() / CHUNK_BYTES);
    }

    Region region() {
        return region;
    }

    /**
     * Promises that {@code count} further chunks can be taken. False when there are not as many.
     */
    boolean reserve(int count) {
        while (true) {
            int now = reserved.get();
            if (count > chunks - now) {
                return false;
            }
            if (reserved.compareAndSet(now, now + count)) {
                return true;
            }
        }
    }

    /** A reserved chunk's address. */
    long take() {
        Long again = returned.poll();
        if (again != null) {
            return again;
        }
        int index = touched.getAndIncrement();
        assert index < chunks : "took more than was reserved";
        return region.address() + (long) index * CHUNK_BYTES;
    }

    /** Takes back chunks and their reservation. */
    void giveBack(Iterable<Long> taken, int reservation) {
        for (Long chunk : taken) {
            returned.add(chunk);
        }
        reserved.addAndGet(-reservation);
    }
}
