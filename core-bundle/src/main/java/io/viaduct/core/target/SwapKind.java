package io.viaduct.core.target;

import java.util.Locale;

/** What was replaced while hosts used it. */
enum SwapKind {
    /** The module of a namespace's device. */
    BDEV,
    /** A transport. */
    TRANSPORT;

    /** As RPC says it. */
    String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
