package io.viaduct.core.control;

import io.viaduct.core.control.DesiredState.Entry;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;

/** What a call stands on that comes and goes, and what of it is not there. Control strand. */
final class Needs {
    /** Of each line the start of a method's name, or a transport's type, and its bundle. */
    private static final String BUNDLES = "bundles-of.list";

    /** Methods of these families are the core's own: no bundle brings one that is not there. */
    private static final List<String> OWN =
            List.of(
                    "framework_",
                    "iobuf_",
                    "keyring_file_",
                    "log_",
                    "notify_",
                    "nvmf_",
                    "rpc_",
                    "spdk_",
                    "thread_",
                    "viaduct_");

    /** Parameters that name the devices that another device is made of. */
    private static final List<String> BASES =
            List.of("base_bdev_name", "base_bdev", "base_name", "base_bdevs");

    /** Methods that set something of any device. */
    private static final List<String> OF_DEVICE =
            List.of("bdev_set_qos_limit", "bdev_enable_histogram", "bdev_set_qd_sampling_period");

    private final Predicate<String> methods;
    private final Presence presence;
    private final Map<String, String> bundles = new LinkedHashMap<>();

    /**
     * Over one platform.
     *
     * @param methods whether there is a method of a name
     */
    Needs(Predicate<String> methods, Presence presence) {
        this.methods = methods;
        this.presence = presence;
        try (var lines =
                new BufferedReader(
                        new InputStreamReader(
                                Needs.class.getResourceAsStream(BUNDLES),
                                StandardCharsets.UTF_8))) {
            lines.lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(line -> line.split(" ", 2))
                    .forEach(words -> bundles.put(words[0], words[1]));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Presence presence() {
        return presence;
    }

    /** What is missing, in words for people; null when all is there. */
    String missing(Entry entry) {
        String method = entry.method();
        if (!methods.test(method)) {
            return OWN.stream().anyMatch(method::startsWith) ? null : missingMethod(method);
        }
        String target = TargetNames.of(entry);
        if (!presence.hasTarget(target)) {
            return "there is no target " + target;
        }
        if (method.equals("nvmf_create_transport")) {
            return missingOffer(entry.at("trtype"));
        }
        if (method.startsWith("nvmf_subsystem_") || method.startsWith("nvmf_ns_")) {
            String nqn = String.valueOf(entry.at("nqn"));
            if (!presence.hasSubsystem(target, nqn)) {
                return "there is no subsystem " + nqn;
            }
        }
        return switch (method) {
            case "nvmf_subsystem_add_listener" ->
                    missingTransport(target, entry.at("listen_address.trtype"));
            case "nvmf_subsystem_add_ns" -> missingDevice(entry.at("namespace.bdev_name"));
            case "nvmf_publish_mdns_prr" -> missingPublication(target, method);
            default -> missingBase(entry);
        };
    }

    private String missingMethod(String method) {
        String bundle =
                bundles.entrySet().stream()
                        .filter(line -> method.startsWith(line.getKey()))
                        .map(Map.Entry::getValue)
                        .findFirst()
                        .orElse("a bundle");
        return bundle + " is not there, which has " + method;
    }

    private String missingOffer(Object given) {
        String trtype = upper(given);
        if (presence.offersTransport(trtype)) {
            return null;
        }
        return bundles.getOrDefault(trtype, "a bundle")
                + " is not there, which has transport "
                + trtype;
    }

    private String missingTransport(String target, Object given) {
        String trtype = upper(given);
        if (presence.hasTransport(target, trtype)) {
            return null;
        }
        String offer = missingOffer(given);
        return offer == null ? "transport " + trtype + " is not made" : offer;
    }

    private String missingPublication(String target, String method) {
        if (!presence.hasDiscoveryPublisher()) {
            return bundles.get(method) + " is not there, which publishes by multicast DNS";
        }
        return presence.hasDiscoveryListener(target) ? null : "discovery listens nowhere";
    }

    private String missingDevice(Object name) {
        boolean there = presence.hasDevice(String.valueOf(name));
        return there ? null : "there is no device " + name;
    }

    private String missingBase(Entry entry) {
        if (OF_DEVICE.contains(entry.method())) {
            return missingDevice(entry.at("name"));
        }
        if (!entry.method().startsWith("bdev_")) {
            return null;
        }
        for (Object base : bases(entry)) {
            String missing = missingDevice(base);
            if (missing != null) {
                return missing;
            }
        }
        return null;
    }

    private static List<Object> bases(Entry entry) {
        List<Object> all = new ArrayList<>();
        for (String name : BASES) {
            Object value = entry.at(name);
            if (value instanceof Collection<?> many) {
                all.addAll(many);
            } else if (value != null) {
                all.add(value);
            }
        }
        return all;
    }

    private static String upper(Object trtype) {
        return String.valueOf(trtype).toUpperCase(Locale.ROOT);
    }

    /** Whether hosts wait for what a call has made, and will see nothing if it returns in time. */
    boolean isHeld(Entry entry) {
        String target = TargetNames.of(entry);
        return switch (entry.method()) {
            case "nvmf_subsystem_add_ns" ->
                    entry.at("namespace.nsid") instanceof Number nsid
                            && presence.isHeld(
                                    target, String.valueOf(entry.at("nqn")), nsid.intValue());
            case "nvmf_create_transport" ->
                    presence.isTransportHeld(target, upper(entry.at("trtype")));
            case "nvmf_subsystem_add_listener" ->
                    presence.isTransportHeld(target, upper(entry.at("listen_address.trtype")));
            default -> false;
        };
    }
}
