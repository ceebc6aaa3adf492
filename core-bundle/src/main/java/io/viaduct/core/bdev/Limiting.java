package io.viaduct.core.bdev;

import io.viaduct.api.reactor.Owner;
import io.viaduct.core.reactor.CoreReactor;
import io.viaduct.core.reactor.OwnerTable;
import io.viaduct.core.reactor.Reactors;

import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Lets reactors know which limits devices have. Control strand. */
final class Limiting {
    private final Reactors reactors;

    Limiting(Reactors reactors) {
        this.reactors = reactors;
    }

    /** Sets a device's limits; done when every reactor keeps to them. */
    CompletableFuture<Void> set(BdevEntry entry, RateLimits limits) {
        CoreReactor first = (CoreReactor) reactors.all().getFirst();
        entry.limits(limits, first.clockNanos());
        return see(entry);
    }

    /** A device goes: it has no limits any more, and what waits for them must come back in time. */
    void leaves(BdevEntry entry) {
        if (!entry.limits().isEmpty()) {
            var unused = see(entry);
        }
    }

    private CompletableFuture<Void> see(BdevEntry entry) {
        return reactors.onEach(
                OwnerTable.BASE,
                (reactor, done) -> {
                    entry.limit(reactor);
                    done.run();
                });
    }

    /**
     * An owner leaves, and what it has under way in other devices must come back in time: what
     * waits there because of a limit does not any longer.
     */
    void hurry(Collection<BdevEntry> entries, Owner owner) {
        List<BdevEntry> used =
                entries.stream()
                        .filter(entry -> !entry.limits().isEmpty())
                        .filter(entry -> entry.isUsedBy(owner))
                        .toList();
        if (!used.isEmpty()) {
            var unused =
                    reactors.onEach(
                            OwnerTable.BASE,
                            (reactor, done) -> {
                                used.forEach(entry -> entry.hurry(reactor));
                                done.run();
                            });
        }
    }
}
