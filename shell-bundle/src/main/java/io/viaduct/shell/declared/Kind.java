package io.viaduct.shell.declared;

import java.util.List;

/** What can be declared, in the order in which it is made. */
enum Kind {
    /** A transport of the target; it cannot be taken away. */
    TRANSPORT("transport", "transports", List.of("trtype")),
    /** A block device. */
    BDEV("bdev", "bdevs", List.of("name")),
    /** A subsystem. */
    SUBSYSTEM("subsystem", "subsystems", List.of("nqn")),
    /** A namespace of a subsystem. */
    NAMESPACE("namespace", "namespaces", List.of("nsid")),
    /** A host that a subsystem lets in. */
    HOST("host", "hosts", List.of("host")),
    /** An address of a subsystem: the last, so that hosts find it complete. */
    LISTENER("listener", "listeners", List.of("trtype", "traddr", "trsvcid")),
    /** Another discovery service. */
    REFERRAL("referral", "referrals", List.of("trtype", "traddr", "trsvcid"));

    private final String label;
    private final String section;
    private final List<String> identity;

    Kind(String label, String section, List<String> identity) {
        this.label = label;
        this.section = section;
        this.identity = identity;
    }

    /** As people call one. */
    String label() {
        return label;
    }

    /** As a file calls the list of them. */
    String section() {
        return section;
    }

    /** The parameters that tell one from another. */
    List<String> identity() {
        return identity;
    }

    /** Whether it is of a subsystem. */
    boolean isInside() {
        return this == NAMESPACE || this == HOST || this == LISTENER;
    }
}
