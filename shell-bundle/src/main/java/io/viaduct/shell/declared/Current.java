package io.viaduct.shell.declared;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What is there now: what the target's configuration makes, whether it is live or waits, with what
 * is seen of it beside what was asked for.
 */
final class Current {
    /** The target that there is without asking. */
    private static final String TARGET = "nvmf_tgt";

    private final Methods methods;
    private final Items asked = new Items();
    private final Map<String, Map<String, Object>> seen = new LinkedHashMap<>();
    private final List<String> others = new ArrayList<>();

    private Current(Methods methods) {
        this.methods = methods;
    }

    static Current of(Methods methods) throws DeclarationException, InterruptedException {
        var current = new Current(methods);
        for (String part : List.of("bdev", "nvmf")) {
            Map<String, Object> name = Map.of("name", part);
            for (Object call : Trees.list(methods.call("framework_get_config", name))) {
                Map<String, Object> one = Trees.object(call);
                current.read(String.valueOf(one.get("method")), Trees.object(one.get("params")));
            }
        }
        current.look();
        return current;
    }

    /** As it was asked for, with what was generated. */
    Items items() {
        return asked;
    }

    /** Whether there is one like it, even if nothing that is kept makes it. */
    boolean isThere(Item item) {
        return asked.has(item) || seen.containsKey(item.label());
    }

    /** Methods of the configuration that a declaration has no word for. */
    List<String> others() {
        return others;
    }

    /** The value of a parameter: as it was asked for, else as it is seen; null where neither is. */
    Object value(Item item, String parameter) {
        Item there = asked.like(item);
        Object value = there == null ? null : there.parameters().get(parameter);
        return value == null ? seen.getOrDefault(item.label(), Map.of()).get(parameter) : value;
    }

    private void read(String method, Map<String, Object> parameters) {
        Object target = parameters.get("tgt_name");
        if (target != null && !target.equals(TARGET)) {
            // A declaration is of one target.
            return;
        }
        String nqn = String.valueOf(parameters.get("nqn"));
        switch (method) {
            case "nvmf_create_transport" -> add(Item.of(Kind.TRANSPORT, upper(parameters)));
            case "nvmf_create_subsystem" -> add(Item.of(Kind.SUBSYSTEM, parameters));
            case "nvmf_subsystem_allow_any_host" -> allow(nqn, parameters);
            case "nvmf_subsystem_add_ns" ->
                    add(Item.inside(Kind.NAMESPACE, nqn, inner(parameters, "namespace")));
            case "nvmf_subsystem_add_host" -> add(Item.inside(Kind.HOST, nqn, rest(parameters)));
            case "nvmf_subsystem_add_listener" ->
                    add(Item.inside(Kind.LISTENER, nqn, inner(parameters, "listen_address")));
            case "nvmf_discovery_add_referral" ->
                    add(Item.of(Kind.REFERRAL, inner(parameters, "address")));
            default -> device(method, parameters);
        }
    }

    private void device(String method, Map<String, Object> parameters) {
        if (method.startsWith("bdev_")
                && method.endsWith("_create")
                && parameters.get("name") != null) {
            String module =
                    method.substring("bdev_".length(), method.length() - "_create".length());
            add(new Item(Kind.BDEV, null, module, parameters));
        } else if (!method.equals("bdev_wait_for_examine")) {
            others.add(method);
        }
    }

    private void add(Item item) {
        item.parameters().remove("tgt_name");
        asked.replace(item);
    }

    private void allow(String nqn, Map<String, Object> parameters) {
        Item subsystem = asked.like(Item.of(Kind.SUBSYSTEM, Map.of("nqn", nqn)));
        if (subsystem != null) {
            Object allowed = parameters.get("allow_any_host");
            subsystem.parameters().put("allow_any_host", allowed);
        }
    }

    private static Map<String, Object> upper(Map<String, Object> parameters) {
        Trees.upperTrtype(parameters);
        return parameters;
    }

    private static Map<String, Object> rest(Map<String, Object> parameters) {
        parameters.remove("nqn");
        return parameters;
    }

    private static Map<String, Object> inner(Map<String, Object> parameters, String object) {
        Map<String, Object> all = Trees.object(parameters.remove(object));
        all.putAll(rest(parameters));
        return upper(all);
    }

    private void look() throws DeclarationException, InterruptedException {
        for (Object one : Trees.list(methods.call("nvmf_get_transports", null))) {
            see(Item.of(Kind.TRANSPORT, Trees.object(one)));
        }
        for (Object one : Trees.list(methods.call("bdev_get_bdevs", null))) {
            see(Item.of(Kind.BDEV, Trees.object(one)));
        }
        for (Object one : Trees.list(methods.call("nvmf_get_subsystems", null))) {
            Map<String, Object> subsystem = Trees.object(one);
            see(Item.of(Kind.SUBSYSTEM, subsystem));
            String nqn = String.valueOf(subsystem.get("nqn"));
            for (Object namespace : Trees.list(subsystem.get("namespaces"))) {
                see(Item.inside(Kind.NAMESPACE, nqn, Trees.object(namespace)));
            }
            for (Object address : Trees.list(subsystem.get("listen_addresses"))) {
                see(Item.inside(Kind.LISTENER, nqn, Trees.object(address)));
            }
        }
    }

    private void see(Item item) {
        seen.put(item.label(), item.parameters());
    }
}
