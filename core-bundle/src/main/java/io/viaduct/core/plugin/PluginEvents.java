package io.viaduct.core.plugin;

/** The notifications about plug-ins. Their context is name and version, and a reason. */
public final class PluginEvents {
    /** A plug-in has come. */
    public static final String INSTALLED = "plugin_installed";

    /** A plug-in runs in another version than before. */
    public static final String UPDATED = "plugin_updated";

    /** An earlier version runs again: it was asked for, or the later one was not healthy. */
    public static final String ROLLED_BACK = "plugin_rolled_back";

    /** A plug-in has gone. */
    public static final String UNINSTALLED = "plugin_uninstalled";

    /** A copy was tried in vain. */
    public static final String FAILED = "plugin_failed";

    private PluginEvents() {}

    /** All of them. */
    public static String[] all() {
        return new String[] {INSTALLED, UPDATED, ROLLED_BACK, UNINSTALLED, FAILED};
    }
}
