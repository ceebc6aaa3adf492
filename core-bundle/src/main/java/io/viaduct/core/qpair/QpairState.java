package io.viaduct.core.qpair;

/** State of a queue pair; the labels are SPDK's, because its RPC shows them. */
enum QpairState {
    /** Waits for Connect. */
    CONNECTING("connecting"),
    /** Serves commands. */
    ENABLED("enabled"),
    /** The host has asked for its end: what is at work is answered, nothing else is served. */
    DELETING("deactivating"),
    /** The transport has been asked to end it. */
    DEACTIVATING("deactivating"),
    /** The transport has ended it; commands may still be at a device. */
    GONE("deactivating");

    private final String label;

    QpairState(String label) {
        this.label = label;
    }

    String label() {
        return label;
    }
}
