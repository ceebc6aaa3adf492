package io.viaduct.core.plugin;

import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.osgi.service.component.runtime.dto.ComponentConfigurationDTO;
import org.osgi.service.component.runtime.dto.ComponentDescriptionDTO;

import java.util.Arrays;
import java.util.Collection;
import java.util.stream.Collectors;

/** Whether a bundle is ready to work, as far as the framework and its components tell. */
final class PluginHealth {
    private static final String REQUIRE = "require";

    private final BundleContext context;

    PluginHealth(BundleContext context) {
        this.context = context;
    }

    /** Why a bundle is not ready, or null. Framework thread. */
    String unready(Bundle bundle) {
        if (bundle.getState() != Bundle.ACTIVE) {
            return "the bundle is " + state(bundle);
        }
        ServiceReference<ServiceComponentRuntime> reference =
                context.getServiceReference(ServiceComponentRuntime.class);
        ServiceComponentRuntime runtime = reference == null ? null : context.getService(reference);
        if (runtime == null) {
            return null;
        }
        try {
            for (var component : runtime.getComponentDescriptionDTOs(bundle)) {
                String why = unready(runtime, component);
                if (why != null) {
                    return why;
                }
            }
            return null;
        } finally {
            context.ungetService(reference);
        }
    }

    private static String unready(
            ServiceComponentRuntime runtime, ComponentDescriptionDTO component) {
        if (!component.defaultEnabled || component.factory != null) {
            return null;
        }
        Collection<ComponentConfigurationDTO> all =
                runtime.getComponentConfigurationDTOs(component);
        if (all.isEmpty() && !REQUIRE.equals(component.configurationPolicy)) {
            return "component " + component.name + " is not there yet";
        }
        for (ComponentConfigurationDTO one : all) {
            switch (one.state) {
                case ComponentConfigurationDTO.UNSATISFIED_REFERENCE -> {
                    return "component " + component.name + " lacks " + references(one);
                }
                case ComponentConfigurationDTO.FAILED_ACTIVATION -> {
                    return "component " + component.name + " failed: " + firstLine(one.failure);
                }
                default -> {
                    // Satisfied, active, or waiting for a configuration as it was written to.
                }
            }
        }
        return null;
    }

    private static String references(ComponentConfigurationDTO one) {
        return Arrays.stream(one.unsatisfiedReferences)
                .map(reference -> reference.name)
                .collect(Collectors.joining(", "));
    }

    private static String firstLine(String text) {
        return text == null ? "it does not say why" : text.lines().findFirst().orElse("");
    }

    static String state(Bundle bundle) {
        return switch (bundle.getState()) {
            case Bundle.ACTIVE -> "active";
            case Bundle.STARTING -> "starting";
            case Bundle.STOPPING -> "stopping";
            case Bundle.RESOLVED -> "stopped";
            case Bundle.INSTALLED -> "unresolved";
            default -> "uninstalled";
        };
    }
}
