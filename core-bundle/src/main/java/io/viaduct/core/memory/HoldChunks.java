package io.viaduct.core.memory;

import io.viaduct.api.memory.Native;
import io.viaduct.api.memory.Region;
import io.viaduct.api.memory.SegmentList;
import io.viaduct.api.reactor.Reactor;

/**
 * One reactor's part of the memory made for a hold, in equal chunks. Who has chunks has a lease on
 * the region, so that it can outlive the hold. Pages are touched when they are used first; the line
 * of free chunks is kept in the chunks themselves. Reactor thread.
 */
public final class HoldChunks {
    private static final long NONE = 0;

    private final Region region;
    private final Reactor reactor;
    private final int chunkBytes;
    private long fresh;
    private long free = NONE;
    private long freeCount;

    /**
     * All of a range is free.
     *
     * @param address where the range begins
     * @param count chunks that it has
     * @param chunkBytes bytes of each, a multiple of the page size
     */
    HoldChunks(Region region, Reactor reactor, long address, long count, int chunkBytes) {
        this.region = region;
        this.reactor = reactor;
        this.chunkBytes = chunkBytes;
        fresh = address;
        freeCount = count;
    }

    /** Whether a list can be filled. */
    public boolean fits(SegmentList list, int bytes) {
        int chunks = chunks(bytes);
        return chunks <= freeCount && chunks <= list.capacity();
    }

    /** Fills an empty list that {@link #fits}, and takes a lease. */
    public void fill(SegmentList list, int bytes) {
        assert list.count() == 0 && fits(list, bytes);
        region.lease(reactor);
        for (int left = bytes; left > 0; left -= chunkBytes) {
            list.add(take(), Math.min(left, chunkBytes));
        }
    }

    private long take() {
        freeCount--;
        if (free == NONE) {
            long address = fresh;
            fresh += chunkBytes;
            return address;
        }
        long address = free;
        free = Native.i64(address);
        return address;
    }

    /** Takes back what a list was filled with, clears it, and returns the lease. */
    public void release(SegmentList list) {
        for (int i = 0; i < list.count(); i++) {
            long end = list.address(i) + list.length(i);
            // Chunks that adjoin have become one segment.
            for (long address = list.address(i); address < end; address += chunkBytes) {
                Native.putI64(address, free);
                free = address;
                freeCount++;
            }
        }
        list.clear();
        region.unlease(reactor);
    }

    private int chunks(int bytes) {
        return (bytes + chunkBytes - 1) / chunkBytes;
    }

    /** Chunks that nobody has. */
    public long freeCount() {
        return freeCount;
    }
}
