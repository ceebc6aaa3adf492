package io.viaduct.core.osgi;

import io.viaduct.core.Platform;
import io.viaduct.core.plugin.PluginEvents;
import io.viaduct.core.plugin.PluginHost;

import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;

/** The platform as the plug-ins see it. */
final class CorePluginHost implements PluginHost {
    private final BundleContext context;
    private final Executor frameworkThread;
    private final Platform platform;
    private final ServiceIntake intake;

    CorePluginHost(
            BundleContext context,
            Executor frameworkThread,
            Platform platform,
            ServiceIntake intake) {
        this.context = context;
        this.frameworkThread = frameworkThread;
        this.platform = platform;
        this.intake = intake;
        platform.notifications().register(PluginEvents.all());
    }

    @Override
    public BundleContext context() {
        return context;
    }

    @Override
    public Executor frameworkThread() {
        return frameworkThread;
    }

    @Override
    public Map<Long, String> waiting() throws InterruptedException {
        return await(platform.waiting());
    }

    @Override
    public void withdrawMethods(Bundle bundle) throws InterruptedException {
        await(intake.withdrawMethods(bundle));
    }

    @Override
    public void post(String type, String what) {
        platform.notifications().post(type, what);
    }

    private static <T> T await(CompletableFuture<T> answer) throws InterruptedException {
        try {
            return answer.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        }
    }
}
