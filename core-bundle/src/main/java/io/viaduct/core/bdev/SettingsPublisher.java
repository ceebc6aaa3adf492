package io.viaduct.core.bdev;

import io.viaduct.api.reactor.Owner;
import io.viaduct.api.reactor.Reactor;
import io.viaduct.core.reactor.CoreReactor;
import io.viaduct.core.reactor.OwnerTable;
import io.viaduct.core.reactor.Reactors;

import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** Lets the reactors know what has been set of devices. Control strand. */
final class SettingsPublisher {
    private final Reactors reactors;

    SettingsPublisher(Reactors reactors) {
        this.reactors = reactors;
    }

    /** The time by the reactors' clock. */
    long now() {
        return ((CoreReactor) reactors.all().getFirst()).clockNanos();
    }

    /** Lets every reactor do as is set; done when all do. */
    CompletableFuture<Void> publish(BdevEntry entry) {
        return tell(entry::settle);
    }

    /** A device goes: nothing is set any more, and what waits for limits must come back in time. */
    void leaves(BdevEntry entry) {
        if (!entry.settings().areEmpty()) {
            var unused = publish(entry);
        }
    }

    /**
     * An owner leaves, and what it has under way in other devices must come back in time: what
     * waits there because of a limit does not any longer.
     */
    void hurry(Collection<BdevEntry> entries, Owner owner) {
        List<BdevEntry> used =
                entries.stream()
                        .filter(entry -> !entry.settings().limits().isEmpty())
                        .filter(entry -> entry.isUsedBy(owner))
                        .toList();
        if (!used.isEmpty()) {
            var unused = tell(reactor -> used.forEach(entry -> entry.hurry(reactor)));
        }
    }

    private CompletableFuture<Void> tell(Consumer<Reactor> step) {
        return reactors.onEach(
                OwnerTable.BASE,
                (reactor, done) -> {
                    step.accept(reactor);
                    done.run();
                });
    }
}
