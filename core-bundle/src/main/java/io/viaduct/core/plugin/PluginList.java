package io.viaduct.core.plugin;

import org.osgi.framework.Bundle;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** All copies of all plug-ins as management shows them. Framework thread. */
final class PluginList {
    private final PluginBundles bundles;
    private final PluginCopies copies;
    private final List<PluginInfo> all = new ArrayList<>();

    PluginList(PluginBundles bundles, PluginCopies copies) {
        this.bundles = bundles;
        this.copies = copies;
    }

    /** By name, the owner's copy first. */
    List<PluginInfo> make() {
        for (PluginCopy copy : copies.all()) {
            add(copy);
        }
        copies.detached().forEach(this::add);
        bundles.distribution().forEach(bundle -> add(PluginCopy.of(bundle)));
        all.sort(
                Comparator.comparing((PluginInfo info) -> info.name)
                        .thenComparing(info -> info.state));
        copies.broken().forEach((jar, why) -> all.add(broken(jar.toString(), why)));
        return all;
    }

    private void add(PluginCopy copy) {
        PluginInfo info = info(copy);
        PluginCopy owner = copies.owner(copy.name());
        boolean owns =
                owner == null ? copy.source() == PluginSource.DISTRIBUTION : copy.isSame(owner);
        if (owns) {
            boolean active = copy.bundle() != null && copy.bundle().getState() == Bundle.ACTIVE;
            info.state = active ? "active" : "stopped";
        } else if (copy.failure() != null) {
            info.state = "failed";
            info.reason = copy.failure();
        } else if (copy.isKept()) {
            info.state = "previous";
        } else {
            info.state = "shadowed";
            info.reason = owner == null ? "the distribution's is there" : "by " + owner;
        }
        all.add(info);
    }

    private static PluginInfo broken(String jar, String why) {
        PluginInfo info = new PluginInfo();
        info.source = PluginSource.DEPLOY.label();
        info.state = "failed";
        info.jar = jar;
        info.reason = why;
        return info;
    }

    /** A copy that has just been made to run. */
    static PluginInfo active(PluginCopy copy) {
        PluginInfo info = info(copy);
        info.state = "active";
        return info;
    }

    /** A plug-in of which nothing runs any more; null where nothing did. */
    static PluginInfo gone(String name, PluginCopy copy) {
        PluginInfo info = copy == null ? new PluginInfo() : info(copy);
        info.name = name;
        info.state = "uninstalled";
        return info;
    }

    private static PluginInfo info(PluginCopy copy) {
        PluginInfo info = new PluginInfo();
        info.name = copy.name();
        info.version = copy.version().toString();
        info.source = copy.source().label();
        info.bundle = copy.bundle() == null ? null : copy.bundle().getBundleId();
        info.jar = copy.jar() == null ? null : copy.jar().toString();
        info.sha256 = copy.sha256();
        return info;
    }
}
