package io.viaduct.core.bdev;

import io.viaduct.api.bdev.BdevRegistration;
import io.viaduct.api.reactor.Reactor;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.CompletionStage;

/** A module's hold on a device it has registered. */
final class CoreRegistration implements BdevRegistration {
    private static final Logger LOG = System.getLogger(CoreRegistration.class.getName());

    private final BdevStore store;
    private final BdevEntry entry;

    CoreRegistration(BdevStore store, BdevEntry entry) {
        this.store = store;
        this.entry = entry;
    }

    @Override
    public void resized() {
        store.strand().run(() -> store.resized(entry));
    }

    @Override
    public CompletionStage<Void> depart(Departure cause) {
        store.strand().enter(() -> store.depart(entry, cause));
        return entry.gone().minimalCompletionStage();
    }

    @Override
    public void close(Departure cause) {
        if (store.strand().isCurrent()) {
            store.depart(entry, cause);
            closeHere();
        } else if (store.reactors().all().stream().anyMatch(Reactor::isCurrent)) {
            goesOn("a reactor");
            store.strand().execute(() -> store.depart(entry, cause));
        } else {
            store.strand().run(() -> store.depart(entry, cause));
            awaitGone();
        }
    }

    // Users whose end has begun would otherwise wait for a turn of this very strand.
    private void closeHere() {
        boolean drained = store.strand().await(entry.draining());
        entry.finishDrained();
        if (!drained) {
            store.overdue(entry.owner());
        } else if (!entry.gone().isDone()) {
            goesOn("the control strand");
        }
    }

    // One deadline for all that a module closes, one after the other.
    private void awaitGone() {
        boolean overdue = store.strand().get(entry::isOverdue);
        if (!overdue && !store.strand().await(entry.gone())) {
            store.strand().run(() -> store.overdue(entry.owner()));
        }
    }

    private void goesOn(String thread) {
        LOG.log(
                Level.WARNING,
                "device "
                        + entry.name()
                        + " was closed on "
                        + thread
                        + ", which must not wait; it goes when its users have given it up");
    }

    @Override
    public void lost() {
        store.strand().execute(() -> store.depart(entry, Departure.DEVICE_LOST));
    }
}
