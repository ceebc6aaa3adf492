package io.viaduct.api.nvme;

import java.lang.foreign.MemorySegment;

/**
 * One range of a Dataset Management command. NVM Express NVM Command Set Specification 1.1, Range
 * Definition.
 */
public final class DsmRange {
    public static final int LENGTH = 16;

    private static final int ATTRIBUTES_OFFSET = 0;
    private static final int NLB_OFFSET = 4;
    private static final int SLBA_OFFSET = 8;

    private DsmRange() {}

    /** Context attributes. */
    public static int attributes(MemorySegment segment, long at) {
        return Wire.i32(segment, at + ATTRIBUTES_OFFSET);
    }

    public static void attributes(MemorySegment segment, long at, int attributes) {
        Wire.i32(segment, at + ATTRIBUTES_OFFSET, attributes);
    }

    /** Blocks; not 0-based. */
    public static long nlb(MemorySegment segment, long at) {
        return Wire.u32(segment, at + NLB_OFFSET);
    }

    public static void nlb(MemorySegment segment, long at, long nlb) {
        Wire.u32(segment, at + NLB_OFFSET, nlb);
    }

    public static long slba(MemorySegment segment, long at) {
        return Wire.i64(segment, at + SLBA_OFFSET);
    }

    public static void slba(MemorySegment segment, long at, long slba) {
        Wire.i64(segment, at + SLBA_OFFSET, slba);
    }
}
