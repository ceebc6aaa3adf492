package io.viaduct.testkit;

import io.viaduct.core.bdev.Patience;
import io.viaduct.core.control.Strand;
import io.viaduct.core.reactor.CoreReactor;
import io.viaduct.core.target.TargetBase;

import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * Reactors, a control strand, delayed tasks and memory on one fake clock, all turned by the test's
 * thread: a platform's threads without threads. Whoever waits here turns everything else meanwhile,
 * as the other threads would go on.
 */
public final class SteppedWorld implements AutoCloseable {
    /** A test that is not quiet after so many rounds never will be. */
    private static final int ROUNDS_MAX = 1_000_000;

    private record Delayed(long due, long number, Runnable task) {}

    private final FakeClock clock = new FakeClock();
    private final SteppedStrand strand = new SteppedStrand();
    private final TestMemory memory = new TestMemory();
    private final PriorityQueue<Delayed> delayed =
            new PriorityQueue<>(
                    Comparator.comparingLong(Delayed::due).thenComparingLong(Delayed::number));
    private final SteppedReactors reactors;
    private long delays;
    private long ticks;
    private Runnable meanwhile = () -> {};

    /** A world with so many reactors. */
    public SteppedWorld(int reactorCount) {
        reactors = new SteppedReactors(clock, reactorCount);
        reactors.stepped().forEach(SteppedReactor::onlyWhileTurned);
    }

    /** The clock. It moves where this class says so, and nowhere else. */
    public FakeClock clock() {
        return clock;
    }

    /** The control strand. */
    public Strand strand() {
        return strand;
    }

    /** The reactors. */
    public SteppedReactors reactors() {
        return reactors;
    }

    /** Memory whose leases can be counted. */
    public TestMemory memory() {
        return memory;
    }

    /** Steps so far: an order of everything that has happened, finer than the clock. */
    public long ticks() {
        return ticks;
    }

    /** Called between the steps of a wait, so that a test's other actors go on. */
    public void meanwhile(Runnable others) {
        meanwhile = others;
    }

    /** Delayed tasks that run on the strand. */
    public TargetBase.Delay delay() {
        return (ms, task) ->
                delayed.add(
                        new Delayed(
                                clock.nanoTime() + TimeUnit.MILLISECONDS.toNanos(ms),
                                delays++,
                                task));
    }

    /** How closes wait: as in a process, but on this clock. */
    public Patience patience() {
        return new Patience() {
            @Override
            public boolean await(CompletableFuture<Void> end) {
                return SteppedWorld.this.await(end, TimeUnit.SECONDS.toNanos(DRAIN_SECONDS));
            }

            @Override
            public <T> T join(CompletableFuture<T> answer) {
                if (!reached(answer::isDone, Long.MAX_VALUE)) {
                    throw new AssertionError("nothing is left to happen");
                }
                return answer.join();
            }
        };
    }

    /** A round over everything; returns how much was done. */
    public int step() {
        ticks++;
        return dueTasks() + strand.step() + reactors.step();
    }

    /** One turn of one of them, which {@code choice} picks. */
    public void stepOne(Random choice) {
        ticks++;
        int which = choice.nextInt(reactors.stepped().size() + 1);
        if (which == 0) {
            dueTasks();
            strand.step();
        } else {
            reactors.stepped().get(which - 1).step();
        }
    }

    private int dueTasks() {
        int work = 0;
        while (!delayed.isEmpty() && delayed.peek().due - clock.nanoTime() <= 0) {
            strand.execute(delayed.remove().task);
            work++;
        }
        return work;
    }

    /** Turns everything until there is nothing to do; the clock stands still. */
    public void run() {
        for (int i = 0; i < ROUNDS_MAX; i++) {
            if (step() == 0) {
                return;
            }
        }
        throw new AssertionError("not quiet after " + ROUNDS_MAX + " rounds");
    }

    /** Runs, and moves the clock from one due task to the next, until {@code nanos} have passed. */
    public void advance(long nanos) {
        if (!reached(() -> false, nanos)) {
            run();
        }
    }

    /** Waits until something ends; false when that is later than {@code nanos} from now. */
    public boolean await(CompletableFuture<?> end, long nanos) {
        return reached(end::isDone, nanos);
    }

    /** Waits until something ends, and rethrows what it fails with. */
    public <T> T get(CompletableFuture<T> end) throws Exception {
        if (!reached(end::isDone, Long.MAX_VALUE)) {
            throw new AssertionError("nothing is left to happen");
        }
        try {
            return end.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof Exception cause) {
                throw cause;
            }
            throw e;
        }
    }

    private boolean reached(BooleanSupplier condition, long nanos) {
        long start = clock.nanoTime();
        while (!quietOr(condition)) {
            long left = nanos - (clock.nanoTime() - start);
            long next = untilNext();
            if (left <= 0 || (next == Long.MAX_VALUE && nanos == Long.MAX_VALUE)) {
                return false;
            }
            clock.advance(Math.min(left, next));
        }
        return true;
    }

    // True when the condition holds; false when nothing is left to do before the clock moves.
    private boolean quietOr(BooleanSupplier condition) {
        for (int i = 0; i < ROUNDS_MAX; i++) {
            if (condition.getAsBoolean()) {
                return true;
            }
            meanwhile.run();
            if (step() == 0) {
                return condition.getAsBoolean();
            }
        }
        throw new AssertionError("not quiet after " + ROUNDS_MAX + " rounds");
    }

    private long untilNext() {
        long next =
                delayed.isEmpty()
                        ? Long.MAX_VALUE
                        : Math.max(0, delayed.peek().due - clock.nanoTime());
        for (var reactor : reactors.all()) {
            next = Math.min(next, ((CoreReactor) reactor).untilNextTimer());
        }
        return next;
    }

    /** Runs what is left, and ends it. */
    @Override
    public void close() {
        run();
        reactors.close();
        memory.close();
    }
}
