package io.viaduct.core.target;

import java.util.Locale;

/** What has become of those who waited. */
enum SwapOutcome {
    /** The commands went on. */
    RESUMED,
    /** What left has not returned: the namespace was removed, or the connections ended. */
    REMOVED,
    /** What came instead could not go on: another device, or a version that refuses the state. */
    REFUSED;

    /** As RPC says it. */
    String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
