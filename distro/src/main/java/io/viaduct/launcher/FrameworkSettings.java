package io.viaduct.launcher;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** The framework's properties. */
public final class FrameworkSettings {
    private static final int DEPLOY_POLL_MS = 500;

    private FrameworkSettings() {}

    /** Those of every start, whatever its options. */
    public static Map<String, String> common() {
        Map<String, String> settings = new HashMap<>();
        // Two versions of a module may be active while one replaces the other.
        settings.put("org.osgi.framework.bsnversion", "multiple");
        settings.put(
                "org.osgi.framework.startlevel.beginning",
                Integer.toString(BundleList.servingLevel()));
        // What is not of the distribution gets a thread of its own.
        settings.put("viaduct.inline", String.join(",", BundleList.symbolicNames()));
        // The launcher listens to the log, so its API comes from the launcher's class path, and so
        // does the log that the health checks' API wants, which says nothing.
        settings.put(
                "org.osgi.framework.system.packages.extra",
                "org.osgi.service.log;version=\"1.5\",org.slf4j;version=\"1.7.36\","
                        + "org.slf4j.helpers;version=\"1.7.36\"");
        // A deactivation waits for I/O to drain: longer than SCR's defaults allow.
        settings.put("ds.lock.timeout.milliseconds", "15000");
        settings.put("ds.stop.timeout.milliseconds", "60000");
        return settings;
    }

    /** Those of one start of the distribution in a folder. */
    static Map<String, String> of(Path home, Options options, DataFolder data) {
        Map<String, String> settings = common();
        // The shell reads etc/gosh_profile there, and never in the working directory.
        settings.put("gosh.home", home.toString());
        // It looks for sun.misc.Signal without importing it, to take Ctrl-C for itself.
        settings.put("org.osgi.framework.bootdelegation", "sun.misc");
        settings.put("org.osgi.framework.storage", data.cache().toString());
        settings.put("org.osgi.framework.storage.clean", "onFirstInit");
        settings.put("org.osgi.service.log.admin.loglevel", osgiLevel(options.logLevel()));
        settings.put("viaduct.data", data.path().toString());
        settings.put("viaduct.rpc", options.rpc());
        settings.put("viaduct.wait_for_rpc", Boolean.toString(options.waitForRpc()));
        settings.put(
                "viaduct.demo",
                Boolean.toString(options.config() == null && !options.waitForRpc()));
        putIfGiven(settings, "viaduct.config", options.config());
        putIfGiven(settings, "viaduct.mask", options.cpus());
        putIfGiven(settings, "viaduct.engine", options.engine());
        putIfGiven(settings, "viaduct.metrics", options.metrics());
        settings.putAll(deploy(data.deploy(), data.cache()));
        return settings;
    }

    private static String osgiLevel(System.Logger.Level level) {
        return level == System.Logger.Level.WARNING ? "WARN" : level.getName();
    }

    /**
     * What File Install watches: configurations; the core watches the jars. A file counts once it
     * is unchanged between two looks.
     *
     * @param folder where jars and configurations are dropped
     * @param cache what may be deleted after the end
     */
    public static Map<String, String> deploy(Path folder, Path cache) {
        Map<String, String> settings = new HashMap<>();
        settings.put("felix.fileinstall.dir", folder.toString());
        settings.put("felix.fileinstall.tmpdir", cache.resolve("deploy").toString());
        settings.put("felix.fileinstall.poll", Integer.toString(DEPLOY_POLL_MS));
        settings.put("felix.fileinstall.noInitialDelay", "true");
        settings.put("felix.fileinstall.enableConfigSave", "false");
        settings.put("felix.fileinstall.subdir.mode", "skip");
        settings.put("felix.fileinstall.filter", ".*\\.(cfg|config)");
        settings.put("felix.fileinstall.log.level", "3");
        return settings;
    }

    private static void putIfGiven(Map<String, String> settings, String name, Object value) {
        if (value != null) {
            settings.put(name, value.toString());
        }
    }
}
