package io.viaduct.linux.engine;

import io.viaduct.api.reactor.Owner;

import java.util.ArrayList;
import java.util.List;

/** What one owner has in flight in one engine. Engine thread. */
final class OwnerAccount {
    Owner owner;
    int inFlight;

    /** What to run when nothing is in flight any more. */
    final List<Runnable> drains = new ArrayList<>(1);

    OwnerAccount(Owner owner) {
        this.owner = owner;
    }

    boolean draining() {
        return !drains.isEmpty();
    }

    /** Whether it is this owner's, or was the last time it was used. */
    boolean belongsTo(Owner asked) {
        return owner.id() == asked.id();
    }

    boolean idle() {
        return inFlight == 0 && drains.isEmpty();
    }
}
