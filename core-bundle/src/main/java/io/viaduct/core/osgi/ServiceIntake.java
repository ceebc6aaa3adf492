package io.viaduct.core.osgi;

import io.viaduct.api.admin.AdminCommandHandler;
import io.viaduct.api.bdev.Bdev;
import io.viaduct.api.bdev.BdevModule;
import io.viaduct.api.discovery.DiscoveryPublisher;
import io.viaduct.api.reactor.Owner;
import io.viaduct.api.rpc.RpcMethods;
import io.viaduct.api.transport.TargetTransport;
import io.viaduct.core.Platform;
import io.viaduct.core.osgi.Taken.Release;

import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceEvent;
import org.osgi.framework.ServiceListener;
import org.osgi.framework.ServiceReference;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The core's one listener: takes in transports, modules, methods, handlers of admin commands,
 * publishers of the discovery service and devices of other bundles. An arrival is enqueued to the
 * control strand; a departure waits for the strand to have let go, up to the drain deadline,
 * because what has left must not be called any more. Framework's threads.
 */
final class ServiceIntake implements ServiceListener, AutoCloseable {
    /** How long a departure is waited for (architecture, section 4). */
    static final int DRAIN_SECONDS = 4;

    private static final Logger LOG = System.getLogger(ServiceIntake.class.getName());

    private static final List<Class<?>> KINDS =
            List.of(
                    TargetTransport.class,
                    BdevModule.class,
                    RpcMethods.class,
                    AdminCommandHandler.class,
                    DiscoveryPublisher.class,
                    Bdev.class);

    private final BundleContext context;
    private final Platform platform;
    private final BdevServices devices;
    private final Placements placements;
    private final Map<ServiceReference<?>, Taken> taken = new LinkedHashMap<>();
    private final Map<ServiceReference<?>, RpcMethods> methods = new ConcurrentHashMap<>();

    ServiceIntake(
            BundleContext context, Platform platform, BdevServices devices, Placements placements) {
        this.context = context;
        this.platform = platform;
        this.devices = devices;
        this.placements = placements;
    }

    /** Listens, and takes in what is there. */
    void open() {
        String filter =
                KINDS.stream()
                        .map(kind -> "(objectClass=" + kind.getName() + ")")
                        .collect(Collectors.joining("", "(|", ")"));
        try {
            context.addServiceListener(this, filter);
            ServiceReference<?>[] there = context.getServiceReferences((String) null, filter);
            if (there != null) {
                Stream.of(there).sorted().forEach(this::arrived);
            }
        } catch (InvalidSyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void serviceChanged(ServiceEvent event) {
        switch (event.getType()) {
            case ServiceEvent.REGISTERED -> arrived(event.getServiceReference());
            case ServiceEvent.UNREGISTERING -> leaving(event.getServiceReference());
            default -> {
                // Properties do not matter here.
            }
        }
    }

    private void arrived(ServiceReference<?> reference) {
        if (BdevServices.isOurs(reference)) {
            return;
        }
        Taken entry = new Taken();
        synchronized (taken) {
            if (taken.putIfAbsent(reference, entry) != null) {
                return;
            }
        }
        try {
            takeIn(reference, entry);
        } finally {
            List<Release> left = entry.complete();
            if (!left.isEmpty()) {
                letGo(reference, left);
            }
        }
    }

    private void takeIn(ServiceReference<?> reference, Taken entry) {
        Object service = context.getService(reference);
        Bundle bundle = reference.getBundle();
        if (service != null && bundle != null) {
            takeIn(service, platform.owner(bundle.getSymbolicName()), bundle, entry);
            if (service instanceof RpcMethods found) {
                methods.put(reference, found);
                entry.add(new Release(() -> forget(reference)));
            }
        }
    }

    private CompletableFuture<Void> forget(ServiceReference<?> reference) {
        methods.remove(reference);
        return CompletableFuture.completedFuture(null);
    }

    // One service may be several things.
    private void takeIn(Object service, Owner owner, Bundle bundle, Taken entry) {
        if (service instanceof BdevModule module) {
            logged(platform.addModule(module), owner);
            entry.add(new Release(() -> platform.removeModule(module)));
        }
        if (service instanceof TargetTransport transport) {
            logged(platform.add(owner, transport), owner);
            entry.add(new Release(() -> platform.remove(transport)));
        }
        if (service instanceof RpcMethods methods) {
            logged(platform.add(owner, methods), owner);
            entry.add(new Release(() -> platform.remove(methods)));
        }
        if (service instanceof AdminCommandHandler handler) {
            takeIn(handler, owner, entry);
        }
        if (service instanceof DiscoveryPublisher publisher) {
            logged(platform.add(publisher), owner);
            entry.add(new Release(() -> platform.remove(publisher)));
        }
        if (service instanceof Bdev bdev) {
            devices.leaveAlone(bdev);
            var registered = platform.register(owner, placements.of(bundle), bdev);
            logged(registered.whenComplete(forgetRefused(bdev)), owner);
            entry.add(new Release(() -> platform.leave(owner), () -> platform.overdue(owner)));
        }
    }

    private void takeIn(AdminCommandHandler handler, Owner owner, Taken entry) {
        try {
            platform.adminHandlers().add(handler);
            entry.add(new Release(() -> platform.adminHandlers().remove(handler)));
        } catch (IllegalArgumentException e) {
            LOG.log(Level.ERROR, owner.name() + " cannot be taken in", e);
        }
    }

    private BiConsumer<Void, Throwable> forgetRefused(Bdev bdev) {
        return (done, failure) -> {
            if (failure != null) {
                devices.forget(bdev);
            }
        };
    }

    private void leaving(ServiceReference<?> reference) {
        Taken entry;
        synchronized (taken) {
            entry = taken.remove(reference);
        }
        if (entry == null) {
            return;
        }
        letGo(reference, entry.leave(DRAIN_SECONDS));
    }

    private void letGo(ServiceReference<?> reference, List<Release> releases) {
        String who = String.valueOf(reference);
        releases.forEach(release -> await(release, who));
        context.ungetService(reference);
    }

    /**
     * Methods of this bundle are called no more from now on, ahead of the rest of it. Done when the
     * strand has let go of them.
     */
    CompletableFuture<Void> withdrawMethods(Bundle bundle) {
        return CompletableFuture.allOf(
                methods.entrySet().stream()
                        .filter(entry -> bundle.equals(entry.getKey().getBundle()))
                        .map(entry -> platform.remove(entry.getValue()))
                        .toArray(CompletableFuture[]::new));
    }

    private void await(Release release, String who) {
        CompletableFuture<Void> released = release.begin().get();
        if (platform.isOwnThread()) {
            // Waiting here would be waiting for oneself; the strand lets go when its turn comes.
            LOG.log(Level.WARNING, who + " was unregistered on a thread of the core");
            return;
        }
        try {
            released.get(DRAIN_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            LOG.log(Level.WARNING, who + " has left before everything of it had drained");
            release.overdue().run();
        } catch (ExecutionException e) {
            LOG.log(Level.ERROR, who + " did not leave in order", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void logged(CompletableFuture<Void> future, Owner owner) {
        var unused =
                future.exceptionally(
                        e -> {
                            LOG.log(Level.ERROR, owner.name() + " cannot be taken in", e);
                            return null;
                        });
    }

    /** Lets go of everything. */
    @Override
    public void close() {
        context.removeServiceListener(this);
        List<ServiceReference<?>> all;
        synchronized (taken) {
            all = List.copyOf(taken.keySet());
        }
        all.reversed().forEach(this::leaving);
    }
}
