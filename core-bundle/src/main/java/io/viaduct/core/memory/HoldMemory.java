package io.viaduct.core.memory;

import io.viaduct.api.memory.Memory;
import io.viaduct.api.memory.Region;
import io.viaduct.api.reactor.Reactor;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;

/**
 * Memory for what hosts have sent to namespaces that are held. Commands in flight are bounded by
 * the depths of the queues, whatever namespace they are for, so that holds of the same time share
 * one region. Pages that are not used cost nothing. Control strand.
 */
public final class HoldMemory {
    /** Most bytes of a reactor's part: more than its I/O buffers have by default. */
    static final long PART_BYTES_MAX = 256L << 20;

    /** Entries of queues that may be connected during a hold, on each reactor. */
    static final int ENTRIES_SPARE = 1024;

    /** Entries that every request's scatter list has at least. */
    static final int SEGMENTS = 32;

    private static final int PAGE_BYTES = 4096;
    private static final Logger LOG = System.getLogger(HoldMemory.class.getName());

    /**
     * What the I/O queues of a reactor may have in flight.
     *
     * @param entries of all of them
     * @param ioSizeMax most bytes that one of their commands moves; at least 1
     */
    public record Need(int entries, int ioSizeMax) {
        /** No queue yet. */
        public static final Need NONE = new Need(0, 1);
    }

    /** The memory of a hold: of its own, or of several. */
    public static final class Lot {
        private final Region region;
        private final List<HoldChunks> parts;
        private final List<Need> needs;
        private int holds;

        private Lot(Region region, List<HoldChunks> parts, List<Need> needs) {
            this.region = region;
            this.parts = parts;
            this.needs = needs;
        }

        /** A reactor's part of it. */
        public HoldChunks on(Reactor reactor) {
            return parts.get(reactor.index());
        }

        private boolean covers(List<Need> others) {
            for (int i = 0; i < others.size(); i++) {
                Need other = others.get(i);
                if (other.entries() > needs.get(i).entries() + ENTRIES_SPARE
                        || other.ioSizeMax() > needs.get(i).ioSizeMax()) {
                    return false;
                }
            }
            return true;
        }
    }

    private final String name;
    private final Memory memory;
    private final List<Reactor> reactors;
    private Lot current;
    private long sequence;

    /** No memory yet; {@code name} is the target's. */
    public HoldMemory(String name, Memory memory, List<Reactor> reactors) {
        this.name = name;
        this.memory = memory;
        this.reactors = reactors;
    }

    /**
     * A hold begins.
     *
     * @param needs of the reactors by index
     * @return null where the kernel refuses: what the hosts' queues share is all there is then
     */
    public Lot begin(List<Need> needs) {
        if (current == null || !current.covers(needs)) {
            current = make(needs);
        }
        if (current != null) {
            current.holds++;
        }
        return current;
    }

    /** A hold that began with this has ended. Its memory goes when the last command has left it. */
    public void end(Lot lot) {
        if (lot != null && --lot.holds == 0) {
            current = current == lot ? null : current;
            memory.free(lot.region);
        }
    }

    private Lot make(List<Need> needs) {
        int largest = needs.stream().mapToInt(Need::ioSizeMax).max().orElse(1);
        int chunkBytes = pages((largest + SEGMENTS - 1) / SEGMENTS);
        long[] counts = needs.stream().mapToLong(need -> chunks(need, chunkBytes)).toArray();
        long total = 0;
        for (long count : counts) {
            total += count * chunkBytes;
        }
        try {
            Region region =
                    memory.allocate("io.viaduct.core/hold/" + ++sequence + "/" + name, total);
            List<HoldChunks> parts = new ArrayList<>();
            long address = region.address();
            for (Reactor reactor : reactors) {
                long count = counts[reactor.index()];
                parts.add(new HoldChunks(region, reactor, address, count, chunkBytes));
                address += count * chunkBytes;
            }
            return new Lot(region, parts, needs);
        } catch (IOException e) {
            LOG.log(Level.WARNING, "no memory for what is sent to held namespaces", e);
            return null;
        }
    }

    private static long chunks(Need need, int chunkBytes) {
        long each = ((long) need.ioSizeMax() + chunkBytes - 1) / chunkBytes;
        long wanted = (need.entries() + (long) ENTRIES_SPARE) * each;
        return Math.min(wanted, PART_BYTES_MAX / chunkBytes);
    }

    private static int pages(int bytes) {
        return (bytes + PAGE_BYTES - 1) / PAGE_BYTES * PAGE_BYTES;
    }
}
