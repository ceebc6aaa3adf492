package io.viaduct.core.plugin;

import io.viaduct.api.rpc.Errno;
import io.viaduct.core.reactor.NanoClock;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * Puts one copy of a plug-in in another's place: the new one is resolved, started and warm before
 * the old one goes, and the old one comes back if the new one is not healthy in time. Plug-ins'
 * thread, which may wait.
 */
final class PluginSwap {
    /** How long a new copy may take to be warm beside the old one. */
    static final long WARM_MS = 5_000;

    /** How long it may take to take over; well within the time that namespaces are held. */
    static final long HEALTH_MS = 5_000;

    private static final long TICK_MS = 10;
    private static final Logger LOG = System.getLogger(PluginSwap.class.getName());

    private final PluginHost host;
    private final PluginBundles bundles;
    private final PluginHealth health;
    private final HealthChecks checks;
    private final FrameworkCalls framework;
    private final Function<String, String> whoBrings;
    private final NanoClock clock = NanoClock.SYSTEM;
    private final CountDownLatch closing = new CountDownLatch(1);

    PluginSwap(PluginHost host, PluginBundles bundles, Function<String, String> whoBrings) {
        this.host = host;
        this.bundles = bundles;
        this.whoBrings = whoBrings;
        framework = new FrameworkCalls(host.frameworkThread());
        health = new PluginHealth(host.context());
        checks = new HealthChecks(host.context(), framework);
    }

    /** Ends what is under way at its next step. Any thread. */
    void close() {
        closing.countDown();
    }

    /**
     * Starts a copy and stops another, which stays installed for {@link #restore} until {@link
     * #retire}.
     *
     * @param from the copy that runs; null where none does
     * @throws PluginException why not; {@code from} then runs as before
     */
    void replace(PluginCopy from, PluginCopy to) throws PluginException, InterruptedException {
        try {
            makeReady(to);
        } catch (PluginException e) {
            remove(to);
            throw e;
        }
        Set<Long> before = host.waiting().keySet();
        if (from != null) {
            stop(from);
        }
        String unhealthy = await(HEALTH_MS, () -> unhealthy(to, before));
        if (unhealthy != null) {
            restore(from, to);
            String what = from == null ? to + " was stopped" : to + " was rolled back to " + from;
            throw PluginException.failed(what, unhealthy);
        }
    }

    private void makeReady(PluginCopy to) throws PluginException, InterruptedException {
        refuseWhenStopping();
        framework.call(
                () -> {
                    bundles.install(to);
                    bundles.resolve(to, whoBrings);
                    bundles.start(to);
                    return null;
                });
        String cold = await(WARM_MS, () -> framework.call(() -> health.unready(to.bundle())));
        if (cold != null) {
            throw PluginException.failed(to + " is not ready in time", cold);
        }
    }

    /** Why a copy is not healthy now, or null. */
    String unhealthy(PluginCopy copy) throws PluginException, InterruptedException {
        return unhealthy(copy, host.waiting().keySet());
    }

    /** Why it is not healthy when the time is over, or null as soon as it is. */
    String awaitHealthy(PluginCopy copy) throws PluginException, InterruptedException {
        return await(HEALTH_MS, () -> unhealthy(copy));
    }

    private String unhealthy(PluginCopy copy, Set<Long> before)
            throws PluginException, InterruptedException {
        String unready = framework.call(() -> health.unready(copy.bundle()));
        if (unready != null) {
            return unready;
        }
        for (Map.Entry<Long, String> one : host.waiting().entrySet()) {
            if (!before.contains(one.getKey())) {
                return one.getValue();
            }
        }
        return checks.unhealthy(copy.bundle());
    }

    /** Brings back what {@link #replace} has stopped. */
    void restore(PluginCopy from, PluginCopy to) throws InterruptedException {
        if (from != null && !isStopping()) {
            try {
                makeReady(from);
            } catch (PluginException e) {
                LOG.log(Level.ERROR, "cannot go back: " + e.getMessage());
            }
        }
        remove(to);
    }

    /** A copy's methods go first, so that what waits is never given to one that is leaving. */
    void stop(PluginCopy copy) throws InterruptedException {
        if (copy.bundle() != null) {
            host.withdrawMethods(copy.bundle());
            framework.run(() -> bundles.stop(copy));
        }
    }

    /** Stops a copy and takes it out of the framework, if it is ours. */
    void remove(PluginCopy copy) throws InterruptedException {
        stop(copy);
        framework.run(() -> bundles.uninstall(copy));
    }

    /** Takes what has been replaced out of the framework, if it is ours. */
    void retire(PluginCopy copy) throws InterruptedException {
        if (copy != null) {
            framework.run(() -> bundles.uninstall(copy));
        }
    }

    boolean isStopping() {
        return closing.getCount() == 0 || bundles.isStopping();
    }

    private void refuseWhenStopping() throws PluginException {
        if (isStopping()) {
            throw PluginException.refused(Errno.EBUSY, "the platform is stopping");
        }
    }

    /** Why something is not yet so. */
    @FunctionalInterface
    private interface Obstacle {
        String get() throws PluginException, InterruptedException;
    }

    private String await(long ms, Obstacle obstacle) throws PluginException, InterruptedException {
        long deadline = clock.nanoTime() + TimeUnit.MILLISECONDS.toNanos(ms);
        String why = obstacle.get();
        while (why != null && clock.nanoTime() - deadline < 0) {
            refuseWhenStopping();
            var unused = closing.await(TICK_MS, TimeUnit.MILLISECONDS);
            why = obstacle.get();
        }
        return why;
    }
}
