package io.viaduct.core.reactor;

import io.viaduct.api.reactor.Owner;
import io.viaduct.api.reactor.Reactor;
import io.viaduct.linux.engine.KernelEngine;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BiConsumer;
import java.util.function.Function;

/** The reactors of the process, each with its thread, and the watchdog over them. */
public final class ReactorGroup implements Reactors, AutoCloseable {
    /** How long a control thread waits for room in a reactor's queue before it gives up. */
    private static final long SEND_NANOS_MAX = 5_000_000_000L;

    private static final long SEND_PAUSE_NANOS = 100_000;

    private final ReactorOptions options;
    private final NanoClock clock;
    private final Kernel kernel;
    private final OwnerTable owners = new OwnerTable();
    private final List<CoreReactor> reactors = new ArrayList<>();
    private final List<ReactorThread> threads = new ArrayList<>();
    private final long[] tids;
    private final Watchdog watchdog;
    private final Set<CompletableFuture<?>> waiting = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    private ReactorGroup(ReactorOptions options, NanoClock clock, Kernel kernel) {
        this.options = options;
        this.clock = clock;
        this.kernel = kernel;
        this.tids = new long[options.cores().size()];
        for (int i = 0; i < tids.length; i++) {
            var reactor = new CoreReactor(i, clock, options.spinNanos(), new FaultLog(clock));
            int index = i;
            reactors.add(reactor);
            threads.add(new ReactorThread(reactor, () -> prepare(index)));
        }
        watchdog = new Watchdog(reactors, clock, options.stallNanos());
    }

    /** Makes and starts the reactors; all of them work when this returns. */
    public static ReactorGroup start(ReactorOptions options, NanoClock clock, Kernel kernel)
            throws IOException, InterruptedException {
        ReactorGroup group = new ReactorGroup(options, clock, kernel);
        try {
            for (ReactorThread thread : group.threads) {
                thread.start();
            }
        } catch (IOException | InterruptedException e) {
            group.close();
            throw e;
        }
        group.watchdog.start();
        return group;
    }

    @Override
    public List<Reactor> all() {
        return List.copyOf(reactors);
    }

    /** The reactors as the core knows them. */
    public List<CoreReactor> reactors() {
        return List.copyOf(reactors);
    }

    /** All reactors at this moment. Any thread. */
    public List<ReactorInfo> infos() {
        return reactors.stream().map(this::info).toList();
    }

    @Override
    public CompletableFuture<Void> onEach(Owner owner, BiConsumer<Reactor, Runnable> step) {
        CompletableFuture<Void> all = new CompletableFuture<>();
        AtomicInteger missing = new AtomicInteger(reactors.size());
        track(all);
        Runnable acknowledge =
                () -> {
                    if (missing.decrementAndGet() == 0) {
                        all.complete(null);
                    }
                };
        for (CoreReactor reactor : reactors) {
            send(reactor, owner, () -> step.accept(reactor, acknowledge), all);
        }
        return all;
    }

    @Override
    public <T> CompletableFuture<List<T>> ask(Owner owner, Function<Reactor, T> question) {
        List<CompletableFuture<T>> answers = new ArrayList<>();
        for (CoreReactor reactor : reactors) {
            CompletableFuture<T> answer = new CompletableFuture<>();
            answers.add(answer);
            track(answer);
            send(reactor, owner, () -> answer.complete(question.apply(reactor)), answer);
        }
        return CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new))
                .thenApply(done -> answers.stream().map(CompletableFuture::join).toList());
    }

    @Override
    public SideReactor side(Owner owner) throws IOException {
        int index = reactors.size();
        String name = "isolated_" + owner.name();
        var reactor = new CoreReactor(index, name, clock, 0, new FaultLog(clock));
        var turning = new ReactorThread(reactor, () -> kernel.open(options.engine()));
        try {
            turning.start();
        } catch (InterruptedException e) {
            turning.end();
            Thread.currentThread().interrupt();
            throw new InterruptedIOException(name + " cannot be waited for");
        }
        return new SideThread(reactor, turning);
    }

    @Override
    public Owner owner(String name) {
        return owners.owner(name);
    }

    /** Stops the reactors after the messages they have accepted. Not from a reactor. */
    @Override
    public void close() throws InterruptedException {
        closed = true;
        watchdog.stop();
        for (ReactorThread thread : threads) {
            thread.stop();
        }
        waiting.forEach(f -> f.completeExceptionally(stopped()));
    }

    private KernelEngine prepare(int index) throws IOException {
        if (options.pinned()) {
            kernel.pin(options.cores().get(index));
        }
        tids[index] = kernel.tid();
        return kernel.open(options.engine());
    }

    private ReactorInfo info(CoreReactor reactor) {
        int index = reactor.index();
        Activity activity = reactor.activity();
        return new ReactorInfo(
                index,
                reactor.name(),
                options.cores().get(index),
                options.pinned(),
                tids[index],
                reactor.engine().name(),
                activity.cycle(),
                activity.busyNanos(),
                activity.idleNanos(clock.nanoTime()),
                reactor.faults(),
                reactor.messagesRejected(),
                watchdog.stalls(index),
                reactor.pollerCount(),
                reactor.timerCount());
    }

    /** Sends, waiting for room in the queue; whatever goes wrong ends the future. */
    private void send(
            CoreReactor reactor, Owner owner, Runnable task, CompletableFuture<?> future) {
        Runnable message =
                () -> {
                    try {
                        task.run();
                    } catch (Throwable t) {
                        future.completeExceptionally(t);
                        throw t;
                    }
                };
        long giveUp = clock.nanoTime() + SEND_NANOS_MAX;
        while (!reactor.send(owner, message)) {
            if (closed) {
                future.completeExceptionally(stopped());
                return;
            }
            if (clock.nanoTime() - giveUp > 0) {
                future.completeExceptionally(
                        new IllegalStateException(reactor.name() + " takes no messages"));
                return;
            }
            LockSupport.parkNanos(SEND_PAUSE_NANOS);
        }
    }

    private void track(CompletableFuture<?> future) {
        waiting.add(future);
        var unused = future.whenComplete((result, failure) -> waiting.remove(future));
    }

    private static IllegalStateException stopped() {
        return new IllegalStateException("the reactors have stopped");
    }
}
