package io.viaduct.core.control;

import io.viaduct.core.control.DesiredState.Entry;

import java.util.List;

/**
 * What a successful call does to the desired state. Keys name one thing, such as a namespace;
 * objects name a device or a subsystem with all that was done to it.
 */
sealed interface Effect {
    /** It makes an object anew; earlier calls for one of that name are void. */
    record Creates(String object, String key) implements Effect {}

    /**
     * It makes or sets something; an earlier call with the same key is replaced. Key may be null.
     */
    record Makes(String object, String key) implements Effect {}

    /** It sets options; those that an earlier call has set and this one does not name stay. */
    record Sets(String key) implements Effect {
        @Override
        public String object() {
            return key;
        }
    }

    /** It sets limits of an object, each apart: 0 takes one back. */
    record Limits(String object, String key) implements Effect {}

    /** It takes back what has one of these keys. */
    record TakesBack(List<String> keys) implements Effect {
        @Override
        public String object() {
            return null;
        }

        @Override
        public String key() {
            return null;
        }
    }

    /** It deletes an object. */
    record Deletes(String object) implements Effect {
        @Override
        public String key() {
            return null;
        }
    }

    /** It deletes a target with all that is its. */
    record DeletesTarget(String name) implements Effect {
        @Override
        public String object() {
            return null;
        }

        @Override
        public String key() {
            return null;
        }
    }

    /** The object that it is about, or null. */
    String object();

    /** What it makes there is the only one of this key; null where there may be several. */
    String key();

    /** The effect of a call, which its method's name tells, as it does in SPDK. */
    static Effect of(Entry call) {
        String method = call.method();
        if (isOption(method)) {
            return new Sets(
                    switch (method) {
                        case "sock_impl_set_options" -> key(call, method, "impl_name");
                        case "accel_assign_opc" -> key(call, method, "opname");
                        default -> method;
                    });
        }
        if (method.startsWith("nvmf_")) {
            return ofTarget(call);
        }
        if (method.equals("bdev_examine")) {
            // Of the name: it may come before a device of that name, and outlives one.
            return new Makes(method, key(call, method, "name"));
        }
        if (method.equals("viaduct_ns_set_hold")) {
            return new Makes(subsystem(call), hold(call));
        }
        if (method.startsWith("viaduct_subsystem_set_")) {
            return new Makes(subsystem(call), keyIn(call, method, "nqn"));
        }
        if (method.equals("viaduct_discovery_set_nqn")) {
            return new Makes(inTarget(call), keyIn(call, method));
        }
        if (method.startsWith("keyring_file_")) {
            // "a" and ":a" are the same key.
            String name = "key " + String.valueOf(call.at("name")).replaceFirst("^:", "");
            return method.endsWith("_add_key") ? new Creates(name, name) : new Deletes(name);
        }
        if (method.startsWith("bdev_split_")) {
            // It goes and comes with the first part.
            String key = key(call, "bdev_split", "base_bdev");
            return method.endsWith("_delete")
                    ? new TakesBack(List.of(key))
                    : new Makes(device(call.at("base_bdev") + "p0"), key);
        }
        if (method.equals("bdev_error_create")) {
            Object name = "EE_" + call.at("base_name");
            return new Creates(device(name), key(call, method, "base_name"));
        }
        if (method.equals("bdev_delay_update_latency")) {
            return new Makes(
                    device(call.at("delay_bdev_name")),
                    key(call, method, "delay_bdev_name", "latency_type"));
        }
        Object name = call.at("name");
        if (name == null) {
            return new Makes(method, null);
        }
        if (isSwitchedOff(call)) {
            return new TakesBack(List.of(key(call, method, "name")));
        }
        if (method.equals("bdev_set_qos_limit")) {
            return new Limits(device(name), key(call, method, "name"));
        }
        if (method.endsWith("_delete")) {
            return new Deletes(device(name));
        }
        String key = key(call, method, "name");
        return method.endsWith("_create")
                ? new Creates(device(name), key)
                : new Makes(device(name), key);
    }

    // SPDK does not save what is not done.
    private static boolean isSwitchedOff(Entry call) {
        return switch (call.method()) {
            case "bdev_enable_histogram" -> Boolean.FALSE.equals(call.at("enable"));
            case "bdev_set_qd_sampling_period" ->
                    call.at("period") instanceof Number micros && micros.longValue() == 0;
            default -> false;
        };
    }

