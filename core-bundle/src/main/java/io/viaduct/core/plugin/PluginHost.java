package io.viaduct.core.plugin;

import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;

import java.util.Map;
import java.util.concurrent.Executor;

/** What the plug-ins need of the core that they live in. */
public interface PluginHost {
    /** The core's own context. */
    BundleContext context();

    /** The thread that calls the framework. */
    Executor frameworkThread();

    /**
     * What is desired and not there, by a number that stays the same for as long as it is not.
     * Waits for the control strand.
     */
    Map<Long, String> waiting() throws InterruptedException;

    /** From now on no method of this bundle is called. Waits for the control strand. */
    void withdrawMethods(Bundle bundle) throws InterruptedException;

    /** Tells clients of an event: one of {@link PluginEvents}. */
    void post(String type, String what);
}
