package io.viaduct.core.qpair;

import io.viaduct.api.memory.Memory;
import io.viaduct.api.memory.Region;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;

/**
 * Native memory of requests, handed out in chunks. A reactor reserves chunks before it promises a
 * host a queue, and takes them when requests are really in flight; pages of chunks that were never
 * taken are never touched. Further regions are mapped by a thread of their own, ahead of need. Any
 * reactor; asked by new connections only, hence its lock.
 */
final class RequestMemory {
    /** Bytes of a chunk: about a hundred requests of a transport that is given buffers. */
    static final int CHUNK_BYTES = 64 * 1024;

    /** Chunks of a region: as many requests as a hundred queues of depth 128 have. */
    static final int REGION_CHUNKS = 128;

    /** Regions of a target: about 1.6 million requests. */
    static final int REGIONS_MAX = 128;

    /** Another region is mapped when fewer chunks than this are free. */
    private static final int SPARE_CHUNKS = REGION_CHUNKS / 4;

    private static final Logger LOG = System.getLogger(RequestMemory.class.getName());

    private final String name;
    private final Memory memory;
    private final List<Region> regions = new ArrayList<>();
    private final Deque<Long> free = new ArrayDeque<>();
    private int unreserved;
    private boolean growing;
    private boolean refused;
    private boolean closed;

    /** Maps the first region; blocks. */
    RequestMemory(String name, Memory memory) throws IOException {
        this.name = name;
        this.memory = memory;
        add(allocate(0));
    }

    /**
     * Promises that {@code count} further chunks can be taken. False when there are not as many
     * now: there may be a little later, unless the target has all that it may have.
     */
    synchronized boolean reserve(int count) {
        boolean enough = count <= unreserved;
        if (enough) {
            unreserved -= count;
        }
        if (!enough || unreserved < SPARE_CHUNKS) {
            grow();
        }
        return enough;
    }

    /** A reserved chunk's address. */
    synchronized long take() {
        return free.removeLast();
    }

    /** Takes back chunks and their reservation. */
    synchronized void giveBack(Collection<Long> taken, int reservation) {
        free.addAll(taken);
        unreserved += reservation;
    }

    /** Gives up all regions. */
    synchronized void close() {
        closed = true;
        regions.forEach(memory::free);
        regions.clear();
        free.clear();
    }

    private void grow() {
        if (!growing && !closed && regions.size() < REGIONS_MAX) {
            growing = true;
            int index = regions.size();
            Thread.ofVirtual().name("requests of " + name).start(() -> map(index));
        }
    }

    private void map(int index) {
        try {
            add(allocate(index));
        } catch (IOException e) {
            refused(e);
        }
    }

    /** Connections wait meanwhile and ask again; the first refusal in a row is told. */
    private synchronized void refused(IOException why) {
        growing = false;
        if (!refused) {
            refused = true;
            LOG.log(Level.WARNING, "no memory for more queues of target " + name, why);
        }
    }

    private Region allocate(int index) throws IOException {
        String unique = "io.viaduct.core/requests/" + index + "/" + name;
        return memory.allocate(unique, (long) REGION_CHUNKS * CHUNK_BYTES);
    }

    private synchronized void add(Region region) {
        growing = false;
        refused = false;
        if (closed) {
            memory.free(region);
            return;
        }
        regions.add(region);
        for (int i = REGION_CHUNKS - 1; i >= 0; i--) {
            free.addFirst(region.address() + (long) i * CHUNK_BYTES);
        }
        unreserved += REGION_CHUNKS;
    }
}
