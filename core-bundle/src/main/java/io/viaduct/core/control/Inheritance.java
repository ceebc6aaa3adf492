package io.viaduct.core.control;

import io.viaduct.core.control.DesiredState.Entry;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What a configuration that replaces another takes over from it for objects that still exist: the
 * values that were generated for them and that it does not name, so that hosts see the same device
 * again, and the settings of our own that SPDK's file cannot hold.
 */
final class Inheritance {
    /** Methods of this family are not written into SPDK's file. */
    private static final String OURS = "viaduct_";

    private static final String ADD_NS = "nvmf_subsystem_add_ns";

    private final Map<String, Deque<Entry>> former = new HashMap<>();
    private final Set<String> named = new HashSet<>();

    private Inheritance(List<Entry> fresh, List<Entry> former) {
        for (Entry entry : former) {
            this.former.computeIfAbsent(identity(entry), i -> new ArrayDeque<>()).add(entry);
        }
        for (Entry entry : fresh) {
            Trees.added(entry.parameters(), Map.of())
                    .forEach(path -> nameAll(entry, path, entry.at(path)));
        }
    }

    private void nameAll(Entry entry, String path, Object value) {
        if (value instanceof Map<?, ?> map) {
            map.forEach((name, inner) -> nameAll(entry, path + "." + name, inner));
        } else {
            named.add(value(entry, path, value));
        }
    }

    /** The calls of a configuration with what they inherit, and then what is added to them. */
    static List<Entry> of(List<Entry> fresh, List<Entry> former) {
        Inheritance all = new Inheritance(fresh, former);
        List<Entry> heirs = new ArrayList<>();
        fresh.forEach(entry -> heirs.add(all.heir(entry)));
        heirs.addAll(ours(heirs, former));
        return heirs;
    }

    private Entry heir(Entry entry) {
        Deque<Entry> all = former.get(identity(entry));
        if (all == null || all.isEmpty()) {
            return entry;
        }
        Entry before = all.removeFirst();
        Map<String, Object> parameters = entry.parameters();
        List<String> taken = new ArrayList<>();
        for (String path : before.generated()) {
            Object value = before.at(path);
            boolean free = value != null && !named.contains(value(entry, path, value));
            if (free && entry.at(path) == null) {
                parameters = Trees.with(parameters, path, value);
                taken.add(path);
            }
        }
        return new Entry(entry.sequence(), entry.method(), parameters, taken);
    }

    // Namespace identifiers count within a subsystem, all other values everywhere.
    private static String value(Entry entry, String path, Object value) {
        Object scope = path.endsWith("nsid") ? TargetNames.of(entry) + " " + entry.at("nqn") : "";
        return entry.method() + " " + path + " " + value + " " + scope;
    }

    /** The same for two calls that make one object, whatever they say of it. */
    private static String identity(Entry entry) {
        if (entry.method().equals(ADD_NS)) {
            String subsystem = TargetNames.of(entry) + " " + entry.at("nqn");
            return ADD_NS + " " + subsystem + " " + entry.at("namespace.bdev_name");
        }
        String key = Effect.of(entry).key();
        boolean nameless = key == null || entry.generated().contains("name");
        return nameless ? entry.method() + " " + given(entry) : key;
    }

    // Of an object without a name all that is known is what was asked for.
    private static Map<String, Object> given(Entry entry) {
        Map<String, Object> given = new TreeMap<>(entry.parameters());
        entry.generated().forEach(given::remove);
        return given;
    }

    private static Collection<Entry> ours(List<Entry> heirs, List<Entry> former) {
        Set<String> keys = new HashSet<>();
        Set<String> objects = new HashSet<>();
        for (Entry heir : heirs) {
            keys.add(Effect.of(heir).key());
            objects.add(Effect.of(heir).object());
        }
        long sequence = heirs.stream().mapToLong(Entry::sequence).max().orElse(0);
        List<Entry> added = new ArrayList<>();
        for (Entry entry : former) {
            Effect effect = Effect.of(entry);
            boolean said = keys.contains(effect.key());
            String namespace =
                    Effect.namespace(TargetNames.of(entry), entry.at("nqn"), entry.at("nsid"));
            boolean exists =
                    namespace == null
                            ? objects.contains(effect.object())
                            : keys.contains(namespace);
            if (entry.method().startsWith(OURS) && !said && exists) {
                sequence++;
                added.add(
                        new Entry(sequence, entry.method(), entry.parameters(), entry.generated()));
            }
        }
        return added;
    }
}
