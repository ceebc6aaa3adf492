package io.viaduct.api.nvme;

import java.lang.foreign.MemorySegment;

/**
 * One group of the Asymmetric Namespace Access log page: a header, and the namespaces in ascending
 * order. NVM Express Base Specification 2.1, ANA Group Descriptor.
 */
public final class AnaGroup {
    /** Of the header. */
    public static final int LENGTH = 32;

    public static final int OPTIMIZED = 0x1;
    public static final int NON_OPTIMIZED = 0x2;
    public static final int INACCESSIBLE = 0x3;
    public static final int PERSISTENT_LOSS = 0x4;
    public static final int CHANGE = 0xf;

    private static final int ANA_GROUP_ID_OFFSET = 0;
    private static final int NUM_OF_NSID_OFFSET = 4;
    private static final int CHANGE_COUNT_OFFSET = 8;
    private static final int ANA_STATE_OFFSET = 16;

    private AnaGroup() {}

    /** From 1. */
    public static int anaGroupId(MemorySegment segment, long at) {
        return Wire.i32(segment, at + ANA_GROUP_ID_OFFSET);
    }

    public static void anaGroupId(MemorySegment segment, long at, int anaGroupId) {
        Wire.i32(segment, at + ANA_GROUP_ID_OFFSET, anaGroupId);
    }

    public static int numOfNsid(MemorySegment segment, long at) {
        return Wire.i32(segment, at + NUM_OF_NSID_OFFSET);
    }

    public static void numOfNsid(MemorySegment segment, long at, int numOfNsid) {
        Wire.i32(segment, at + NUM_OF_NSID_OFFSET, numOfNsid);
    }

    public static long changeCount(MemorySegment segment, long at) {
        return Wire.i64(segment, at + CHANGE_COUNT_OFFSET);
    }

    public static void changeCount(MemorySegment segment, long at, long changeCount) {
        Wire.i64(segment, at + CHANGE_COUNT_OFFSET, changeCount);
    }

    public static int anaState(MemorySegment segment, long at) {
        return Wire.bits8(segment, at + ANA_STATE_OFFSET, 0, 4);
    }

    public static void anaState(MemorySegment segment, long at, int anaState) {
        Wire.bits8(segment, at + ANA_STATE_OFFSET, 0, 4, anaState);
    }

    public static int nsid(MemorySegment segment, long at, int index) {
        return Wire.i32(segment, at + LENGTH + 4L * index);
    }

    public static void nsid(MemorySegment segment, long at, int index, int nsid) {
        Wire.i32(segment, at + LENGTH + 4L * index, nsid);
    }

    /** Where the next group begins. */
    public static long next(MemorySegment segment, long at) {
        return at + LENGTH + 4L * numOfNsid(segment, at);
    }
}
