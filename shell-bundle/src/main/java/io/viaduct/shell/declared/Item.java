package io.viaduct.shell.declared;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * One thing that is declared, or that is there.
 *
 * @param kind what it is
 * @param nqn the subsystem that it is in, or null
 * @param module what makes a block device, as in {@code bdev_MODULE_create}; null for other kinds
 * @param parameters those of the method that makes it
 */
record Item(Kind kind, String nqn, String module, Map<String, Object> parameters) {
    static Item of(Kind kind, Map<String, Object> parameters) {
        return new Item(kind, null, null, parameters);
    }

    static Item inside(Kind kind, String nqn, Map<String, Object> parameters) {
        return new Item(kind, nqn, null, parameters);
    }

    String text(String parameter) {
        Object value = parameters.get(parameter);
        return value == null ? "" : value.toString();
    }

    /** As people name it, which tells it from all others. */
    String label() {
        String name = kind.identity().stream().map(this::text).collect(Collectors.joining(" "));
        String all = kind.label() + " " + name.strip();
        return nqn == null ? all : all + " of " + nqn;
    }

    /** The call that makes it. */
    Call create() {
        return switch (kind) {
            case TRANSPORT -> new Call("nvmf_create_transport", parameters);
            case BDEV -> new Call("bdev_" + module + "_create", parameters);
            case SUBSYSTEM -> new Call("nvmf_create_subsystem", parameters);
            case NAMESPACE -> inSubsystem("nvmf_subsystem_add_ns", "namespace", parameters);
            case HOST -> inSubsystem("nvmf_subsystem_add_host", "host", text("host"));
            case LISTENER -> listener();
            case REFERRAL -> new Call("nvmf_discovery_add_referral", referral());
        };
    }

    /** The call that takes it away; null for what stays. */
    Call delete() {
        return switch (kind) {
            case TRANSPORT -> null;
            case BDEV -> new Call("bdev_" + module + "_delete", Map.of("name", text("name")));
            case SUBSYSTEM -> new Call("nvmf_delete_subsystem", Map.of("nqn", text("nqn")));
            case NAMESPACE ->
                    inSubsystem("nvmf_subsystem_remove_ns", "nsid", parameters.get("nsid"));
            case HOST -> inSubsystem("nvmf_subsystem_remove_host", "host", text("host"));
            case LISTENER ->
                    inSubsystem("nvmf_subsystem_remove_listener", "listen_address", address());
            case REFERRAL -> new Call("nvmf_discovery_remove_referral", referral());
        };
    }

    private Call inSubsystem(String method, String name, Object value) {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("nqn", nqn);
        all.put(name, value);
        return new Call(method, all);
    }

    // A listener's own options stand beside its address.
    private Call listener() {
        Map<String, Object> all = new LinkedHashMap<>(parameters);
        all.keySet().removeAll(address().keySet());
        all.put("nqn", nqn);
        all.put("listen_address", address());
        return new Call("nvmf_subsystem_add_listener", all);
    }

    private Map<String, Object> referral() {
        Map<String, Object> all = new LinkedHashMap<>(parameters);
        all.keySet().removeAll(address().keySet());
        all.put("address", address());
        return all;
    }

    private Map<String, Object> address() {
        Map<String, Object> address = new LinkedHashMap<>();
        for (String name : Listeners.ADDRESS) {
            if (parameters.get(name) != null) {
                address.put(name, parameters.get(name));
            }
        }
        return address;
    }
}
