package io.viaduct.api.nvme;

import java.lang.foreign.MemorySegment;

/**
 * One source range of a Copy command, format 0. NVM Express NVM Command Set Specification 1.1,
 * Source Range Entries Copy Descriptor Format 0h.
 */
public final class CopyRange {
    public static final int LENGTH = 32;

    private static final int SLBA_OFFSET = 8;
    private static final int NLB_OFFSET = 16;
    private static final int ELBRT_OFFSET = 24;
    private static final int ELBAT_OFFSET = 28;
    private static final int ELBATM_OFFSET = 30;

    private CopyRange() {}

    public static long slba(MemorySegment segment, long at) {
        return Wire.i64(segment, at + SLBA_OFFSET);
    }

    public static void slba(MemorySegment segment, long at, long slba) {
        Wire.i64(segment, at + SLBA_OFFSET, slba);
    }

    /** 0-based; see {@link #blocks}. */
    public static int nlb(MemorySegment segment, long at) {
        return Wire.u16(segment, at + NLB_OFFSET);
    }

    public static void nlb(MemorySegment segment, long at, int nlb) {
        Wire.u16(segment, at + NLB_OFFSET, nlb);
    }

    /** Expected reference tag of the first block that is read. */
    public static int elbrt(MemorySegment segment, long at) {
        return Wire.i32(segment, at + ELBRT_OFFSET);
    }

    public static void elbrt(MemorySegment segment, long at, int elbrt) {
        Wire.i32(segment, at + ELBRT_OFFSET, elbrt);
    }

    /** Expected application tag. */
    public static int elbat(MemorySegment segment, long at) {
        return Wire.u16(segment, at + ELBAT_OFFSET);
    }

    public static void elbat(MemorySegment segment, long at, int elbat) {
        Wire.u16(segment, at + ELBAT_OFFSET, elbat);
    }

    /** Bits of the expected application tag that are checked. */
    public static int elbatm(MemorySegment segment, long at) {
        return Wire.u16(segment, at + ELBATM_OFFSET);
    }

    public static void elbatm(MemorySegment segment, long at, int elbatm) {
        Wire.u16(segment, at + ELBATM_OFFSET, elbatm);
    }

    /** Logical blocks, 1 to 65536. */
    public static int blocks(MemorySegment segment, long at) {
        return nlb(segment, at) + 1;
    }
}
