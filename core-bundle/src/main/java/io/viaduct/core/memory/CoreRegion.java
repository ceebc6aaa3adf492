package io.viaduct.core.memory;

import io.viaduct.api.memory.Region;
import io.viaduct.api.reactor.Reactor;
import io.viaduct.linux.Mapping;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.AtomicLong;

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
    private final int reactors;
    private final long[] counts;

    /** Leases of side reactors: these may be many, and share one count. */
    private final AtomicLong aside = new AtomicLong();

    CoreRegion(String name, Mapping mapping, int reactors) {
        this.name = name;
        this.mapping = mapping;
        this.segment = mapping.segment();
        this.reactors = reactors;
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
        if (reactor.index() >= reactors) {
            leaseAside();
            return;
        }
        long held = counts[at(reactor)];
        if (held == GONE) {
            throw givenUp();
        }
        COUNT.setOpaque(counts, at(reactor), held + 1);
    }

    @Override
    public void unlease(Reactor reactor) {
        if (reactor.index() >= reactors) {
            unleaseAside();
            return;
        }
        long held = counts[at(reactor)];
        if (held <= 0) {
            throw noLease();
        }
        COUNT.setOpaque(counts, at(reactor), held - 1);
    }

    private void leaseAside() {
        long held;
        do {
            held = aside.get();
            if (held == GONE) {
                throw givenUp();
            }
        } while (!aside.compareAndSet(held, held + 1));
    }

    private void unleaseAside() {
        long held;
        do {
            held = aside.get();
            if (held <= 0) {
                throw noLease();
            }
        } while (!aside.compareAndSet(held, held - 1));
    }

    private IllegalStateException givenUp() {
        return new IllegalStateException("region " + name + " has been given up");
    }

    private IllegalStateException noLease() {
        return new IllegalStateException("region " + name + " has no lease to return");
    }

    /**
     * Gives it up on this reactor, unless a lease is held there or on a side reactor. That
     * reactor's thread.
     */
    boolean giveUp(Reactor reactor) {
        boolean noneAside = aside.get() == GONE || aside.compareAndSet(0, GONE);
        if (counts[at(reactor)] > 0 || !noneAside) {
            return false;
        }
        COUNT.setOpaque(counts, at(reactor), GONE);
        return true;
    }

    /** Leases of all reactors, as seen a moment ago. Any thread. */
    long leases() {
        long sum = Math.max(0, aside.get());
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
