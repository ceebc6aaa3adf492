package io.viaduct.core.osgi;

import io.viaduct.api.bdev.Bdev;
import io.viaduct.api.bdev.BdevModule;
import io.viaduct.api.reactor.Owner;
import io.viaduct.api.rpc.RpcMethods;
import io.viaduct.api.transport.TargetTransport;
import io.viaduct.core.Platform;

import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceEvent;
import org.osgi.framework.ServiceListener;
import org.osgi.framework.ServiceReference;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The core's one listener: takes in transports, modules, methods and devices of other bundles. An
 * arrival is enqueued to the control strand; a departure waits for the strand to have let go, up to
 * the drain deadline, because what has left must not be called any more. Framework's threads.
 */
final class ServiceIntake implements ServiceListener, AutoCloseable {
    /** How long a departure is waited for (architecture, section 4). */
    static final int DRAIN_SECONDS = 4;

    private static final Logger LOG = System.getLogger(ServiceIntake.class.getName());

    private static final List<Class<?>> KINDS =
            List.of(TargetTransport.class, BdevModule.class, RpcMethods.class, Bdev.class);

    /** How a service that was taken in is let go again, and what is to be done when it is late. */
    private record Release(Supplier<CompletableFuture<Void>> begin, Runnable overdue) {
        private Release(Supplier<CompletableFuture<Void>> begin) {
            this(begin, () -> {});
        }
    }

    private final BundleContext context;
    private final Platform platform;
    private final BdevServices devices;
    private final Placements placements;
    private final Map<ServiceReference<?>, List<Release>> taken = new LinkedHashMap<>();
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
        List<Release> releases = new ArrayList<>();
        synchronized (taken) {
            if (taken.putIfAbsent(reference, releases) != null) {
                return;
            }
        }
        Object service = context.getService(reference);
        if (service != null) {
            Owner owner = platform.owner(reference.getBundle().getSymbolicName());
            takeIn(service, owner, reference.getBundle(), releases);
            if (service instanceof RpcMethods found) {
                methods.put(reference, found);
            }
        }
    }

    // One service may be several things.
    private void takeIn(Object service, Owner owner, Bundle bundle, List<Release> releases) {
        if (service instanceof BdevModule module) {
            logged(platform.addModule(module), owner);
            releases.add(new Release(() -> platform.removeModule(module)));
        }
        if (service instanceof TargetTransport transport) {
            logged(platform.add(owner, transport), owner);
            releases.add(new Release(() -> platform.remove(transport)));
        }
        if (service instanceof RpcMethods methods) {
            logged(platform.add(owner, methods), owner);
            releases.add(new Release(() -> platform.remove(methods)));
        }
        if (service instanceof Bdev bdev) {
            devices.leaveAlone(bdev);
            var registered = platform.register(owner, placements.of(bundle), bdev);
            logged(registered.whenComplete(forgetRefused(bdev)), owner);
            releases.add(new Release(() -> platform.leave(owner), () -> platform.overdue(owner)));
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
        List<Release> releases;
        methods.remove(reference);
        synchronized (taken) {
            releases = taken.remove(reference);
        }
        if (releases == null) {
            return;
        }
        String who = String.valueOf(reference);
        for (Release release : releases.reversed()) {
            await(release, who);
        }
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
        CompletableFuture<Void> released = release.begin.get();
        if (platform.isOwnThread()) {
            // Waiting here would be waiting for oneself; the strand lets go when its turn comes.
            LOG.log(Level.WARNING, who + " was unregistered on a thread of the core");
            return;
        }
        try {
            released.get(DRAIN_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            LOG.log(Level.WARNING, who + " has left before everything of it had drained");
            release.overdue.run();
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
