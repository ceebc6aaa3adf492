package io.viaduct.core.plugin;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The copies there are of each plug-in, but for the distribution's, and which one owns the name.
 * Changed by the plug-ins' thread; any thread may read.
 */
final class PluginCopies {
    private final SortedMap<String, List<PluginCopy>> byName = new TreeMap<>();
    private final Map<String, PluginCopy> owners = new TreeMap<>();
    private final SortedMap<Path, String> broken = new TreeMap<>();

    synchronized void add(PluginCopy copy) {
        List<PluginCopy> all = byName.computeIfAbsent(copy.name(), name -> new ArrayList<>());
        all.add(copy);
        all.sort(PluginCopy.PRECEDENCE);
    }

    synchronized void remove(PluginCopy copy) {
        List<PluginCopy> all = byName.get(copy.name());
        if (all != null && all.remove(copy) && all.isEmpty()) {
            byName.remove(copy.name());
        }
    }

    /** A plug-in's copies, the first in precedence first. */
    synchronized List<PluginCopy> of(String name) {
        return List.copyOf(byName.getOrDefault(name, List.of()));
    }

    synchronized List<PluginCopy> all() {
        return byName.values().stream().flatMap(List::stream).toList();
    }

    /** The copy of a jar, or null. */
    synchronized PluginCopy at(Path jar) {
        return all().stream().filter(copy -> jar.equals(copy.jar())).findFirst().orElse(null);
    }

    /** The copy that runs, or null where nobody has taken the distribution's place. */
    synchronized PluginCopy owner(String name) {
        return owners.get(name);
    }

    /** Copies of ours that run although their jar has been overwritten. */
    synchronized List<PluginCopy> detached() {
        return owners.values().stream()
                .filter(PluginCopy::isOurs)
                .filter(copy -> !all().contains(copy))
                .toList();
    }

    /** The copies of ours that own a name. */
    synchronized List<PluginCopy> owners() {
        return owners.values().stream().filter(PluginCopy::isOurs).toList();
    }

    /** A copy runs; null where none of ours does. */
    synchronized void owner(String name, PluginCopy copy) {
        if (copy == null) {
            owners.remove(name);
        } else {
            owners.put(name, copy);
        }
    }

    /** A jar in {@code deploy/} is no plug-in, for this reason; null where it is none any more. */
    synchronized void broken(Path jar, String why) {
        if (why == null) {
            broken.remove(jar);
        } else {
            broken.put(jar, why);
        }
    }

    synchronized SortedMap<Path, String> broken() {
        return new TreeMap<>(broken);
    }

    /** What brings a device or transport such as "viaduct.bdev=aio", or null. */
    String whoBrings(String what) {
        for (PluginCopy copy : all()) {
            if (copy.brings().contains(what)) {
                return copy.toString();
            }
        }
        return MissingRequirements.ours(what);
    }
}
