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
    ACCEL(List.of("iobuf")),
    BDEV(List.of("accel", "keyring", "sock", "iobuf")),
    NVMF(List.of("bdev", "keyring", "sock", "accel", "iobuf"));

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
        for (DesiredState.Entry entry : entries) {
            if (of(entry.method()) == this) {
                mine.add(entry);
            }
        }
        mine.sort(Comparator.comparingInt(entry -> rank(entry.method())));
        return mine;
    }

    // The family is in the name; the scheduler's methods are the framework's. A method of nobody's
    // family makes devices, or works on them: it is loaded with them.
    private static ConfigPart of(String method) {
        if (method.startsWith("viaduct_")) {
            // SPDK could not load it.
            return null;
        }
        if (method.startsWith("framework_")) {
            return SCHEDULER;
        }
        for (ConfigPart part : values()) {
            if (method.startsWith(part.label() + "_")) {
                return part;
            }
        }
        return BDEV;
    }

    // SPDK's order: options, transports, then objects in the order of their making.
    private static int rank(String method) {
        if (Effect.isOption(method)) {
            return 0;
        }
        return method.equals("nvmf_create_transport") ? 1 : 2;
    }
}
