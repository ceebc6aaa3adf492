package io.viaduct.api.nvme;

import java.lang.foreign.MemorySegment;
import java.util.UUID;

/**
 * UUID List: entries from 1 on, of which the first that is all zeroes ends it. A command names one
 * by its index where its meaning is a vendor's. NVM Express Base Specification 2.1, UUID List.
 */
public final class UuidList {
    public static final int LENGTH = 4096;

    /** Highest index; entry 0 is reserved. */
    public static final int INDEX_MAX = 127;

    private static final int ENTRY_LENGTH = 32;
    private static final int UUID_OFFSET = 16;

    private UuidList() {}

    /** The UUID at an index of 1 to {@link #INDEX_MAX}. Control path; allocates. */
    public static UUID uuid(MemorySegment segment, long at, int index) {
        return Text.uuid(segment, at + (long) index * ENTRY_LENGTH + UUID_OFFSET);
    }

    public static void uuid(MemorySegment segment, long at, int index, UUID uuid) {
        Text.uuid(segment, at + (long) index * ENTRY_LENGTH + UUID_OFFSET, uuid);
    }
}
