package io.viaduct.api.nvme;

import java.lang.foreign.MemorySegment;

/**
 * I/O command set specific Identify Controller of the NVM command set (CNS 6, CSI 0). NVM Express
 * NVM Command Set Specification 1.1, Identify Controller Data Structure.
 */
public final class IdentifyControllerNvm {
    public static final int LENGTH = 4096;

    private static final int VSL_OFFSET = 0;
    private static final int WZSL_OFFSET = 1;
    private static final int WUSL_OFFSET = 2;
    private static final int DMRL_OFFSET = 3;
    private static final int DMRSL_OFFSET = 4;
    private static final int DMSL_OFFSET = 8;

    private IdentifyControllerNvm() {}

    /** Verify: power of two, in units of the smallest memory page; 0 for no limit. */
    public static int vsl(MemorySegment segment, long at) {
        return Wire.u8(segment, at + VSL_OFFSET);
    }

    public static void vsl(MemorySegment segment, long at, int vsl) {
        Wire.u8(segment, at + VSL_OFFSET, vsl);
    }

    /** Write Zeroes: as VSL. */
    public static int wzsl(MemorySegment segment, long at) {
        return Wire.u8(segment, at + WZSL_OFFSET);
    }

    public static void wzsl(MemorySegment segment, long at, int wzsl) {
        Wire.u8(segment, at + WZSL_OFFSET, wzsl);
    }

    /** Write Uncorrectable: as VSL. */
    public static int wusl(MemorySegment segment, long at) {
        return Wire.u8(segment, at + WUSL_OFFSET);
    }

    public static void wusl(MemorySegment segment, long at, int wusl) {
        Wire.u8(segment, at + WUSL_OFFSET, wusl);
    }

    /** Dataset Management: ranges; 0 for no limit. */
    public static int dmrl(MemorySegment segment, long at) {
        return Wire.u8(segment, at + DMRL_OFFSET);
    }

    public static void dmrl(MemorySegment segment, long at, int dmrl) {
        Wire.u8(segment, at + DMRL_OFFSET, dmrl);
    }

    /** Dataset Management: blocks of a range; 0 for no limit. */
    public static int dmrsl(MemorySegment segment, long at) {
        return Wire.i32(segment, at + DMRSL_OFFSET);
    }

    public static void dmrsl(MemorySegment segment, long at, int dmrsl) {
        Wire.i32(segment, at + DMRSL_OFFSET, dmrsl);
    }

    /** Dataset Management: blocks of a command; 0 for no limit. */
    public static long dmsl(MemorySegment segment, long at) {
        return Wire.i64(segment, at + DMSL_OFFSET);
    }

    public static void dmsl(MemorySegment segment, long at, long dmsl) {
        Wire.i64(segment, at + DMSL_OFFSET, dmsl);
    }
}
