package io.viaduct.linux.engine;

import io.viaduct.api.reactor.Owner;

import java.util.ArrayList;
import java.util.List;

/** What one owner has in flight in one engine. Engine thread. */
final class OwnerAccount {
    int ownerId;
    Owner owner;
    int inFlight;

    /** What to run when nothing is in flight any more. */
    final List<Runnable> drains = new ArrayList<>(1);

    boolean draining() {
        return !drains.isEmpty();
    }

    boolean idle() {
        return inFlight == 0 && drains.isEmpty();
    }
}
