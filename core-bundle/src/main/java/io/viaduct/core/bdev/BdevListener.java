package io.viaduct.core.bdev;

import io.viaduct.api.bdev.Bdev;
import io.viaduct.api.bdev.BdevRegistration.Departure;
import io.viaduct.api.reactor.Owner;

import java.util.List;

/** Hears of every device that comes and goes. Control strand; must not call the framework. */
public interface BdevListener {
    /**
     * A device is there.
     *
     * @param owner who registered it
     */
    void registered(Bdev bdev, Owner owner);

    /**
     * A device begins to go; its users are told next.
     *
     * @param owner who registered it
     */
    default void departing(Bdev bdev, Owner owner, Departure cause) {}

    /** Nobody claims a device any more, which stays. */
    default void unclaimed(Bdev bdev) {}

    /**
     * A module is not used any more, although its bundle is there; its devices have begun to go.
     *
     * @param devices what it has brought
     * @param reason in one line, for people
     */
    default void quarantined(Owner module, List<Bdev> devices, String reason) {}

    /** A device is gone: no channel, no I/O and no user of it is left, and nothing refers to it. */
    void departed(Bdev bdev, Departure cause);
}
