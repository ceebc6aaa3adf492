package io.viaduct.core.bdev;

import io.viaduct.api.reactor.Owner;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Collection;
import java.util.List;

/** What people are told of devices that go: who still uses them, and which are overdue. */
final class Departures {
    private static final Logger LOG = System.getLogger(Departures.class.getName());

    private final Collection<BdevEntry> entries;
    private long overdue;

    /** Over all devices of a store. */
    Departures(Collection<BdevEntry> entries) {
        this.entries = entries;
    }

    /** Those that go, in the order of registration. Control strand. */
    List<BdevEntry> going() {
        return entries.stream().filter(entry -> entry.cause() != null).toList();
    }

    /**
     * The drain deadline of an owner is over: its devices that go are kept until they are given
     * back, and nobody waits for them any more. Control strand.
     */
    void overdue(Owner owner) {
        for (BdevEntry entry : going()) {
            if (entry.owner().equals(owner) && !entry.isOverdue()) {
                entry.markOverdue();
                overdue("device " + entry.name() + " of " + owner.name());
            }
        }
    }

    /** Counts and tells of something that is overdue. Any thread. */
    synchronized void overdue(String what) {
        overdue++;
        LOG.log(
                Level.WARNING,
                what
                        + " has not been given back within "
                        + Patience.DRAIN_SECONDS
                        + " s;"
                        + " it is kept until it is");
    }

    /** How often something was. Any thread. */
    synchronized long overdue() {
        return overdue;
    }
}
