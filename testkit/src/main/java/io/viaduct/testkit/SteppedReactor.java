package io.viaduct.testkit;

import io.viaduct.api.reactor.Owner;
import io.viaduct.api.reactor.Reactor;
import io.viaduct.core.memory.CoreBufferPool;
import io.viaduct.core.memory.IobufOptions;
import io.viaduct.core.reactor.CoreReactor;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.function.BooleanSupplier;

/**
 * A reactor that a test turns by hand, on a clock that stands still unless the test moves it. The
 * thread that makes it is its thread. An exception that escapes into the loop fails the test at the
 * step that it happened in.
 */
public final class SteppedReactor implements AutoCloseable {
    /** A test that is not quiet after so many cycles never will be. */
    private static final int CYCLES_MAX = 1_000_000;

    private static final IobufOptions BUFFERS = new IobufOptions(64, 16, 8192, 135168);

    private final FakeClock clock;
    private final Arena arena = Arena.ofShared();
    private final CoreReactor reactor;
    private final CoreBufferPool buffers;
    private Throwable escaped;

    /** Reactor 0 with a clock of its own, small pools of buffers, and no kernel. */
    public SteppedReactor() {
        this(new FakeClock(), 0);
    }

    /** One of several reactors on the same clock. */
    public SteppedReactor(FakeClock clock, int index) {
        this.clock = clock;
        reactor = new CoreReactor(index, clock, 0, this::escaped);
        reactor.open(new IdleEngine(reactor));
        long bytes = CoreBufferPool.shareBytes(BUFFERS, 1);
        MemorySegment memory = arena.allocate(bytes, IobufOptions.ALIGNMENT);
        buffers =
                new CoreBufferPool(
                        memory.address(), BUFFERS, 1, t -> reactor.fault("buffer waiter", t));
        reactor.useBuffers(buffers);
    }

    /** What code under test is given. */
    public Reactor reactor() {
        return reactor;
    }

    /** Its clock. */
    public FakeClock clock() {
        return clock;
    }

    /** Buffers of both sizes that somebody has: 0 at the end of a test, or they leak. */
    public int buffersInUse() {
        var small = buffers.smallStats();
        var large = buffers.largeStats();
        return small.count() - small.free() + large.count() - large.free();
    }

    /** One cycle; returns how much was done. */
    public int step() {
        int work = reactor.doWork(0);
        if (escaped != null) {
            Throwable cause = escaped;
            escaped = null;
            throw new AssertionError("escaped into the loop: " + cause, cause);
        }
        return work;
    }

    /** Cycles until one finds nothing to do; the clock stands still. */
    public void run() {
        for (int i = 0; i < CYCLES_MAX; i++) {
            if (step() == 0) {
                return;
            }
        }
        throw new AssertionError("not quiet after " + CYCLES_MAX + " cycles");
    }

    /** Runs, and moves the clock from timer to timer, until {@code nanos} have passed. */
    public void advance(long nanos) {
        long end = clock.nanoTime() + nanos;
        run();
        while (end - clock.nanoTime() > 0) {
            clock.advance(Math.min(reactor.untilNextTimer(), end - clock.nanoTime()));
            run();
        }
    }

    /** Runs, and moves the clock from timer to timer, until a condition holds. */
    public void runUntil(BooleanSupplier condition) {
        for (int i = 0; i < CYCLES_MAX && !condition.getAsBoolean(); i++) {
            if (step() == 0) {
                long next = reactor.untilNextTimer();
                if (next == Long.MAX_VALUE) {
                    throw new AssertionError("nothing is left to happen");
                }
                clock.advance(next);
            }
        }
        if (!condition.getAsBoolean()) {
            throw new AssertionError("does not hold after " + CYCLES_MAX + " cycles");
        }
    }

    /** Runs what is left, and ends it. */
    @Override
    public void close() {
        reactor.shut();
        arena.close();
        if (escaped != null) {
            throw new AssertionError("escaped into the loop: " + escaped, escaped);
        }
    }

    private void escaped(String name, Owner owner, String what, Throwable fault) {
        if (escaped == null) {
            escaped = fault;
        } else {
            escaped.addSuppressed(fault);
        }
    }
}
