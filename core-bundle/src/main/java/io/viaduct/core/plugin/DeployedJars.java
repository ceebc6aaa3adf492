package io.viaduct.core.plugin;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** The jars of {@code deploy/} as copies of plug-ins. Plug-ins' thread. */
final class DeployedJars {
    private static final Logger LOG = System.getLogger(DeployedJars.class.getName());

    private final PluginHost host;
    private final DeployFolder folder;
    private final PluginBundles bundles;
    private final PluginCopies copies;

    DeployedJars(PluginHost host, DeployFolder folder, PluginBundles bundles, PluginCopies copies) {
        this.host = host;
        this.folder = folder;
        this.bundles = bundles;
        this.copies = copies;
    }

    /** Takes in all that is there. */
    void takeAll() throws IOException {
        for (DeployFolder.Change change : folder.all()) {
            take(change);
        }
    }

    /** Takes in what has changed, and tells which names that concerns and what became of them. */
    Map<String, PluginOwnership.Orphan> takeChanges() throws IOException {
        Map<String, PluginOwnership.Orphan> concerned = new LinkedHashMap<>();
        for (DeployFolder.Change change : folder.look()) {
            concerned.putAll(take(change));
        }
        return concerned;
    }

    private Map<String, PluginOwnership.Orphan> take(DeployFolder.Change change) {
        Map<String, PluginOwnership.Orphan> concerned = new LinkedHashMap<>();
        PluginCopy old = copies.at(change.file());
        PluginCopy now = change.gone() ? null : read(change.file());
        if (old != null && now != null && old.sha256().equals(now.sha256())) {
            return concerned;
        }
        if (old != null) {
            copies.remove(old);
            boolean overwritten = !change.gone() && (now == null || isSameName(old, now));
            concerned.put(
                    old.name(),
                    overwritten ? PluginOwnership.Orphan.STAYS : PluginOwnership.Orphan.GOES);
        }
        if (change.gone()) {
            copies.broken(change.file(), null);
        }
        if (now != null) {
            copies.add(now);
            concerned.putIfAbsent(now.name(), PluginOwnership.Orphan.STAYS);
        }
        return concerned;
    }

    private static boolean isSameName(PluginCopy one, PluginCopy other) {
        return one.name().equals(other.name());
    }

    private PluginCopy read(Path file) {
        try {
            PluginManifest manifest = PluginManifest.read(file);
            PluginInstaller.refuseBase(manifest, file, bundles);
            PluginCopy copy = PluginCopy.of(file, manifest, Digest.of(file));
            copies.broken(file, null);
            return copy;
        } catch (PluginException | IOException e) {
            copies.broken(file, e.getMessage());
            LOG.log(Level.ERROR, "deploy: " + file.getFileName() + ": " + e.getMessage());
            host.post(PluginEvents.FAILED, file + ": " + e.getMessage());
            return null;
        }
    }
}
