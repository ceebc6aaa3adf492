package io.viaduct.core.osgi;

import io.viaduct.api.bdev.Bdev;
import io.viaduct.api.bdev.BdevRegistration.Departure;
import io.viaduct.api.reactor.Owner;
import io.viaduct.core.bdev.BdevListener;

import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.ServiceRegistration;

import java.util.HashMap;
import java.util.Hashtable;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;

/**
 * Publishes every device as a service of the bundle whose it is, for the shell and whoever else
 * wants to see devices. Told on the control strand, works on the framework thread.
 */
final class BdevServices implements BdevListener {
    /** Service property: the device's name. */
    private static final String NAME = "bdev.name";

    /** Service property: the device's UUID. */
    private static final String UUID = "bdev.uuid";

    /** Service property by which our own publications are known. */
    private static final String PUBLISHED = "viaduct.published";

    private final BundleContext core;
    private final Executor frameworkThread;
    private final Map<Owner, Bundle> bundles = new ConcurrentHashMap<>();
    private final Set<Bdev> published = ConcurrentHashMap.newKeySet();
    private final Map<Bdev, ServiceRegistration<Bdev>> registrations = new HashMap<>();

    BdevServices(BundleContext core, Executor frameworkThread) {
        this.core = core;
        this.frameworkThread = frameworkThread;
    }

    /** Devices of this owner are published with this bundle. Any thread. */
    void own(Owner owner, Bundle bundle) {
        bundles.put(owner, bundle);
    }

    /** There will be no more devices of this owner. Any thread. */
    void disown(Owner owner) {
        bundles.remove(owner);
    }

    /** Whether a service is one of ours. Any thread. */
    static boolean isOurs(ServiceReference<?> reference) {
        return Boolean.TRUE.equals(reference.getProperty(PUBLISHED));
    }

    /** A device that is a service already is not published again. Any thread. */
    void leaveAlone(Bdev bdev) {
        published.add(bdev);
    }

    /** A device that was to be left alone is none after all. Any thread. */
    void forget(Bdev bdev) {
        published.remove(bdev);
    }

    @Override
    public void registered(Bdev bdev, Owner owner) {
        if (published.add(bdev)) {
            Bundle bundle = bundles.get(owner);
            frameworkThread.execute(() -> publish(bdev, bundle));
        }
    }

    @Override
    public void departed(Bdev bdev, Departure cause) {
        published.remove(bdev);
        frameworkThread.execute(() -> withdraw(bdev));
    }

    private void publish(Bdev bdev, Bundle bundle) {
        BundleContext context = bundle == null ? core : bundle.getBundleContext();
        if (context == null || !published.contains(bdev)) {
            return;
        }
        var properties = new Hashtable<String, Object>();
        properties.put(NAME, bdev.name());
        properties.put(UUID, bdev.uuid().toString());
        properties.put(PUBLISHED, true);
        try {
            registrations.put(bdev, context.registerService(Bdev.class, bdev, properties));
        } catch (IllegalStateException e) {
            // The bundle stops meanwhile: its devices depart next.
            return;
        }
    }

    private void withdraw(Bdev bdev) {
        ServiceRegistration<Bdev> registration = registrations.remove(bdev);
        if (registration != null) {
            try {
                registration.unregister();
            } catch (IllegalStateException e) {
                // The framework has done it, with the bundle's other services.
                return;
            }
        }
    }
}
