package io.viaduct.testkit;

import io.viaduct.api.reactor.Owner;
import io.viaduct.api.reactor.Reactor;
import io.viaduct.core.reactor.CoreReactor;
import io.viaduct.core.reactor.OwnerTable;
import io.viaduct.core.reactor.Reactors;
import io.viaduct.core.reactor.SideReactor;
import io.viaduct.linux.engine.KernelEngine;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Several stepped reactors on one clock, as control code talks to them. The test's thread. */
public final class SteppedReactors implements Reactors, AutoCloseable {
    private final FakeClock clock;
    private final OwnerTable owners = new OwnerTable();
    private final List<Side> sides = new ArrayList<>();
    private final List<SteppedReactor> stepped;
    private final List<Reactor> reactors;
    private final Supplier<KernelEngine> engines;

    /** So many reactors, which a test turns. */
    public SteppedReactors(FakeClock clock, int count) {
        this(clock, count, null);
    }

    /**
     * As many, over engines that work on descriptors.
     *
     * @param engines makes one for each reactor, side reactors too; null for reactors without
     */
    SteppedReactors(FakeClock clock, int count, Supplier<KernelEngine> engines) {
        this.clock = clock;
        this.engines = engines;
        stepped = IntStream.range(0, count).mapToObj(this::make).toList();
        reactors = stepped.stream().map(SteppedReactor::reactor).toList();
    }

    private SteppedReactor make(int index) {
        return engines == null
                ? new SteppedReactor(clock, index)
                : SteppedReactor.withEngine(clock, index, engines.get());
    }

    /** The reactors as a test turns them. */
    public List<SteppedReactor> stepped() {
        return stepped;
    }

    /** One cycle of each, side reactors too; returns how much was done. */
    public int step() {
        // By index: a side may be closed meanwhile, and nothing is allocated.
        int work = 0;
        for (int i = 0; i < stepped.size(); i++) {
            work += stepped.get(i).stepOrAwaitKernel();
        }
        for (int i = 0; i < sides.size(); i++) {
            work += sides.get(i).step();
        }
        return work;
    }

    /** Nanoseconds until the first timer of any of them, Long.MAX_VALUE without one. */
    public long untilNextTimer() {
        return Stream.concat(stepped.stream(), sides.stream().map(side -> side.stepped))
                .mapToLong(one -> ((CoreReactor) one.reactor()).untilNextTimer())
                .min()
                .orElse(Long.MAX_VALUE);
    }

    /** Side reactors that have not been closed. */
    public int sides() {
        return sides.size();
    }

    @Override
    public List<Reactor> all() {
        return reactors;
    }

    @Override
    public CompletableFuture<Void> onEach(Owner owner, BiConsumer<Reactor, Runnable> step) {
        CompletableFuture<Void> all = new CompletableFuture<>();
        AtomicInteger missing = new AtomicInteger(reactors.size());
        Runnable acknowledge =
                () -> {
                    if (missing.decrementAndGet() == 0) {
                        all.complete(null);
                    }
                };
        reactors.forEach(r -> send(r, owner, () -> step.accept(r, acknowledge)));
        return all;
    }

    @Override
    public <T> CompletableFuture<List<T>> ask(Owner owner, Function<Reactor, T> question) {
        List<T> answers = new ArrayList<>();
        CompletableFuture<List<T>> all = new CompletableFuture<>();
        for (Reactor reactor : reactors) {
            send(
                    reactor,
                    owner,
                    () -> {
                        answers.add(question.apply(reactor));
                        if (answers.size() == reactors.size()) {
                            all.complete(List.copyOf(answers));
                        }
                    });
        }
        return all;
    }

    @Override
    public SideReactor side(Owner owner) {
        Side side = new Side(make(reactors.size()));
        sides.add(side);
        return side;
    }

    /** A side reactor, which the test's thread turns with the others. */
    private final class Side implements SideReactor {
        private final SteppedReactor stepped;

        Side(SteppedReactor stepped) {
            this.stepped = stepped;
        }

        int step() {
            return stepped.stepOrAwaitKernel();
        }

        @Override
        public CoreReactor reactor() {
            return (CoreReactor) stepped.reactor();
        }

        @Override
        public void interrupt() {
            // Nothing of a test blocks the test's thread.
        }

        @Override
        public void close() {
            sides.remove(this);
            stepped.close();
        }
    }

    private static void send(Reactor reactor, Owner owner, Runnable message) {
        if (!reactor.send(owner, message)) {
            throw new IllegalStateException("reactor " + reactor.index() + " takes no messages");
        }
    }

    @Override
    public Owner owner(String name) {
        return owners.owner(name);
    }

    @Override
    public void close() {
        stepped.forEach(SteppedReactor::close);
        List.copyOf(sides).forEach(Side::close);
    }
}
