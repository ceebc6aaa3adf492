package io.viaduct.api.nvme;

import java.lang.foreign.MemorySegment;

/**
 * I/O command set independent Identify Namespace (CNS 8); fields shared with {@link
 * IdentifyNamespace} have its bits. NVM Express Base Specification 2.1, I/O Command Set Independent
 * Identify Namespace Data Structure.
 */
public final class IdentifyNamespaceIndependent {
    public static final int LENGTH = 4096;

    public static final int NSFEAT_UIDREUSE = 1 << 3;
    public static final int NSFEAT_RMEDIA = 1 << 4;
    public static final int NSFEAT_VWCNP = 1 << 5;

    /** The namespace is ready. */
    public static final int NSTAT_NRDY = 1 << 0;

    private static final int NSFEAT_OFFSET = 0;
    private static final int NMIC_OFFSET = 1;
    private static final int RESCAP_OFFSET = 2;
    private static final int FPI_OFFSET = 3;
    private static final int ANAGRPID_OFFSET = 4;
    private static final int NSATTR_OFFSET = 8;
    private static final int NVMSETID_OFFSET = 10;
    private static final int ENDGID_OFFSET = 12;
    private static final int NSTAT_OFFSET = 14;

    private IdentifyNamespaceIndependent() {}

    public static int nsfeat(MemorySegment segment, long at) {
        return Wire.u8(segment, at + NSFEAT_OFFSET);
    }

    public static void nsfeat(MemorySegment segment, long at, int nsfeat) {
        Wire.u8(segment, at + NSFEAT_OFFSET, nsfeat);
    }

    public static int nmic(MemorySegment segment, long at) {
        return Wire.u8(segment, at + NMIC_OFFSET);
    }

    public static void nmic(MemorySegment segment, long at, int nmic) {
        Wire.u8(segment, at + NMIC_OFFSET, nmic);
    }

    public static int rescap(MemorySegment segment, long at) {
        return Wire.u8(segment, at + RESCAP_OFFSET);
    }

    public static void rescap(MemorySegment segment, long at, int rescap) {
        Wire.u8(segment, at + RESCAP_OFFSET, rescap);
    }

    public static int fpi(MemorySegment segment, long at) {
        return Wire.u8(segment, at + FPI_OFFSET);
    }

    public static void fpi(MemorySegment segment, long at, int fpi) {
        Wire.u8(segment, at + FPI_OFFSET, fpi);
    }

    public static int anagrpid(MemorySegment segment, long at) {
        return Wire.i32(segment, at + ANAGRPID_OFFSET);
    }

    public static void anagrpid(MemorySegment segment, long at, int anagrpid) {
        Wire.i32(segment, at + ANAGRPID_OFFSET, anagrpid);
    }

    public static int nsattr(MemorySegment segment, long at) {
        return Wire.u8(segment, at + NSATTR_OFFSET);
    }

    public static void nsattr(MemorySegment segment, long at, int nsattr) {
        Wire.u8(segment, at + NSATTR_OFFSET, nsattr);
    }

    public static int nvmsetid(MemorySegment segment, long at) {
        return Wire.u16(segment, at + NVMSETID_OFFSET);
    }

    public static void nvmsetid(MemorySegment segment, long at, int nvmsetid) {
        Wire.u16(segment, at + NVMSETID_OFFSET, nvmsetid);
    }

    public static int endgid(MemorySegment segment, long at) {
        return Wire.u16(segment, at + ENDGID_OFFSET);
    }

    public static void endgid(MemorySegment segment, long at, int endgid) {
        Wire.u16(segment, at + ENDGID_OFFSET, endgid);
    }

    public static int nstat(MemorySegment segment, long at) {
        return Wire.u8(segment, at + NSTAT_OFFSET);
    }

    public static void nstat(MemorySegment segment, long at, int nstat) {
        Wire.u8(segment, at + NSTAT_OFFSET, nstat);
    }
}
