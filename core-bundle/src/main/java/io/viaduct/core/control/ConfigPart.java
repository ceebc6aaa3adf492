package io.viaduct.core.control;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** The parts of a configuration, which SPDK calls subsystems, in the order of loading. */
enum ConfigPart {
    SCHEDULER(List.of()),
    SOCK(List.of()),
    IOBUF(List.of()),
    KEYRING(List.of()),
    VMD(List.of()),
    ACCEL(List.of("iobuf")),
    BDEV(List.of("accel", "keyring", "vmd", "sock", "iobuf")),
    NVMF(List.of("bdev", "keyring", "sock", "accel", "iobuf")),
    NBD(List.of("bdev"));

    /** Methods that are first in their part, then those that are last, in SPDK's order. */
    private static final List<String> FIRST =
            List.of(
                    "bdev_set_options",
                    "bdev_examine",
                    "accel_set_options",
                    "nvmf_set_config",
                    "nvmf_set_max_subsystems",
                    "nvmf_set_crdt");

    private static final List<String> LAST =
            List.of(
                    TargetNames.CREATE,
                    "nvmf_create_transport",
                    "nvmf_discovery_add_referral",
                    "nvmf_create_subsystem",
                    "nvmf_subsystem_allow_any_host",
                    "nvmf_subsystem_add_host",
                    "nvmf_subsystem_add_ns",
                    "nvmf_ns_add_host",
                    "nvmf_subsystem_add_listener");

    /**
     * The part that holds what SPDK does not know. It is not among the parts that are listed, so
     * that SPDK can load what its client saves here.
     */
    static final String OURS = "viaduct";

    private final List<String> dependsOn;

    ConfigPart(List<String> dependsOn) {
        this.dependsOn = dependsOn;
    }

    /** Its name in a file. */
    String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    List<String> dependsOn() {
        return dependsOn;
    }

    /** The part of that name, or null. */
    static ConfigPart named(String label) {
        for (ConfigPart part : values()) {
            if (part.label().equals(label)) {
                return part;
            }
        }
        return null;
    }

    /** Its calls in the order in which they can be replayed. */
    List<DesiredState.Entry> of(List<DesiredState.Entry> entries) {
        List<DesiredState.Entry> mine = new ArrayList<>();
        for (DesiredState.Entry entry : TargetNames.explicit(entries)) {
            if (of(entry.method()) == this) {
                mine.add(entry);
            }
        }
        mine.sort(Comparator.comparingInt(entry -> rank(entry.method())));
        return mine;
    }

    /** The calls of {@link #OURS}, in order. */
    static List<DesiredState.Entry> ours(List<DesiredState.Entry> entries) {
        return TargetNames.explicit(entries).stream()
                .filter(entry -> isOurs(entry.method()))
                .toList();
    }

    /** Whether SPDK, or SPDK as it is built at first, could not load a call, and never saves it. */
    private static boolean isOurs(String method) {
        return method.startsWith(OURS + "_") || method.equals("nvmf_publish_mdns_prr");
    }

    // The family is in the name; the scheduler's methods are the framework's. A method of nobody's
    // family makes devices, or works on them: it is loaded with them.
    private static ConfigPart of(String method) {
        if (isOurs(method)) {
            return null;
        }
        if (method.startsWith("framework_")) {
            return SCHEDULER;
        }
        if (method.endsWith("_scan_accel_module") || method.startsWith("dpdk_cryptodev_")) {
            return ACCEL;
        }
        for (ConfigPart part : values()) {
            if (method.startsWith(part.label() + "_")) {
                return part;
            }
        }
        return BDEV;
    }

    // SPDK's order: options, then objects as they stand on each other; else that of their making.
    private static int rank(String method) {
        int first = FIRST.indexOf(method);
        if (first >= 0) {
            return first;
        }
        int last = LAST.indexOf(method);
        if (last >= 0) {
            return FIRST.size() + 1 + last;
        }
        return FIRST.size() + (Effect.isOption(method) ? 0 : LAST.size() + 1);
    }
}
