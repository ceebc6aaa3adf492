package io.viaduct.testkit;

import io.viaduct.api.reactor.Owner;
import io.viaduct.api.reactor.Reactor;
import io.viaduct.core.memory.CoreBufferPool;
import io.viaduct.core.memory.IobufOptions;
import io.viaduct.core.reactor.CoreReactor;
import io.viaduct.linux.engine.EngineKind;
import io.viaduct.linux.engine.EngineOptions;
import io.viaduct.linux.engine.KernelEngine;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Locale;
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

    /** A kernel is waited for in such pieces, and no longer than that. */
    private static final long KERNEL_WAIT_NANOS = 1_000_000;

    private static final int KERNEL_WAITS_MAX = 20_000;

    private final FakeClock clock;
    private final boolean kernel;
    private final Arena arena = Arena.ofShared();
    private final CoreReactor reactor;
    private Throwable escaped;
    private boolean visited;

    /** Reactor 0 with a clock of its own, small pools of buffers, and no kernel. */
    public SteppedReactor() {
        this(new FakeClock(), 0);
    }

    /** One of several reactors on the same clock, without a kernel. */
    public SteppedReactor(FakeClock clock, int index) {
        this(clock, index, null);
    }

    private SteppedReactor(FakeClock clock, int index, KernelEngine engine) {
        this.clock = clock;
        kernel = engine != null;
        reactor = new CoreReactor(index, clock, 0, this::escaped);
        reactor.open(kernel ? engine : new IdleEngine(reactor));
        long bytes = CoreBufferPool.shareBytes(BUFFERS, 1);
        MemorySegment memory = arena.allocate(bytes, IobufOptions.ALIGNMENT);
        reactor.useBuffers(
                new CoreBufferPool(
                        memory.address(), BUFFERS, 1, t -> reactor.fault("buffer waiter", t)));
    }

    /**
     * Reactor 0 with a clock of its own and a real engine, for code that works on descriptors.
     *
     * @param engine "uring" or "epoll"
     */
    public static SteppedReactor withKernel(String engine) throws IOException {
        return withEngine(new FakeClock(), 0, kernel(engine));
    }

    /** A real engine of the calling thread: "uring" or "epoll". */
    static KernelEngine kernel(String engine) throws IOException {
        return EngineKind.valueOf(engine.toUpperCase(Locale.ROOT)).open(EngineOptions.DEFAULT);
    }

    /** One of several reactors on the same clock, over an engine that works on descriptors. */
    static SteppedReactor withEngine(FakeClock clock, int index, KernelEngine engine) {
        return new SteppedReactor(clock, index, engine);
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
        var inUse = (CoreBufferPool) reactor.buffers();
        var small = inUse.smallStats();
        var large = inUse.largeStats();
        return small.count() - small.free() + large.count() - large.free();
    }

    /** One cycle; returns how much was done. */
    public int step() {
        return step(0);
    }

    /** One cycle; where the kernel has work and there is no other, it is waited for. */
    int stepOrAwaitKernel() {
        int work = step();
        if (work > 0 || !kernel || ((KernelEngine) reactor.engine()).inFlight() == 0) {
            return work;
        }
        return Math.max(step(KERNEL_WAIT_NANOS), 1);
    }

    /** From now on the test's thread is the reactor's only while it turns it. */
    void onlyWhileTurned() {
        visited = true;
        reactor.leave();
    }

    private void enter() {
        if (visited) {
            reactor.open((KernelEngine) reactor.engine());
        }
    }

    private void leave() {
        if (visited) {
            reactor.leave();
        }
    }

    private int step(long maxWaitNanos) {
        enter();
        int work;
        try {
            work = reactor.doWork(maxWaitNanos);
        } finally {
            leave();
        }
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

    /**
     * Runs until a condition holds. The clock is moved from timer to timer; where there is a
     * kernel, it stands still, and the kernel is waited for.
     */
    public void runUntil(BooleanSupplier condition) {
        int most = kernel ? KERNEL_WAITS_MAX : CYCLES_MAX;
        for (int i = 0; i < most && !condition.getAsBoolean(); ) {
            if (kernel) {
                i += step(KERNEL_WAIT_NANOS) == 0 ? 1 : 0;
            } else if (step() == 0) {
                advanceToNextTimer();
                i++;
            }
        }
        if (!condition.getAsBoolean()) {
            throw new AssertionError("does not hold after " + most + " cycles without work");
        }
    }

    private void advanceToNextTimer() {
        long next = reactor.untilNextTimer();
        if (next == Long.MAX_VALUE) {
            throw new AssertionError("nothing is left to happen");
        }
        clock.advance(next);
    }

    /** Runs what is left, and ends it. */
    @Override
    public void close() {
        enter();
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
