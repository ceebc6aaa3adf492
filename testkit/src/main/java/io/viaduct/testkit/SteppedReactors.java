package io.viaduct.testkit;

import io.viaduct.api.reactor.Owner;
import io.viaduct.api.reactor.Reactor;
import io.viaduct.core.reactor.OwnerTable;
import io.viaduct.core.reactor.Reactors;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.stream.IntStream;

/** Several stepped reactors on one clock, as control code talks to them. The test's thread. */
public final class SteppedReactors implements Reactors, AutoCloseable {
    private final OwnerTable owners = new OwnerTable();
    private final List<SteppedReactor> stepped;
    private final List<Reactor> reactors;

    /** So many reactors, which a test turns. */
    public SteppedReactors(FakeClock clock, int count) {
        stepped = IntStream.range(0, count).mapToObj(i -> new SteppedReactor(clock, i)).toList();
        reactors = stepped.stream().map(SteppedReactor::reactor).toList();
    }

    /** The reactors as a test turns them. */
    public List<SteppedReactor> stepped() {
        return stepped;
    }

    /** One cycle of each; returns how much was done. */
    public int step() {
        return stepped.stream().mapToInt(SteppedReactor::step).sum();
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
    }
}
