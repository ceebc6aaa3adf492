package io.viaduct.api.nvme;

import java.lang.foreign.MemorySegment;

/**
 * Identify Controller data structure, the bytes 1792 to 2047 that concern Fabrics; {@code at} is
 * the start of the whole structure. NVM Express Base Specification 2.1, Identify Controller Data
 * Structure.
 */
public final class IdentifyControllerFabrics {
    /** The static controller model. */
    public static final int CTRATTR_STATIC = 1 << 0;

    /** The Disconnect command is supported. */
    public static final int OFCS_DISCONNECT = 1 << 0;

    private static final int IOCCSZ_OFFSET = 1792;
    private static final int IORCSZ_OFFSET = 1796;
    private static final int ICDOFF_OFFSET = 1800;
    private static final int CTRATTR_OFFSET = 1802;
    private static final int MSDBD_OFFSET = 1803;
    private static final int OFCS_OFFSET = 1804;

    private IdentifyControllerFabrics() {}

    /** Largest I/O command capsule, in units of 16 bytes. */
    public static int ioccsz(MemorySegment segment, long at) {
        return Wire.i32(segment, at + IOCCSZ_OFFSET);
    }

    public static void ioccsz(MemorySegment segment, long at, int ioccsz) {
        Wire.i32(segment, at + IOCCSZ_OFFSET, ioccsz);
    }

    /** Largest I/O response capsule, in units of 16 bytes. */
    public static int iorcsz(MemorySegment segment, long at) {
        return Wire.i32(segment, at + IORCSZ_OFFSET);
    }

    public static void iorcsz(MemorySegment segment, long at, int iorcsz) {
        Wire.i32(segment, at + IORCSZ_OFFSET, iorcsz);
    }

    /** Offset of in-capsule data, in units of 16 bytes. */
    public static int icdoff(MemorySegment segment, long at) {
        return Wire.u16(segment, at + ICDOFF_OFFSET);
    }

    public static void icdoff(MemorySegment segment, long at, int icdoff) {
        Wire.u16(segment, at + ICDOFF_OFFSET, icdoff);
    }

    /** {@link #CTRATTR_STATIC} or 0 for the dynamic controller model. */
    public static int ctrattr(MemorySegment segment, long at) {
        return Wire.u8(segment, at + CTRATTR_OFFSET);
    }

    public static void ctrattr(MemorySegment segment, long at, int ctrattr) {
        Wire.u8(segment, at + CTRATTR_OFFSET, ctrattr);
    }

    /** SGL data block descriptors of a command; 0 for no limit. */
    public static int msdbd(MemorySegment segment, long at) {
        return Wire.u8(segment, at + MSDBD_OFFSET);
    }

    public static void msdbd(MemorySegment segment, long at, int msdbd) {
        Wire.u8(segment, at + MSDBD_OFFSET, msdbd);
    }

    public static int ofcs(MemorySegment segment, long at) {
        return Wire.u16(segment, at + OFCS_OFFSET);
    }

    public static void ofcs(MemorySegment segment, long at, int ofcs) {
        Wire.u16(segment, at + OFCS_OFFSET, ofcs);
    }
}
