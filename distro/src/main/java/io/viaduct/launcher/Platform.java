package io.viaduct.launcher;

import org.apache.felix.framework.Felix;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.FrameworkEvent;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.launch.Framework;
import org.osgi.framework.startlevel.BundleStartLevel;
import org.osgi.framework.startlevel.FrameworkStartLevel;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** The framework with the distribution's bundles. Driven by one thread, stopped by any. */
final class Platform {
    /** Service property of the function that sets and tells the lowest level that is logged. */
    private static final String LOG = "viaduct.log";

    /** Service property of the function that sets and tells which loggers write every level. */
    private static final String LOUD = "viaduct.log.loud";

    /** Service property of the function that sets and tells whether lines begin with the time. */
    private static final String TIMESTAMPS = "viaduct.log.timestamps";

    private final Framework framework;

    /** Those that must be active for the platform to serve. */
    private final List<Bundle> bundles = new ArrayList<>();

    /** Why bundles did not start, by bundle; written by the framework's threads. */
    private final Map<Bundle, Throwable> failures = new HashMap<>();

    private final CompletableFuture<Report> report = new CompletableFuture<>();

    Platform(Map<String, String> settings) {
        Map<String, Object> properties = new HashMap<>(settings);
        properties.put("felix.log.logger", new FrameworkLog());
        framework = new Felix(properties);
    }

    /**
     * Installs and starts all but the shell on the terminal, and waits for the core's report.
     *
     * @param folder where the bundles are
     * @param terminal whether {@link #openShell} is going to be called
     */
    Report start(Path folder, boolean terminal) throws Refusal, InterruptedException {
        try {
            framework.init(this::happened);
            BundleContext context = framework.getBundleContext();
            BundleLog.listen(context);
            offerLauncher(context);
            for (BundleList.Entry entry : BundleList.entries()) {
                if (terminal || !entry.terminal()) {
                    install(context, entry, folder);
                }
            }
            framework.start();
            requireActive();
            return report.get();
        } catch (IOException e) {
            throw Refusal.because("cannot read the distribution's bundles", e);
        } catch (BundleException | InvalidSyntaxException | ExecutionException e) {
            throw new Refusal("the framework did not start: " + e.getMessage(), e);
        }
    }

    /** Gives the terminal to a shell; its end is the platform's. */
    void openShell() {
        framework.adapt(FrameworkStartLevel.class).setStartLevel(BundleList.terminalLevel());
    }

    /** Returns when the framework has stopped, for whatever reason. */
    void awaitStop() throws InterruptedException {
        framework.waitForStop(0);
    }

    /** Stops all bundles in the reverse order of their start; false if that took too long. */
    boolean stop(long deadlineMs) throws BundleException, InterruptedException {
        framework.stop();
        return framework.waitForStop(deadlineMs).getType() != FrameworkEvent.WAIT_TIMEDOUT;
    }

    private void offerLauncher(BundleContext context) {
        var properties = new Hashtable<String, Object>(Map.of(Report.LAUNCHER, true));
        Consumer<Map<?, ?>> launcher = map -> report.complete(Report.of(map));
        context.registerService(Consumer.class, launcher, properties);
        offer(context, LOG, (UnaryOperator<String>) LineLoggerFinder::threshold);
        offer(context, LOUD, (UnaryOperator<Set<String>>) LineLoggerFinder::loud);
        offer(context, TIMESTAMPS, (UnaryOperator<Boolean>) LineLoggerFinder::timestamps);
    }

    private static void offer(BundleContext context, String property, UnaryOperator<?> function) {
        var properties = new Hashtable<String, Object>(Map.of(property, true));
        context.registerService(UnaryOperator.class, function, properties);
    }

    private void install(BundleContext context, BundleList.Entry entry, Path folder)
            throws Refusal, BundleException, IOException {
        Path jar = entry.in(folder);
        if (jar == null) {
            throw new Refusal("the distribution lacks " + entry.artifact() + " in " + folder);
        }
        Bundle bundle = context.installBundle(jar.toUri().toString());
        bundle.adapt(BundleStartLevel.class).setStartLevel(entry.startLevel());
        bundle.start(Bundle.START_ACTIVATION_POLICY);
        if (!entry.terminal()) {
            bundles.add(bundle);
        }
    }

    private void happened(FrameworkEvent event) {
        if (event.getType() == FrameworkEvent.ERROR) {
            synchronized (failures) {
                failures.putIfAbsent(event.getBundle(), event.getThrowable());
            }
        }
    }

    /**
     * A bundle of ours that did not start leaves no platform worth running. One whose place another
     * copy has taken is not to be started, and is no loss.
     */
    private void requireActive() throws Refusal {
        for (Bundle bundle : bundles) {
            boolean wanted = bundle.adapt(BundleStartLevel.class).isPersistentlyStarted();
            if (wanted && bundle.getState() != Bundle.ACTIVE) {
                Throwable failure;
                synchronized (failures) {
                    failure = failures.get(bundle);
                }
                throw new Refusal(reason(bundle, failure), failure);
            }
        }
    }

    /** A bundle that refuses to start says why in its exception's message, for the user. */
    private static String reason(Bundle bundle, Throwable failure) {
        Throwable cause = failure;
        if (failure instanceof BundleException e && e.getCause() != null) {
            cause = e.getCause();
        }
        String name = bundle.getSymbolicName();
        return cause == null
                ? name + " did not start"
                : name + " did not start: " + String.valueOf(cause.getMessage());
    }
}
