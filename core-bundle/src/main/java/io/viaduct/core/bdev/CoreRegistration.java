package io.viaduct.core.bdev;

import io.viaduct.api.bdev.BdevRegistration;

import java.util.concurrent.CompletionStage;

/** A module's hold on a device it has registered. */
final class CoreRegistration implements BdevRegistration {
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
        store.strand().run(() -> store.depart(entry, cause));
        if (store.strand().isCurrent()) {
            drainHere();
        } else {
            store.strand().await(entry.gone());
        }
        if (!entry.gone().isDone()) {
            store.overdue("device " + entry.bdev().name());
        }
    }

    // Users whose end has begun would otherwise wait for a turn of this very strand.
    private void drainHere() {
        store.strand().await(entry.draining());
        entry.finishDrained();
    }

    @Override
    public void lost() {
        store.strand().execute(() -> store.depart(entry, Departure.DEVICE_LOST));
    }
}
