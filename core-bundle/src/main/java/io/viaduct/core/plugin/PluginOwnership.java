package io.viaduct.core.plugin;

import org.osgi.framework.Bundle;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;

/** Lets the right copy of each plug-in run. Plug-ins' thread, but for {@link #chooseAtStart}. */
final class PluginOwnership {
    private static final Logger LOG = System.getLogger(PluginOwnership.class.getName());

    /** What becomes of a copy that runs and whose jar is not there any more. */
    enum Orphan {
        /** It goes, also where nothing takes its place. */
        GOES,
        /** It stays until something takes its place. */
        STAYS
    }

    private final PluginHost host;
    private final PluginBundles bundles;
    private final PluginCopies copies;
    private final PluginSwap swap;
    private final FrameworkCalls framework;

    PluginOwnership(PluginHost host, PluginBundles bundles, PluginCopies copies, PluginSwap swap) {
        this.host = host;
        this.bundles = bundles;
        this.copies = copies;
        this.swap = swap;
        framework = new FrameworkCalls(host.frameworkThread());
    }

    /** The copy of a plug-in that owns its name, or null. */
    PluginCopy running(String name) throws PluginException, InterruptedException {
        PluginCopy owner = copies.owner(name);
        if (owner != null && owner.isOurs()) {
            return owner;
        }
        return framework.call(() -> distribution(name));
    }

    private PluginCopy distribution(String name) {
        Bundle bundle = bundles.distribution(name);
        return bundle == null ? null : PluginCopy.of(bundle);
    }

    /** The copies that may run, the first in precedence first. */
    List<PluginCopy> candidates(String name) throws PluginException, InterruptedException {
        List<PluginCopy> all = ours(name);
        PluginCopy distribution = framework.call(() -> distribution(name));
        if (distribution != null) {
            all.add(distribution);
        }
        return all;
    }

    private List<PluginCopy> ours(String name) {
        List<PluginCopy> all = new ArrayList<>(copies.of(name));
        all.removeIf(copy -> copy.isKept() || copy.failure() != null);
        return all;
    }

    /**
     * Before the start level of plug-ins is reached: the framework starts the right copies by
     * itself. On a thread of the framework's.
     */
    void chooseAtStart(String name) {
        for (PluginCopy copy : ours(name)) {
            try {
                bundles.install(copy);
                bundles.resolve(copy, copies::whoBrings);
                PluginCopy distribution = distribution(name);
                if (distribution != null) {
                    bundles.stop(distribution);
                }
                bundles.start(copy);
                copies.owner(name, copy);
                return;
            } catch (PluginException e) {
                failed(copy, e.getMessage());
                bundles.uninstall(copy);
            }
        }
        startDistribution(name);
    }

    private void startDistribution(String name) {
        PluginCopy distribution = distribution(name);
        if (distribution != null) {
            try {
                bundles.start(distribution);
            } catch (PluginException e) {
                LOG.log(Level.ERROR, e.getMessage());
            }
        }
    }

    /** Once all has started: what is not healthy makes room for the next. */
    void checkAll() throws PluginException, InterruptedException {
        for (PluginCopy copy : copies.owners()) {
            String why = swap.awaitHealthy(copy);
            if (why != null && !swap.isStopping()) {
                failed(copy, why);
                settle(copy.name(), Orphan.STAYS);
            }
        }
    }

    /** Lets the first copy run that works. */
    void settle(String name, Orphan orphan) throws PluginException, InterruptedException {
        PluginCopy running = running(name);
        for (PluginCopy candidate : candidates(name)) {
            if (candidate.isSame(running)) {
                tellShadowed(name, candidate);
                return;
            }
            if (take(running, candidate)) {
                tellShadowed(name, candidate);
                return;
            }
            boolean overwritten = running != null && isDetached(running);
            if (swap.isStopping() || (overwritten && orphan == Orphan.STAYS)) {
                return;
            }
        }
        if (running != null && running.isOurs() && orphan == Orphan.GOES) {
            swap.remove(running);
            copies.owner(name, null);
            tell(PluginEvents.UNINSTALLED, running.toString());
        }
    }

    private boolean isDetached(PluginCopy running) {
        return running.isOurs() && !copies.of(running.name()).contains(running);
    }

    private boolean take(PluginCopy running, PluginCopy candidate) throws InterruptedException {
        try {
            swap.replace(running, candidate);
            took(running, candidate, PluginEvents.UPDATED);
            return true;
        } catch (PluginException e) {
            if (!swap.isStopping()) {
                failed(candidate, e.getMessage());
            }
            return false;
        }
    }

    /** A copy has taken another's place. */
    void took(PluginCopy from, PluginCopy to, String event) throws InterruptedException {
        copies.owner(to.name(), to);
        swap.retire(from);
        if (from == null) {
            tell(PluginEvents.INSTALLED, to.toString());
        } else {
            tell(event, to + ", before " + from);
        }
    }

    private void failed(PluginCopy copy, String why) {
        copy.failure(why);
        LOG.log(Level.ERROR, "plug-in " + copy + " does not run: " + why);
        host.post(PluginEvents.FAILED, copy + ": " + why);
    }

    private void tellShadowed(String name, PluginCopy owner) {
        for (PluginCopy copy : ours(name)) {
            if (!copy.isSame(owner)) {
                LOG.log(Level.WARNING, copy + " is not started: " + owner + " owns the name");
            }
        }
    }

    private void tell(String event, String what) {
        LOG.log(Level.INFO, event.replace("plugin_", "plug-in ").replace('_', ' ') + ": " + what);
        host.post(event, what);
    }
}
