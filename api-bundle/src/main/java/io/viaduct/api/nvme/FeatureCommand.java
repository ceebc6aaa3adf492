package io.viaduct.api.nvme;

import java.lang.foreign.MemorySegment;

/**
 * Get Features and Set Features commands; the value is in CDW11 and beyond. NVM Express Base
 * Specification 2.1, Get Features Command and Set Features Command.
 */
public final class FeatureCommand {
    public static final int LENGTH = 64;

    public static final int SELECT_CURRENT = 0;
    public static final int SELECT_DEFAULT = 1;
    public static final int SELECT_SAVED = 2;
    public static final int SELECT_CAPABILITIES = 3;

    private static final int FID_OFFSET = 40;
    private static final int SEL_OFFSET = 41;
    private static final int SV_OFFSET = 43;

    private FeatureCommand() {}

    /** A {@link FeatureId}. */
    public static int fid(MemorySegment segment, long at) {
        return Wire.u8(segment, at + FID_OFFSET);
    }

    public static void fid(MemorySegment segment, long at, int fid) {
        Wire.u8(segment, at + FID_OFFSET, fid);
    }

    /** Of Get: a {@code SELECT} value of this class. */
    public static int sel(MemorySegment segment, long at) {
        return Wire.bits8(segment, at + SEL_OFFSET, 0, 3);
    }

    public static void sel(MemorySegment segment, long at, int sel) {
        Wire.bits8(segment, at + SEL_OFFSET, 0, 3, sel);
    }

    /** Of Set: save. */
    public static boolean sv(MemorySegment segment, long at) {
        return Wire.bits8(segment, at + SV_OFFSET, 7, 1) != 0;
    }

    public static void sv(MemorySegment segment, long at, boolean sv) {
        Wire.bits8(segment, at + SV_OFFSET, 7, 1, sv ? 1 : 0);
    }
}
