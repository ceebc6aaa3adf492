package io.viaduct.bdev.aio;

import java.util.UUID;

/** Who a device is. */
final class Identity {
    private static final UUID NONE = new UUID(0, 0);

    private Identity() {}

    /** The given one, or a new one. */
    static UUID of(UUID given) {
        return given == null || given.equals(NONE) ? UUID.randomUUID() : given;
    }
}
