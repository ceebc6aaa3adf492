package io.viaduct.core.osgi;

import io.viaduct.core.bdev.Placement;

import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Set;

/**
 * Where the channels of a bundle's devices run: inline if the distribution brings it, or where its
 * own PID, which is its symbolic name, says {@code inline=true}; any other is isolated. Without a
 * list all are inline. Any thread.
 */
final class Placements {
    private static final Logger LOG = System.getLogger(Placements.class.getName());

    private static final String OWN_WISH = "inline";

    private final BundleContext context;

    /** Symbolic names, or null where there is no list of them. */
    private final Set<String> distribution;

    Placements(BundleContext context) {
        this.context = context;
        String names = context.getProperty(Settings.INLINE);
        distribution = names == null ? null : Set.of(names.split(","));
    }

    /** Where it runs from now on; asked once for each of its instances. */
    Placement of(Bundle bundle) {
        String name = bundle.getSymbolicName();
        boolean inline =
                distribution == null || distribution.contains(name) || wantsToBeInline(name);
        return inline ? Placement.INLINE : Placement.ISOLATED;
    }

    private boolean wantsToBeInline(String pid) {
        ServiceReference<ConfigurationAdmin> reference =
                context.getServiceReference(ConfigurationAdmin.class);
        ConfigurationAdmin admin = reference == null ? null : context.getService(reference);
        if (admin == null) {
            return false;
        }
        try {
            Configuration[] found = admin.listConfigurations("(service.pid=" + pid + ")");
            Object wish = found == null ? null : found[0].getProperties().get(OWN_WISH);
            return Boolean.parseBoolean(String.valueOf(wish));
        } catch (IOException | InvalidSyntaxException e) {
            LOG.log(Level.WARNING, "the configuration of " + pid + " cannot be read", e);
            return false;
        } finally {
            context.ungetService(reference);
        }
    }
}
