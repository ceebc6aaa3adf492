package io.viaduct.core.bdev;

import io.viaduct.api.bdev.Bdev;
import io.viaduct.api.bdev.BdevRegistration.Departure;
import io.viaduct.api.reactor.Owner;
import io.viaduct.core.control.Notifications;

/** Tells of devices that come and go, in SPDK's words. Control strand. */
public final class BdevNotifications implements BdevListener {
    private static final String REGISTER = "bdev_register";
    private static final String UNREGISTER = "bdev_unregister";

    private final Notifications notifications;

    /** Tells these. */
    public BdevNotifications(Notifications notifications) {
        this.notifications = notifications;
        notifications.register(REGISTER, UNREGISTER);
    }

    @Override
    public void registered(Bdev bdev, Owner owner) {
        notifications.post(REGISTER, bdev.name());
    }

    @Override
    public void departed(Bdev bdev, Departure cause) {
        notifications.post(UNREGISTER, bdev.name());
    }
}
