package io.viaduct.api.nvme;

import java.lang.foreign.MemorySegment;

/**
 * Controller List: how many identifiers, then the identifiers in rising order. NVM Express Base
 * Specification 2.1, Controller List.
 */
public final class ControllerList {
    public static final int LENGTH = 4096;

    /** Identifiers that fit. */
    public static final int ENTRIES_MAX = 2047;

    private static final int COUNT_OFFSET = 0;
    private static final int ENTRIES_OFFSET = 2;

    private ControllerList() {}

    /** Identifiers in the list. */
    public static int count(MemorySegment segment, long at) {
        return Wire.u16(segment, at + COUNT_OFFSET);
    }

    public static void count(MemorySegment segment, long at, int count) {
        Wire.u16(segment, at + COUNT_OFFSET, count);
    }

    /** The identifier at {@code index}, from 0. */
    public static int cntlid(MemorySegment segment, long at, int index) {
        return Wire.u16(segment, entry(at, index));
    }

    public static void cntlid(MemorySegment segment, long at, int index, int cntlid) {
        Wire.u16(segment, entry(at, index), cntlid);
    }

    private static long entry(long at, int index) {
        return at + ENTRIES_OFFSET + (long) index * Short.BYTES;
    }
}
