package io.viaduct.core.memory;

import io.viaduct.api.memory.Region;
import io.viaduct.api.reactor.Reactor;
import io.viaduct.linux.Mapping;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/** A mapping with a count of leases for each reactor, written by that reactor's thread alone. */
final class CoreRegion implements Region {
    /** From one reactor's count to the next: two cache lines, so that they do not disturb. */
    private static final int STRIDE = 16;

    /** Instead of a count: the reactor has given the region up. */
    private static final long GONE = -1;

    private static final VarHandle COUNT = MethodHandles.arrayElementVarHandle(long[].class);

    private final String name;
    private final Mapping mapping;
    private final MemorySegment segment;
    private final long[] counts;

    CoreRegion(String name, Mapping mapping, int reactors) {
        this.name = name;
        this.mapping = mapping;
        this.segment = mapping.segment();
        this.counts = new long[(reactors + 1) * STRIDE];
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public long address() {
        return mapping.address();
    }

    @Override
    public long size() {
        return mapping.size();
    }

    @Override
    public MemorySegment segment() {
        return segment;
    }

    @Override
    public boolean foreign() {
        return false;
    }

    @Override
    public int descriptor() {
        return mapping.descriptor();
    }

    @Override
    public void lease(Reactor reactor) {
        long held = counts[at(reactor)];
        if (held == GONE) {
            throw new IllegalStateException("region " + name + " has been given up");
        }
        COUNT.setOpaque(counts, at(reactor), held + 1);
    }

    @Override
    public void unlease(Reactor reactor) {
        long held = counts[at(reactor)];
        if (held <= 0) {
            throw new IllegalStateException("region " + name + " has no lease to return");
        }
        COUNT.setOpaque(counts, at(reactor), held - 1);
    }

    /** Gives it up on this reactor, unless a lease is held. That reactor's thread. */
    boolean giveUp(Reactor reactor) {
        if (counts[at(reactor)] > 0) {
            return false;
        }
        COUNT.setOpaque(counts, at(reactor), GONE);
        return true;
    }

    /** Leases of all reactors, as seen a moment ago. Any thread. */
    long leases() {
        long sum = 0;
        for (int at = STRIDE; at < counts.length; at += STRIDE) {
            sum += Math.max(0, (long) COUNT.getOpaque(counts, at));
        }
        return sum;
    }

    /** Nobody touches it any more. */
    void unmap() {
        mapping.close();
    }

    private static int at(Reactor reactor) {
        return (reactor.index() + 1) * STRIDE;
    }
}
