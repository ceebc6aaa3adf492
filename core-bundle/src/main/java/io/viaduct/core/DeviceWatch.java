package io.viaduct.core;

import io.viaduct.api.bdev.Bdev;
import io.viaduct.api.bdev.BdevRegistration.Departure;
import io.viaduct.api.reactor.Owner;
import io.viaduct.core.bdev.BdevListener;
import io.viaduct.core.control.DesiredState;
import io.viaduct.core.control.Reconciler;

/** What arrives may be waited for; what a module takes along waits for the module. */
final class DeviceWatch implements BdevListener {
    private final DesiredState desired;
    private final Reconciler reconciler;

    DeviceWatch(DesiredState desired, Reconciler reconciler) {
        this.desired = desired;
        this.reconciler = reconciler;
    }

    @Override
    public void registered(Bdev bdev, Owner from) {
        reconciler.wake();
    }

    @Override
    public void departing(Bdev bdev, Owner from, Departure cause) {
        switch (cause) {
            // At once, so that no moment is kept in which half of it is forgotten.
            case DELETED -> desired.forgetDevice(bdev.name());
            case MODULE_LEAVING -> {
                desired.suspendDevice(bdev.name(), "it has left with " + from.name());
                // A newer instance of the module may be there already.
                reconciler.wake();
            }
            case DEVICE_LOST -> desired.loseDevice(bdev.name(), "it is lost");
        }
    }

    @Override
    public void unclaimed(Bdev bdev) {
        reconciler.cleared();
    }

    @Override
    public void departed(Bdev bdev, Departure cause) {
        reconciler.cleared();
    }
}
