package io.viaduct.core.plugin;

import org.apache.felix.hc.api.HealthCheck;
import org.apache.felix.hc.api.Result;
import org.apache.felix.hc.api.ResultLog;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceReference;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * What a bundle's own health checks say. They are the plug-in's code: each runs on a thread of its
 * own, and is waited for a while only. Plug-ins' thread.
 */
final class HealthChecks {
    /** How long one check may take; what hangs counts as not healthy. */
    static final long CHECK_MS = 1_000;

    private final BundleContext context;
    private final FrameworkCalls framework;

    HealthChecks(BundleContext context, FrameworkCalls framework) {
        this.context = context;
        this.framework = framework;
    }

    /** What a check has against the bundle, or null. */
    String unhealthy(Bundle bundle) throws PluginException, InterruptedException {
        for (ServiceReference<?> reference : framework.call(() -> references(bundle))) {
            Object service = framework.call(() -> context.getService(reference));
            try {
                if (service instanceof HealthCheck check) {
                    String why = ask(check, name(reference));
                    if (why != null) {
                        return why;
                    }
                }
            } finally {
                framework.run(() -> context.ungetService(reference));
            }
        }
        return null;
    }

    private static List<ServiceReference<?>> references(Bundle bundle) {
        List<ServiceReference<?>> checks = new ArrayList<>();
        ServiceReference<?>[] all = bundle.getRegisteredServices();
        for (ServiceReference<?> one : all == null ? new ServiceReference<?>[0] : all) {
            String[] types = (String[]) one.getProperty(Constants.OBJECTCLASS);
            if (Arrays.asList(types).contains(HealthCheck.class.getName())) {
                checks.add(one);
            }
        }
        return checks;
    }

    private static String name(ServiceReference<?> reference) {
        Object name = reference.getProperty(HealthCheck.NAME);
        return "health check " + (name == null ? reference.getProperty("service.id") : name);
    }

    private static String ask(HealthCheck check, String name) throws InterruptedException {
        CompletableFuture<Result> answer = new CompletableFuture<>();
        Thread.ofVirtual()
                .name("viaduct-health")
                .start(
                        () -> {
                            try {
                                answer.complete(check.execute());
                            } catch (RuntimeException | Error e) {
                                answer.completeExceptionally(e);
                            }
                        });
        try {
            Result result = answer.get(CHECK_MS, TimeUnit.MILLISECONDS);
            return result.isOk() ? null : name + " says " + result.getStatus() + text(result);
        } catch (TimeoutException e) {
            return name + " does not answer within " + CHECK_MS + " ms";
        } catch (ExecutionException e) {
            return name + " failed: " + e.getCause();
        }
    }

    private static String text(Result result) {
        for (ResultLog.Entry entry : result) {
            if (!entry.isDebug()) {
                return ": " + entry.getMessage();
            }
        }
        return "";
    }
}
