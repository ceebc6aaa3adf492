package io.viaduct.api.nvme;

import java.lang.foreign.MemorySegment;

/**
 * Abort command; bit 0 of DW0 of its completion is 1 where nothing was aborted. NVM Express Base
 * Specification 2.1, Abort Command.
 */
public final class AbortCommand {
    public static final int LENGTH = 64;

    /** Bit of DW0 of the completion. */
    public static final int NOT_ABORTED = 1 << 0;

    private static final int SQID_OFFSET = 40;
    private static final int CID_OFFSET = 42;

    private AbortCommand() {}

    public static int sqidToAbort(MemorySegment segment, long at) {
        return Wire.u16(segment, at + SQID_OFFSET);
    }

    public static void sqidToAbort(MemorySegment segment, long at, int sqidToAbort) {
        Wire.u16(segment, at + SQID_OFFSET, sqidToAbort);
    }

    public static int cidToAbort(MemorySegment segment, long at) {
        return Wire.u16(segment, at + CID_OFFSET);
    }

    public static void cidToAbort(MemorySegment segment, long at, int cidToAbort) {
        Wire.u16(segment, at + CID_OFFSET, cidToAbort);
    }
}
