package io.viaduct.core.plugin;

import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.startlevel.BundleStartLevel;
import org.osgi.framework.wiring.BundleWire;
import org.osgi.framework.wiring.BundleWiring;
import org.osgi.framework.wiring.FrameworkWiring;

import java.io.IOException;
import java.io.InputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/** What is done with the framework on a plug-in's account. Framework thread. */
final class PluginBundles {
    /** Locations of bundles that we have installed begin so. */
    private static final String LOCATION = "viaduct-plugin:";

    private static final String OURS = "io.viaduct.";
    private static final Logger LOG = System.getLogger(PluginBundles.class.getName());

    /** Our bundles that are no spans. */
    private static final Set<String> OUR_BASE =
            Set.of("io.viaduct.api", "io.viaduct.linux", "io.viaduct.core");

    private final BundleContext context;
    private final Set<String> base = new HashSet<>();
    private final int startLevel;
    private long installed;

    /** Sees what there is as the distribution; what an earlier run of the core has left goes. */
    PluginBundles(BundleContext context) {
        this.context = context;
        startLevel = context.getBundle().adapt(BundleStartLevel.class).getStartLevel() + 1;
        base.addAll(OUR_BASE);
        for (Bundle bundle : context.getBundles()) {
            if (bundle.getLocation().startsWith(LOCATION)) {
                uninstall(bundle);
            } else if (!String.valueOf(bundle.getSymbolicName()).startsWith(OURS)) {
                base.add(String.valueOf(bundle.getSymbolicName()));
            }
        }
    }

    /** Whether this is a part of what is changed by a restart only. */
    boolean isBase(String name) {
        return base.contains(name);
    }

    /** The spans that nobody but the distribution has brought, as they are now. */
    List<Bundle> distribution() {
        return Arrays.stream(context.getBundles())
                .filter(bundle -> bundle.getState() != Bundle.UNINSTALLED)
                .filter(bundle -> !bundle.getLocation().startsWith(LOCATION))
                .filter(bundle -> bundle.getSymbolicName() != null)
                .filter(bundle -> !isBase(bundle.getSymbolicName()))
                .toList();
    }

    /** The distribution's copy of a plug-in, the active one of several; or null. */
    Bundle distribution(String name) {
        return distribution().stream()
                .filter(bundle -> bundle.getSymbolicName().equals(name))
                .max(Comparator.comparingInt(Bundle::getState))
                .orElse(null);
    }

    /** Installs a copy's jar, unless it is. */
    void install(PluginCopy copy) throws PluginException {
        if (copy.bundle() != null) {
            return;
        }
        String location = LOCATION + ++installed + ":" + copy.jar();
        try (InputStream jar = Files.newInputStream(copy.jar())) {
            copy.bundle(context.installBundle(location, jar));
        } catch (IOException | BundleException e) {
            throw PluginException.failed(copy + " cannot be installed", e.getMessage());
        }
    }

    /** Resolves a copy's bundle; the exception names what is missing. */
    void resolve(PluginCopy copy, Function<String, String> whoBrings) throws PluginException {
        Bundle bundle = copy.bundle();
        FrameworkWiring wiring = context.getBundle(0).adapt(FrameworkWiring.class);
        if (!wiring.resolveBundles(List.of(bundle))) {
            List<String> missing = new MissingRequirements(wiring, whoBrings).of(bundle);
            throw PluginException.failed(
                    copy + " does not resolve",
                    missing.isEmpty()
                            ? "what it needs is there, but does not go together"
                            : String.join("; ", missing));
        }
        for (BundleWire wire : bundle.adapt(BundleWiring.class).getRequiredWires(null)) {
            String provider = wire.getProvider().getSymbolicName();
            if (wire.getProvider().getBundle() != bundle
                    && !isBase(provider)
                    && wire.getProvider().getBundle().getBundleId() != 0) {
                throw PluginException.failed(
                        copy + " is no plug-in",
                        "it needs " + provider + ", which is no part of the base");
            }
        }
    }

    /** Starts a copy's bundle, now or when its start level is reached. */
    void start(PluginCopy copy) throws PluginException {
        Bundle bundle = copy.bundle();
        try {
            if (copy.isOurs()) {
                bundle.adapt(BundleStartLevel.class).setStartLevel(startLevel);
            }
            bundle.start(Bundle.START_ACTIVATION_POLICY);
        } catch (BundleException e) {
            Throwable why = e.getCause() == null ? e : e.getCause();
            throw PluginException.failed(copy + " does not start", String.valueOf(why));
        }
    }

    /** Stops a copy's bundle for good. */
    void stop(PluginCopy copy) {
        Bundle bundle = copy.bundle();
        try {
            if (bundle != null && bundle.getState() != Bundle.UNINSTALLED) {
                bundle.stop();
            }
        } catch (BundleException e) {
            // It is stopped all the same: only its own activator has complained.
            LOG.log(Level.WARNING, copy + " did not stop in order", e);
        }
    }

    /** Takes the bundle of a copy of ours out of the framework, with its classes. */
    void uninstall(PluginCopy copy) {
        Bundle bundle = copy.bundle();
        if (bundle != null && copy.isOurs()) {
            copy.bundle(null);
            uninstall(bundle);
        }
    }

    private void uninstall(Bundle bundle) {
        try {
            if (bundle.getState() != Bundle.UNINSTALLED) {
                bundle.uninstall();
            }
            FrameworkWiring wiring = context.getBundle(0).adapt(FrameworkWiring.class);
            if (wiring.getRemovalPendingBundles().contains(bundle)) {
                wiring.refreshBundles(List.of(bundle));
            }
        } catch (BundleException e) {
            LOG.log(Level.WARNING, bundle + " is not uninstalled in order", e);
        }
    }

    /** Whether the framework is on its way down, so that nothing may be started any more. */
    boolean isStopping() {
        return context.getBundle(0).getState() == Bundle.STOPPING;
    }
}
