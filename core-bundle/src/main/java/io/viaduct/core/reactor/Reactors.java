package io.viaduct.core.reactor;

import io.viaduct.api.reactor.Owner;
import io.viaduct.api.reactor.Reactor;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import java.util.function.Function;

/** All reactors of the process, as the control strand talks to them. Any thread but a reactor's. */
public interface Reactors {
    /** The reactors by index. */
    List<Reactor> all();

    /**
     * Runs {@code step} once on each reactor. The step calls the given acknowledgement, then or
     * later on the same reactor; the future completes when all have. This is how a view is
     * published and how a channel is known to be closed.
     */
    CompletableFuture<Void> onEach(Owner owner, BiConsumer<Reactor, Runnable> step);

    /** Asks each reactor and gathers the answers by index. */
    <T> CompletableFuture<List<T>> ask(Owner owner, Function<Reactor, T> question);

    /**
     * A further reactor for one owner alone, which works when this returns. It is none of {@link
     * #all}; its index is that of the first reactor that there is not.
     *
     * @throws IOException when it cannot start
     */
    SideReactor side(Owner owner) throws IOException;

    /** A new owner; names may repeat, identifiers do not. */
    Owner owner(String name);
}
