package io.viaduct.core.osgi;

import io.viaduct.api.bdev.BdevRegistry;
import io.viaduct.api.estate.Estates;
import io.viaduct.api.memory.Memory;
import io.viaduct.api.reactor.Owner;
import io.viaduct.api.rpc.ControlPlane;
import io.viaduct.core.Platform;
import io.viaduct.core.PlatformOptions;
import io.viaduct.core.control.LogFlagMethods;
import io.viaduct.core.control.LogMethods;
import io.viaduct.core.control.LogTimestampMethods;
import io.viaduct.core.plugin.PluginMethods;
import io.viaduct.core.plugin.Plugins;

import org.apache.felix.hc.api.HealthCheck;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleEvent;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceFactory;
import org.osgi.framework.ServiceRegistration;
import org.osgi.framework.SynchronousBundleListener;
import org.osgi.service.cm.ManagedService;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.UnaryOperator;

/** Starts the platform with the core's bundle, and drains it with the bundle's stop. */
public final class Activator implements BundleActivator {
    private static final Logger LOG = System.getLogger(Activator.class.getName());

    /** The launcher's function that sets and tells the lowest level that is logged. */
    private static final String LOG_THRESHOLD = "(viaduct.log=true)";

    private static final String LOUD_LOGGERS = "(viaduct.log.loud=true)";

    private static final String LOG_TIMESTAMPS = "(viaduct.log.timestamps=true)";

    /** What a shell shows for a process that SIGKILL has ended. */
    private static final int KILLED = 137;

    private final FrameworkThread frameworkThread = new FrameworkThread();
    private final List<ServiceRegistration<?>> services = new ArrayList<>();
    private BundleContext context;
    private Platform platform;
    private Placements placements;
    private BdevServices devices;
    private ServiceIntake intake;
    private Plugins plugins;
    private BootRun boot;

    @Override
    public void start(BundleContext bundleContext) throws IOException, InterruptedException {
        context = bundleContext;
        PlatformOptions options = Settings.of(context, this::signal);
        if (options.journal() != null) {
            Files.createDirectories(options.journal());
        }
        platform = Platform.start(options);
        placements = new Placements(context);
        devices = new BdevServices(context, frameworkThread);
        platform.bdevs().add(devices);
        services.add(context.registerService(Memory.class, platform.memory(), null));
        services.add(context.registerService(BdevRegistry.class, new Registries(), null));
        services.add(context.registerService(Estates.class, new BundleEstates(), null));
        services.add(context.registerService(ControlPlane.class, platform.controlPlane(), null));
        addSettings();
        addHealth();
        addLogMethods();
        intake = new ServiceIntake(context, platform, devices, placements);
        intake.open();
        context.addBundleListener((SynchronousBundleListener) this::follow);
        openPlugins();
        boot = new BootRun(context, platform, plugins, options.plan().waitForRpc());
        boot.open();
    }

    @Override
    public void stop(BundleContext bundleContext) {
        boot.close();
        if (plugins != null) {
            plugins.close();
        }
        intake.close();
        services.reversed().forEach(ServiceRegistration::unregister);
        services.clear();
        platform.close();
        frameworkThread.close();
    }

    private void follow(BundleEvent event) {
        boolean framework = event.getBundle().getBundleId() == Constants.SYSTEM_BUNDLE_ID;
        if (framework && event.getType() == BundleEvent.STOPPING) {
            platform.quit();
        } else if (event.getType() == BundleEvent.STOPPED) {
            // What waits may go to another version, now that this one is gone.
            platform.reconcile();
        }
    }

    private void addSettings() {
        var properties = new Hashtable<String, Object>();
        properties.put(Constants.SERVICE_PID, CoreSettings.PID);
        var settings =
                new CoreSettings(
                        times -> platform.holdDefaults(times).join(), platform::isolationStallMs);
        services.add(context.registerService(ManagedService.class, settings, properties));
    }

    private void addHealth() {
        var properties = new Hashtable<String, Object>();
        properties.put(HealthCheck.NAME, JournalHealth.NAME);
        var check = new JournalHealth(platform.controlPlane());
        services.add(context.registerService(HealthCheck.class, check, properties));
    }

    private void openPlugins() throws IOException {
        String data = context.getProperty(Settings.DATA);
        if (data != null) {
            var host = new CorePluginHost(context, frameworkThread, platform, intake);
            plugins = Plugins.open(host, Path.of(data));
            platform.add(platform.owner("plugins"), new PluginMethods(plugins)).join();
        }
    }

    // The log is the launcher's; where there is none, there are no methods.
    @SuppressWarnings("unchecked")
    private void addLogMethods() {
        try {
            for (var log : context.getServiceReferences(UnaryOperator.class, LOG_THRESHOLD)) {
                UnaryOperator<String> threshold = context.getService(log);
                platform.add(platform.owner("log"), new LogMethods(threshold)).join();
            }
            for (var log : context.getServiceReferences(UnaryOperator.class, LOUD_LOGGERS)) {
                UnaryOperator<Set<String>> loud = context.getService(log);
                platform.add(platform.owner("log"), new LogFlagMethods(loud)).join();
            }
            for (var log : context.getServiceReferences(UnaryOperator.class, LOG_TIMESTAMPS)) {
                UnaryOperator<Boolean> timestamps = context.getService(log);
                platform.add(platform.owner("log"), new LogTimestampMethods(timestamps)).join();
            }
        } catch (InvalidSyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private void signal(String name) {
        if (name.equals("SIGKILL")) {
            Runtime.getRuntime().halt(KILLED);
        }
        frameworkThread.execute(this::stopFramework);
    }

    private void stopFramework() {
        try {
            context.getBundle(0).stop();
        } catch (BundleException e) {
            LOG.log(Level.ERROR, "the framework does not stop", e);
        }
    }

    /** A registry for each bundle: what it registers and opens is its own, and goes with it. */
    private final class Registries implements ServiceFactory<BdevRegistry> {
        private final Map<BdevRegistry, Owner> owners = new ConcurrentHashMap<>();

        @Override
        public BdevRegistry getService(
                Bundle bundle, ServiceRegistration<BdevRegistry> registration) {
            Owner owner = platform.owner(bundle.getSymbolicName());
            devices.own(owner, bundle);
            BdevRegistry registry = platform.registry(owner, placements.of(bundle));
            owners.put(registry, owner);
            return registry;
        }

        @Override
        public void ungetService(
                Bundle bundle,
                ServiceRegistration<BdevRegistry> registration,
                BdevRegistry registry) {
            Owner owner = owners.remove(registry);
            try {
                platform.leave(owner).get(ServiceIntake.DRAIN_SECONDS, TimeUnit.SECONDS);
            } catch (TimeoutException e) {
                platform.overdue(owner);
            } catch (ExecutionException e) {
                LOG.log(Level.ERROR, owner.name() + " did not leave in order", e.getCause());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            devices.disown(owner);
        }
    }

    /** The estates for each bundle: what it uses is given up with the service. */
    private final class BundleEstates implements ServiceFactory<Estates> {
        private final Map<Estates, Owner> owners = new ConcurrentHashMap<>();

        @Override
        public Estates getService(Bundle bundle, ServiceRegistration<Estates> registration) {
            Owner owner = platform.owner(bundle.getSymbolicName());
            Estates estates = platform.estates(owner);
            owners.put(estates, owner);
            return estates;
        }

        @Override
        public void ungetService(
                Bundle bundle, ServiceRegistration<Estates> registration, Estates estates) {
            platform.leaveEstates(owners.remove(estates));
        }
    }
}
