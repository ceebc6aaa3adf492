package io.viaduct.core.plugin;

import java.util.Locale;

/** Who brings a copy of a plug-in. Of several the first in this order owns the symbolic name. */
enum PluginSource {
    /** {@code viaduct_plugin_install} and {@code viaduct_plugin_update}. */
    PLUGINS,
    /** A jar in {@code deploy/}. */
    DEPLOY,
    /** The distribution's own bundles, and what anybody else has installed. */
    DISTRIBUTION;

    /** As people see it. */
    String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
