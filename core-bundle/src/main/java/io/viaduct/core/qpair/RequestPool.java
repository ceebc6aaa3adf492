package io.viaduct.core.qpair;

import io.viaduct.api.memory.BufferPool;
import io.viaduct.api.memory.SegmentList;
import io.viaduct.api.nvme.Cqe;
import io.viaduct.api.nvme.Sqe;

import java.util.ArrayList;
import java.util.List;

/**
 * Requests of one reactor, shared by its queue pairs. A request is made when more are in flight
 * than ever before, so that idle connections cost nothing; there are never more than the queues
 * have entries together. Reactor thread.
 */
final class RequestPool {
    /** Least entries of a scatter list where a transport is given buffers, or a device lends. */
    static final int BUFFER_SEGMENTS = 32;

    /**
     * Entries where data is in a host's pages: IO_SIZE_MAX of 4 KiB each, and one for an offset.
     */
    static final int PAGE_SEGMENTS = 513;

    private static final int CACHE_LINE = 64;

    private final RequestMemory memory;
    private final BufferPool buffers;
    private final int segments;
    private final int slotBytes;
    private final int slotsPerChunk;
    private final List<Long> chunks = new ArrayList<>();
    private int chunksReserved;
    private long entries;
    private long nextSlot;
    private int slotsLeft;
    private CoreRequest free;

    RequestPool(RequestMemory memory, BufferPool buffers, int segments) {
        this.memory = memory;
        this.buffers = buffers;
        this.segments = segments;
        int bytes = Sqe.LENGTH + Cqe.LENGTH + segments * SegmentList.ENTRY_LENGTH;
        slotBytes = (bytes + CACHE_LINE - 1) / CACHE_LINE * CACHE_LINE;
        slotsPerChunk = RequestMemory.CHUNK_BYTES / slotBytes;
    }

    /** Promises a queue its entries. False when there is no memory for them. */
    boolean reserve(int queueEntries) {
        int needed = (int) ((entries + queueEntries + slotsPerChunk - 1) / slotsPerChunk);
        int more = needed - chunksReserved;
        if (more > 0) {
            if (!memory.reserve(more)) {
                return false;
            }
            chunksReserved = needed;
        }
        entries += queueEntries;
        return true;
    }

    /** A queue is gone. Its share stays with the pool. */
    void unreserve(int queueEntries) {
        entries -= queueEntries;
        assert entries >= 0;
    }

    /** A request of a queue that has reserved it. */
    CoreRequest take() {
        CoreRequest request = free;
        if (request == null) {
            return make();
        }
        free = request.next;
        request.next = null;
        return request;
    }

    void give(CoreRequest request) {
        request.next = free;
        free = request;
    }

    BufferPool buffers() {
        return buffers;
    }

    /** Gives up the memory. No request is in use any more. */
    void close() {
        assert entries == 0 : "queue pairs are left";
        memory.giveBack(chunks, chunksReserved);
        chunks.clear();
        chunksReserved = 0;
        slotsLeft = 0;
        free = null;
    }

    private CoreRequest make() {
        if (slotsLeft == 0) {
            nextSlot = memory.take();
            chunks.add(nextSlot);
            slotsLeft = slotsPerChunk;
        }
        long slot = nextSlot;
        nextSlot += slotBytes;
        slotsLeft--;
        return new CoreRequest(this, slot, segments);
    }
}
