package io.viaduct.core.osgi;

import io.viaduct.core.Platform;
import io.viaduct.core.control.ConfigFile;
import io.viaduct.core.plugin.Plugins;
import io.viaduct.core.reactor.ReactorInfo;

import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkEvent;
import org.osgi.framework.FrameworkListener;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * The start's last part, once all bundles of the distribution are there: it runs on a thread of its
 * own and ends with a report to the launcher.
 */
final class BootRun implements FrameworkListener {
    /** The launcher takes the report: a consumer of the system bundle's with this property. */
    private static final String LAUNCHER = "(viaduct.launcher=true)";

    private static final Logger LOG = System.getLogger(BootRun.class.getName());

    private final BundleContext context;
    private final Bundle framework;
    private final Platform platform;
    private final Plugins plugins;
    private final boolean waitForRpc;
    private final AtomicBoolean begun = new AtomicBoolean();
    private Thread thread;

    /**
     * A start that is still to come.
     *
     * @param plugins the plug-ins, or null where there are no folders for them
     */
    BootRun(BundleContext context, Platform platform, Plugins plugins, boolean waitForRpc) {
        this.context = context;
        framework = context.getBundle(0);
        this.platform = platform;
        this.plugins = plugins;
        this.waitForRpc = waitForRpc;
    }

    /** Begins when the framework has started, or now where it has. */
    void open() {
        context.addFrameworkListener(this);
        if (framework.getState() == Bundle.ACTIVE) {
            begin();
        }
    }

    @Override
    public void frameworkEvent(FrameworkEvent event) {
        if (event.getType() == FrameworkEvent.STARTED) {
            begin();
        }
    }

    private void begin() {
        if (begun.compareAndSet(false, true)) {
            thread = Thread.ofPlatform().name("boot").daemon().start(this::run);
        }
    }

    private void run() {
        try {
            if (plugins != null) {
                // A configuration needs the modules that stay.
                plugins.checkStarted();
                plugins.watch();
            }
            if (waitForRpc) {
                report("running", machine() + "; waits for framework_start_init", List.of());
            }
            List<String> connect = platform.boot();
            if (!waitForRpc) {
                report("running", machine(), connect);
            }
        } catch (ConfigFile.Invalid e) {
            if (!report("failed", e.getMessage(), List.of())) {
                LOG.log(Level.ERROR, "the start has failed: " + e.getMessage());
            }
        } catch (RuntimeException e) {
            if (framework.getState() == Bundle.STOPPING) {
                // What it was about to use has gone; whoever stops has said why.
                LOG.log(Level.DEBUG, "the core stops before the start has ended", e);
                return;
            }
            LOG.log(Level.ERROR, "the start has failed", e);
            report("failed", e.toString(), List.of());
        } catch (InterruptedException e) {
            LOG.log(Level.DEBUG, "the core stops before the start has ended");
        }
    }

    private String machine() {
        List<ReactorInfo> reactors = platform.reactorInfos();
        String noun = reactors.size() == 1 ? " reactor, " : " reactors, ";
        return reactors.size() + noun + reactors.getFirst().engine();
    }

    /** False where there is no launcher to tell. */
    private boolean report(String state, String message, List<String> connect) {
        Map<String, Object> report = new HashMap<>();
        report.put("state", state);
        report.put("message", message);
        report.put("connect", connect);
        String rpc = context.getProperty(Settings.RPC);
        if (rpc != null) {
            report.put("rpc", rpc);
        }
        try {
            var launchers = context.getServiceReferences(Consumer.class, LAUNCHER);
            launchers.forEach(launcher -> deliver(launcher, report));
            return !launchers.isEmpty();
        } catch (InvalidSyntaxException e) {
            throw new IllegalStateException(e);
        } catch (IllegalStateException e) {
            LOG.log(Level.DEBUG, "the core has stopped before its report", e);
            return false;
        }
    }

    @SuppressWarnings({"rawtypes", "unchecked"})
    private void deliver(ServiceReference<Consumer> reference, Map<String, Object> report) {
        Consumer launcher = context.getService(reference);
        if (launcher != null) {
            launcher.accept(report);
            context.ungetService(reference);
        }
    }

    /** Ends the start where it is. */
    void close() {
        context.removeFrameworkListener(this);
        if (thread != null) {
            thread.interrupt();
        }
    }
}
