package io.viaduct.api.nvme;

import java.lang.foreign.MemorySegment;

/**
 * Asymmetric Namespace Access log page (LID 0Ch), its header; {@link AnaGroup groups} follow in
 * ascending order. NVM Express Base Specification 2.1, Asymmetric Namespace Access Log Page.
 */
public final class AnaLog {
    /** Of the header. */
    public static final int LENGTH = 16;

    /** Log specific parameter: groups without their namespaces. */
    public static final int LSP_RGO = 1 << 0;

    private static final int CHANGE_COUNT_OFFSET = 0;
    private static final int NUM_ANA_GROUP_DESC_OFFSET = 8;

    private AnaLog() {}

    public static long changeCount(MemorySegment segment, long at) {
        return Wire.i64(segment, at + CHANGE_COUNT_OFFSET);
    }

    public static void changeCount(MemorySegment segment, long at, long changeCount) {
        Wire.i64(segment, at + CHANGE_COUNT_OFFSET, changeCount);
    }

    public static int numAnaGroupDesc(MemorySegment segment, long at) {
        return Wire.u16(segment, at + NUM_ANA_GROUP_DESC_OFFSET);
    }

    public static void numAnaGroupDesc(MemorySegment segment, long at, int numAnaGroupDesc) {
        Wire.u16(segment, at + NUM_ANA_GROUP_DESC_OFFSET, numAnaGroupDesc);
    }
}