    /** Whether a method sets options, and makes nothing. */
    static boolean isOption(String method) {
        return method.endsWith("_set_options")
                || method.endsWith("_set_hotplug")
                || method.startsWith("sock_set_")
                || method.equals("accel_assign_opc")
                || method.equals("vmd_enable")
                || method.endsWith("_scan_accel_module")
                || method.endsWith("_set_driver")
                || method.startsWith("framework_set_")
                || method.startsWith("nvmf_set_");
    }

    private static Effect ofTarget(Entry call) {
        String subsystem = subsystem(call);
        return switch (call.method()) {
            case TargetNames.CREATE ->
                    new Creates("target " + call.at("name"), key(call, "target", "name"));
            case "nvmf_delete_target" -> new DeletesTarget(String.valueOf(call.at("name")));
            case "nvmf_create_subsystem" ->
                    new Creates(subsystem, keyIn(call, call.method(), "nqn"));
            case "nvmf_delete_subsystem" -> new Deletes(subsystem);
            case "nvmf_subsystem_add_ns" ->
                    new Makes(subsystem, namespace(call, call.at("namespace.nsid")));
            case "nvmf_subsystem_remove_ns" ->
                    new TakesBack(List.of(namespace(call, call.at("nsid")), hold(call)));
            case "nvmf_subsystem_add_host" -> new Makes(subsystem, host(call));
            case "nvmf_subsystem_remove_host" -> new TakesBack(List.of(host(call)));
            case "nvmf_subsystem_add_listener" -> new Makes(subsystem, listener(call));
            case "nvmf_subsystem_remove_listener" -> new TakesBack(List.of(listener(call)));
            case "nvmf_discovery_add_referral" -> new Makes(inTarget(call), referral(call));
            case "nvmf_discovery_remove_referral" -> new TakesBack(List.of(referral(call)));
            case "nvmf_publish_mdns_prr" -> new Makes(inTarget(call), keyIn(call, "mdns"));
            case "nvmf_stop_mdns_prr" -> new TakesBack(List.of(keyIn(call, "mdns")));
            case "nvmf_create_transport" ->
                    new Makes(inTarget(call), keyIn(call, call.method(), "trtype"));
            default -> new Makes(subsystem, keyIn(call, call.method(), "nqn"));
        };
    }

    /** Whether what a call makes stands on a device and cannot be without it. */
    static boolean needs(Entry call, String object) {
        return call.method().equals("nvmf_subsystem_add_ns")
                && object.equals(device(call.at("namespace.bdev_name")));
    }

    /** The object that a device is. */
    static String device(Object name) {
        return "bdev " + name;
    }

    private static String inTarget(Entry call) {
        return "nvmf of " + TargetNames.of(call);
    }

    /** The object that a subsystem is. */
    private static String subsystem(Entry call) {
        return inTarget(call) + " " + call.at("nqn");
    }

    private static String namespace(Entry call, Object nsid) {
        return namespace(TargetNames.of(call), call.at("nqn"), nsid);
    }

    /** The key of a namespace; null where its identifier is still to be found. */
    static String namespace(String target, Object nqn, Object nsid) {
        boolean open = !(nsid instanceof Number number) || number.longValue() == 0;
        return open ? null : "ns " + target + " " + nqn + " " + nsid;
    }

    private static String hold(Entry call) {
        return hold(TargetNames.of(call), call.at("nqn"), call.at("nsid"));
    }

    /** The key of how a namespace is held. */
    static String hold(String target, Object nqn, Object nsid) {
        return "hold " + target + " " + nqn + " " + nsid;
    }

    private static String referral(Entry call) {
        return keyIn(
                call, "referral", "address.trtype", "address.traddr", "address.trsvcid", "subnqn");
    }

    private static String host(Entry call) {
        return keyIn(call, "host", "nqn", "host");
    }

    private static String listener(Entry call) {
        return keyIn(
                call,
                "listener",
                "nqn",
                "listen_address.trtype",
                "listen_address.traddr",
                "listen_address.trsvcid");
    }

    /** The key of something that a target has. */
    private static String keyIn(Entry call, String kind, String... paths) {
        return key(call, kind + " of " + TargetNames.of(call), paths);
    }

    private static String key(Entry call, String kind, String... paths) {
        StringBuilder key = new StringBuilder(kind);
        for (String path : paths) {
            key.append(' ').append(call.at(path));
        }
        return key.toString();
    }
}
