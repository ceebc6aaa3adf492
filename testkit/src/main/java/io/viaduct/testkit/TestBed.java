package io.viaduct.testkit;

import io.viaduct.api.bdev.BdevOp;
import io.viaduct.api.bdev.BdevRegistry;
import io.viaduct.api.bdev.IoChannel;
import io.viaduct.api.estate.Estates;
import io.viaduct.api.reactor.Owner;
import io.viaduct.api.reactor.Reactor;
import io.viaduct.core.bdev.BdevStore;
import io.viaduct.core.bdev.Placement;
import io.viaduct.core.estate.CoreEstates;
import io.viaduct.linux.engine.KernelEngine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * What a device needs around it: reactors and a control strand that the test's thread turns, a
 * clock that the test moves, memory, and the core's registry of devices.
 */
public final class TestBed implements AutoCloseable {
    /** A test that is not quiet after so many rounds never will be. */
    private static final int ROUNDS_MAX = 1_000_000;

    private final FakeClock clock = new FakeClock();
    private final ArrayDeque<Runnable> strand = new ArrayDeque<>();
    private final TestMemory memory = new TestMemory();
    private final SteppedReactors reactors;
    private final BdevStore store;
    private final CoreEstates estates = new CoreEstates(memory, () -> {});
    private final Owner owner;
    private final Owner isolated;

    /** A bed with one reactor. */
    public TestBed() {
        this(1);
    }

    /** A bed with several reactors. */
    public TestBed(int reactorCount) {
        this(reactorCount, null);
    }

    /**
     * A bed whose reactors work on descriptors.
     *
     * @param engines makes one for each reactor, on the test's thread; see {@link #kernel}
     */
    public TestBed(int reactorCount, Supplier<KernelEngine> engines) {
        reactors = new SteppedReactors(clock, reactorCount, engines);
        store = new BdevStore(reactors, memory, strand::addLast, () -> true, this::drain);
        owner = reactors.owner("test");
        isolated = reactors.owner("isolated");
    }

    /** Makes real engines: "uring" or "epoll". */
    public static Supplier<KernelEngine> kernel(String engine) {
        return () -> {
            try {
                return SteppedReactor.kernel(engine);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        };
    }

    /** The clock, which only the bed and the test move. */
    public FakeClock clock() {
        return clock;
    }

    /** Reactor 0. */
    public Reactor reactor() {
        return reactors.all().getFirst();
    }

    /** All reactors. */
    public SteppedReactors reactors() {
        return reactors;
    }

    /** Memory whose leases can be counted. */
    public TestMemory memory() {
        return memory;
    }

    /** The core's devices. */
    public BdevStore bdevs() {
        return store;
    }

    /** The registry as the test itself gets it. */
    public BdevRegistry registry() {
        return store.registry(owner);
    }

    /**
     * The registry as a module gets it that has a thread of its own; the test's thread turns its
     * reactor with the others.
     */
    public BdevRegistry isolatedRegistry() {
        return store.registry(isolated, Placement.ISOLATED);
    }

    /** In whose name {@link #isolatedRegistry} works. */
    public Owner isolatedOwner() {
        return isolated;
    }

    /** What instances leave to those that follow, as the test itself gets it. */
    public Estates estates() {
        return estates.of(owner);
    }

    /** In whose name the test works. */
    public Owner owner() {
        return owner;
    }

    /** One round over strand and reactors; returns how much was done. */
    public int step() {
        int work = 0;
        for (int tasks = strand.size(); tasks > 0; tasks--) {
            strand.removeFirst().run();
            work++;
        }
        return work + reactors.step();
    }

    /** Turns everything until there is nothing to do; the clock stands still. */
    public void run() {
        runUntilQuietOr(() -> false);
    }

    /** Turns everything, and moves the clock from timer to timer, until a condition holds. */
    public void runUntil(BooleanSupplier condition) {
        if (!reached(condition)) {
            throw new AssertionError("nothing is left to happen");
        }
    }

    private boolean reached(BooleanSupplier condition) {
        while (!runUntilQuietOr(condition)) {
            long next = reactors.untilNextTimer();
            if (next == Long.MAX_VALUE) {
                return false;
            }
            clock.advance(next);
        }
        return true;
    }

    private boolean runUntilQuietOr(BooleanSupplier condition) {
        for (int i = 0; i < ROUNDS_MAX; i++) {
            if (condition.getAsBoolean()) {
                return true;
            }
            if (step() == 0) {
                return condition.getAsBoolean();
            }
        }
        throw new AssertionError("not quiet after " + ROUNDS_MAX + " rounds");
    }

    /** Runs, and moves the clock from timer to timer, until {@code nanos} have passed. */
    public void advance(long nanos) {
        long end = clock.nanoTime() + nanos;
        run();
        while (end - clock.nanoTime() > 0) {
            clock.advance(Math.min(reactors.untilNextTimer(), end - clock.nanoTime()));
            run();
        }
    }

    /** Turns everything until a stage completes; rethrows what it fails with. */
    public <T> T get(CompletionStage<T> stage) throws Exception {
        CompletableFuture<T> future = stage.toCompletableFuture();
        runUntil(future::isDone);
        try {
            return future.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof Exception cause) {
                throw cause;
            }
            throw e;
        }
    }

    /** Submits an I/O, turns everything until it has ended, and returns its status. */
    public int perform(IoChannel channel, BdevOp op, long lba, long count, Scatter data) {
        return perform(channel, new TestIo().prepare(op, lba, count, data));
    }

    /** Submits a prepared I/O, turns everything until it has ended, and returns its status. */
    public int perform(IoChannel channel, TestIo io) {
        io.submit(channel);
        runUntil(io::ended);
        return io.status();
    }

    // A close turns the bed itself; what is still not there when nothing is left to happen is late.
    private boolean drain(CompletableFuture<Void> end) {
        return reached(end::isDone);
    }

    /** Runs what is left, and ends it. */
    @Override
    public void close() {
        run();
        reactors.close();
        memory.close();
    }
}
