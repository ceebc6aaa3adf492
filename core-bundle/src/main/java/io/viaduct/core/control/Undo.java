package io.viaduct.core.control;

import io.viaduct.core.control.DesiredState.Entry;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Which calls take back which others. */
final class Undo {
    private static final String DELETE = "_delete";
    private static final String OPTIONS = "_set_options";

    /** Methods that take back another: the paths of parameters that must be equal. */
    private record Rule(String undone, Map<String, String> keys) {
        boolean matches(Entry made, Entry undoing) {
            return made.method().equals(undone)
                    && keys.entrySet().stream()
                            .allMatch(
                                    key ->
                                            Trees.same(
                                                    made.at(key.getKey()),
                                                    undoing.at(key.getValue())));
        }
    }

    private static final Map<String, Rule> RULES =
            Map.of(
                    "nvmf_subsystem_remove_ns",
                    new Rule(
                            "nvmf_subsystem_add_ns",
                            Map.of("nqn", "nqn", "namespace.nsid", "nsid")),
                    "nvmf_subsystem_remove_listener",
                    new Rule(
                            "nvmf_subsystem_add_listener",
                            Map.of(
                                    "nqn", "nqn",
                                    "listen_address.trtype", "listen_address.trtype",
                                    "listen_address.traddr", "listen_address.traddr",
                                    "listen_address.trsvcid", "listen_address.trsvcid")),
                    "nvmf_subsystem_remove_host",
                    new Rule("nvmf_subsystem_add_host", Map.of("nqn", "nqn", "host", "host")));

    private Undo() {}

    /** Takes back what {@code entry} undoes; false when that leaves nothing of the entry itself. */
    static boolean keeps(List<Entry> entries, Entry entry) {
        String method = entry.method();
        Rule rule = RULES.get(method);
        if (rule != null) {
            entries.removeIf(made -> rule.matches(made, entry));
            return false;
        }
        if (method.equals("nvmf_delete_subsystem")) {
            entries.removeIf(made -> made.method().startsWith("nvmf_") && same(made, entry, "nqn"));
            return false;
        }
        if (method.equals("nvmf_subsystem_allow_any_host")) {
            entries.removeIf(made -> made.method().equals(method) && same(made, entry, "nqn"));
            return true;
        }
        if (method.endsWith(DELETE)) {
            return forgetNamed(entries, entry);
        }
        if (method.endsWith(OPTIONS)) {
            return !mergedOptions(entries, entry);
        }
        return true;
    }

    // A device and whatever has been done to it by name since.
    private static boolean forgetNamed(List<Entry> entries, Entry entry) {
        String family =
                entry.method().substring(0, entry.method().length() - DELETE.length()) + "_";
        entries.removeIf(made -> made.method().startsWith(family) && same(made, entry, "name"));
        return false;
    }

    // Options that are set again keep their place; what is not named again keeps its value.
    private static boolean mergedOptions(List<Entry> entries, Entry entry) {
        for (Entry made : entries) {
            boolean sameThing =
                    made.method().equals(entry.method())
                            && same(made, entry, "impl_name")
                            && same(made, entry, "name");
            if (sameThing) {
                Map<String, Object> merged = new HashMap<>(entry.parameters());
                made.parameters().forEach(merged::putIfAbsent);
                made.parameters().putAll(merged);
                return true;
            }
        }
        return false;
    }

    private static boolean same(Entry one, Entry other, String path) {
        return Trees.same(one.at(path), other.at(path));
    }
}
