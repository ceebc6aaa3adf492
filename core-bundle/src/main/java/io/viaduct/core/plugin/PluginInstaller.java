package io.viaduct.core.plugin;

import io.viaduct.api.rpc.Errno;
import io.viaduct.core.plugin.PluginIndex.Entry;
import io.viaduct.core.plugin.PluginIndex.Item;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * What is asked for by command: a copy in {@code plugins/} that owns its name. Each of these either
 * succeeds, and then holds after any crash, or leaves everything as it was. Plug-ins' thread.
 */
final class PluginInstaller {
    private final PluginHost host;
    private final PluginStore store;
    private final PluginBundles bundles;
    private final PluginCopies copies;
    private final PluginSwap swap;
    private final PluginOwnership ownership;

    PluginInstaller(
            PluginHost host,
            PluginStore store,
            PluginBundles bundles,
            PluginCopies copies,
            PluginSwap swap,
            PluginOwnership ownership) {
        this.host = host;
        this.store = store;
        this.bundles = bundles;
        this.copies = copies;
        this.swap = swap;
        this.ownership = ownership;
    }

    /** Takes in a name that {@code plugins/} does not own yet. */
    PluginInfo install(Path path) throws PluginException, IOException, InterruptedException {
        PluginManifest manifest = read(path);
        if (store.entry(manifest.name()).current() != null) {
            throw PluginException.refused(
                    Errno.EEXIST, manifest.name() + " is in plugins/ already; update it");
        }
        return put(path);
    }

    /** Puts another version in the place of the one there is, whoever has brought it. */
    PluginInfo update(Path path) throws PluginException, IOException, InterruptedException {
        PluginManifest manifest = read(path);
        if (ownership.running(manifest.name()) == null) {
            throw PluginException.refused(
                    Errno.ENOENT, "there is no plug-in " + manifest.name() + "; install it");
        }
        return put(path);
    }

    private PluginManifest read(Path path) throws PluginException {
        if (!path.isAbsolute()) {
            throw PluginException.invalid("path", path, "a path begins with /");
        }
        PluginManifest manifest = PluginManifest.read(path);
        refuseBase(manifest, path, bundles);
        return manifest;
    }

    static void refuseBase(PluginManifest manifest, Path path, PluginBundles bundles)
            throws PluginException {
        if (bundles.isBase(manifest.name())) {
            throw PluginException.invalid(
                    "path",
                    path,
                    manifest.name() + " is of the base, which is changed by a restart only");
        }
    }

    private PluginInfo put(Path path) throws PluginException, IOException, InterruptedException {
        PluginStore.Jar jar = store.take(path);
        String name = jar.manifest().name();
        Entry entry = store.entry(name);
        PluginCopy running = ownership.running(name);
        if (jar.item().equals(entry.current()) && isOfPlugins(running)) {
            throw PluginException.refused(Errno.EEXIST, "this very jar runs: " + running);
        }
        PluginCopy copy = PluginCopy.of(jar);
        try {
            swapIn(running, copy, PluginEvents.UPDATED, jar.item(), entry.current());
        } catch (PluginException | IOException e) {
            store.discard(jar);
            throw e;
        }
        return PluginList.active(copy);
    }

    private static boolean isOfPlugins(PluginCopy copy) {
        return copy != null && copy.source() == PluginSource.PLUGINS;
    }

    // The index is written while there still is a way back.
    private void swapIn(PluginCopy from, PluginCopy to, String event, Item current, Item previous)
            throws PluginException, IOException, InterruptedException {
        boolean swapped = !to.isSame(from);
        if (swapped) {
            replace(from, to);
        }
        Item kept = previous != null && previous.equals(current) ? null : previous;
        try {
            store.commit(to.name(), current, kept);
        } catch (IOException e) {
            if (swapped) {
                swap.restore(from, to);
            }
            throw e;
        }
        copies.of(to.name()).stream().filter(PluginInstaller::isOfPlugins).forEach(copies::remove);
        if (isOfPlugins(to)) {
            copies.add(to);
        }
        if (kept != null) {
            copies.add(PluginCopy.kept(store.jar(kept)));
        }
        if (swapped) {
            ownership.took(from, to, event);
        }
    }

    private void replace(PluginCopy from, PluginCopy to)
            throws PluginException, InterruptedException {
        try {
            swap.replace(from, to);
        } catch (PluginException e) {
            if (!swap.isStopping()) {
                host.post(
                        from == null ? PluginEvents.FAILED : PluginEvents.ROLLED_BACK,
                        e.getMessage());
            }
            throw e;
        }
    }

    /** Exchanges the copy of {@code plugins/} with what was there before it. */
    PluginInfo rollback(String name) throws PluginException, IOException, InterruptedException {
        Entry entry = store.entry(name);
        PluginCopy target =
                entry.previous() == null ? next(name) : PluginCopy.of(store.jar(entry.previous()));
        if (entry.items().isEmpty() || target == null) {
            throw PluginException.invalid(
                    "name", name, "there is no earlier version of it to go back to");
        }
        PluginCopy running = ownership.running(name);
        swapIn(running, target, PluginEvents.ROLLED_BACK, entry.previous(), entry.current());
        return PluginList.active(target);
    }

    /**
     * Takes a name's copies out of {@code plugins/}; the next owner takes over, if there is one.
     */
    PluginInfo uninstall(String name) throws PluginException, IOException, InterruptedException {
        if (store.entry(name).items().isEmpty()) {
            PluginCopy other = ownership.running(name);
            String reason = other == null ? "there is no such plug-in" : "it is of " + where(other);
            throw PluginException.invalid("name", name, reason);
        }
        PluginCopy running = ownership.running(name);
        PluginCopy next = next(name);
        if (next != null) {
            swapIn(running, next, PluginEvents.UPDATED, null, null);
            return PluginList.active(next);
        }
        store.commit(name, null, null);
        copies.of(name).stream().filter(PluginInstaller::isOfPlugins).forEach(copies::remove);
        ownership.settle(name, PluginOwnership.Orphan.GOES);
        return PluginList.gone(name, running);
    }

    private static String where(PluginCopy copy) {
        return copy.source() == PluginSource.DEPLOY
                ? "deploy/; take its jar away"
                : "the distribution; stop its bundle instead";
    }

    private PluginCopy next(String name) throws PluginException, InterruptedException {
        List<PluginCopy> others =
                ownership.candidates(name).stream().filter(copy -> !isOfPlugins(copy)).toList();
        return others.isEmpty() ? null : others.getFirst();
    }
}
