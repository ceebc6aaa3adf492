package io.viaduct.api.nvme;

import java.lang.foreign.MemorySegment;

/**
 * Dataset Management command; its data is {@link #ranges} times {@link DsmRange}. NVM Express NVM
 * Command Set Specification 1.1, Dataset Management command.
 */
public final class DsmCommand {
    public static final int LENGTH = 64;

    public static final int IDR = 1 << 0;
    public static final int IDW = 1 << 1;

    /** Deallocate. */
    public static final int AD = 1 << 2;

    private static final int NR_OFFSET = 40;
    private static final int ATTRIBUTES_OFFSET = 44;

    private DsmCommand() {}

    /** 0-based; see {@link #ranges}. */
    public static int nr(MemorySegment segment, long at) {
        return Wire.u8(segment, at + NR_OFFSET);
    }

    public static void nr(MemorySegment segment, long at, int nr) {
        Wire.u8(segment, at + NR_OFFSET, nr);
    }

    public static int attributes(MemorySegment segment, long at) {
        return Wire.i32(segment, at + ATTRIBUTES_OFFSET);
    }

    public static void attributes(MemorySegment segment, long at, int attributes) {
        Wire.i32(segment, at + ATTRIBUTES_OFFSET, attributes);
    }

    /** Ranges, 1 to 256. */
    public static int ranges(MemorySegment segment, long at) {
        return nr(segment, at) + 1;
    }
}
