package io.viaduct.api.nvme;

import java.lang.foreign.MemorySegment;

/** Identify command. NVM Express Base Specification 2.1, Identify Command. */
public final class IdentifyCommand {
    public static final int LENGTH = 64;

    private static final int CNS_OFFSET = 40;
    private static final int CNTID_OFFSET = 42;
    private static final int NVMSETID_OFFSET = 44;
    private static final int CSI_OFFSET = 47;

    private IdentifyCommand() {}

    /** A {@link Cns}. */
    public static int cns(MemorySegment segment, long at) {
        return Wire.u8(segment, at + CNS_OFFSET);
    }

    public static void cns(MemorySegment segment, long at, int cns) {
        Wire.u8(segment, at + CNS_OFFSET, cns);
    }

    public static int cntid(MemorySegment segment, long at) {
        return Wire.u16(segment, at + CNTID_OFFSET);
    }

    public static void cntid(MemorySegment segment, long at, int cntid) {
        Wire.u16(segment, at + CNTID_OFFSET, cntid);
    }

    public static int nvmsetid(MemorySegment segment, long at) {
        return Wire.u16(segment, at + NVMSETID_OFFSET);
    }

    public static void nvmsetid(MemorySegment segment, long at, int nvmsetid) {
        Wire.u16(segment, at + NVMSETID_OFFSET, nvmsetid);
    }

    /** A {@link CommandSet}. */
    public static int csi(MemorySegment segment, long at) {
        return Wire.u8(segment, at + CSI_OFFSET);
    }

    public static void csi(MemorySegment segment, long at, int csi) {
        Wire.u8(segment, at + CSI_OFFSET, csi);
    }
}
