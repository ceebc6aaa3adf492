package io.viaduct.core;

import io.viaduct.api.bdev.Bdev;
import io.viaduct.api.bdev.BdevRegistration.Departure;
import io.viaduct.api.reactor.Owner;
import io.viaduct.core.bdev.BdevListener;
import io.viaduct.core.bdev.BdevStore;
import io.viaduct.core.control.DesiredState;
import io.viaduct.core.control.MethodRegistry;
import io.viaduct.core.control.Notifications;
import io.viaduct.core.target.TargetBase.Delay;

import java.util.List;

/**
 * What the platform does about modules that cannot be trusted any more: it looks for those that are
 * stuck, calls none of their methods, tells of them, and lets what they had wait. Control strand.
 */
final class Quarantines implements BdevListener {
    /** Notification: a module is quarantined; its context is the bundle and the reason. */
    static final String TYPE = "module_quarantined";

    /** A module that has been inside one call for so long is stuck. */
    static final long STALL_MS = 5_000;

    /** It is looked for them that often, and several times while one becomes stuck. */
    private static final long LOOK_MS = 250;

    private static final int LOOKS = 4;
    private static final long NANOS_PER_MS = 1_000_000;

    private final BdevStore bdevs;
    private final MethodRegistry registry;
    private final DesiredState desired;
    private final Notifications notifications;
    private final Delay delay;
    private volatile long stallMs = STALL_MS;
    private boolean watching;

    Quarantines(
            BdevStore bdevs,
            MethodRegistry registry,
            DesiredState desired,
            Notifications notifications,
            Delay delay) {
        this.bdevs = bdevs;
        this.registry = registry;
        this.desired = desired;
        this.notifications = notifications;
        this.delay = delay;
        notifications.register(TYPE);
    }

    /** After how long inside one call a module with a thread of its own is stuck. Any thread. */
    void stallMs(long ms) {
        stallMs = ms;
    }

    // For as long as there are modules that may be stuck.
    private void watch() {
        watching = bdevs.lookForStalls(stallMs * NANOS_PER_MS);
        if (watching) {
            delay.after(Math.min(LOOK_MS, Math.max(1, stallMs / LOOKS)), this::watch);
        }
    }

    @Override
    public void registered(Bdev bdev, Owner owner) {
        if (!watching) {
            watch();
        }
    }

    @Override
    public void quarantined(Owner module, List<Bdev> devices, String reason) {
        registry.bar(module.name(), reason);
        devices.forEach(bdev -> desired.suspendDevice(bdev.name(), reason));
        notifications.post(TYPE, reason);
    }

    @Override
    public void departed(Bdev bdev, Departure cause) {
        // Its module has been seen to.
    }
}
