package io.viaduct.api.nvme;

import java.lang.foreign.MemorySegment;

/**
 * Completion queue entry. Fabrics leave the phase bit 0. NVM Express Base Specification 2.1, Common
 * Completion Queue Entry Layout.
 */
public final class Cqe {
    public static final int LENGTH = 16;

    private static final int DW0_OFFSET = 0;
    private static final int DW1_OFFSET = 4;
    private static final int SQHD_OFFSET = 8;
    private static final int SQID_OFFSET = 10;
    private static final int CID_OFFSET = 12;
    private static final int STATUS_OFFSET = 14;

    private Cqe() {}

    public static int dw0(MemorySegment segment, long at) {
        return Wire.i32(segment, at + DW0_OFFSET);
    }

    public static void dw0(MemorySegment segment, long at, int dw0) {
        Wire.i32(segment, at + DW0_OFFSET, dw0);
    }

    public static int dw1(MemorySegment segment, long at) {
        return Wire.i32(segment, at + DW1_OFFSET);
    }

    public static void dw1(MemorySegment segment, long at, int dw1) {
        Wire.i32(segment, at + DW1_OFFSET, dw1);
    }

    /** DW0 and DW1 as one value, as Property Get returns it. */
    public static long result(MemorySegment segment, long at) {
        return Wire.i64(segment, at + DW0_OFFSET);
    }

    public static void result(MemorySegment segment, long at, long result) {
        Wire.i64(segment, at + DW0_OFFSET, result);
    }

    public static int sqhd(MemorySegment segment, long at) {
        return Wire.u16(segment, at + SQHD_OFFSET);
    }

    public static void sqhd(MemorySegment segment, long at, int sqhd) {
        Wire.u16(segment, at + SQHD_OFFSET, sqhd);
    }

    public static int sqid(MemorySegment segment, long at) {
        return Wire.u16(segment, at + SQID_OFFSET);
    }

    public static void sqid(MemorySegment segment, long at, int sqid) {
        Wire.u16(segment, at + SQID_OFFSET, sqid);
    }

    public static int cid(MemorySegment segment, long at) {
        return Wire.u16(segment, at + CID_OFFSET);
    }

    public static void cid(MemorySegment segment, long at, int cid) {
        Wire.u16(segment, at + CID_OFFSET, cid);
    }

    public static boolean phase(MemorySegment segment, long at) {
        return Wire.bits16(segment, at + STATUS_OFFSET, 0, 1) != 0;
    }

    public static void phase(MemorySegment segment, long at, boolean phase) {
        Wire.bits16(segment, at + STATUS_OFFSET, 0, 1, phase ? 1 : 0);
    }

    /** As {@link Status} encodes it, thus without the phase bit. */
    public static int status(MemorySegment segment, long at) {
        return Wire.bits16(segment, at + STATUS_OFFSET, 1, 15);
    }

    public static void status(MemorySegment segment, long at, int status) {
        Wire.bits16(segment, at + STATUS_OFFSET, 1, 15, status);
    }

    /** Writes the whole entry with DW1 and the phase bit 0. */
    public static void write(
            MemorySegment segment, long at, int dw0, int sqhd, int sqid, int cid, int status) {
        writeResult(segment, at, Integer.toUnsignedLong(dw0), sqhd, sqid, cid, status);
    }

    /** Writes the whole entry with the phase bit 0; {@code result} is DW0 and DW1. */
    public static void writeResult(
            MemorySegment segment, long at, long result, int sqhd, int sqid, int cid, int status) {
        result(segment, at, result);
        sqhd(segment, at, sqhd);
        sqid(segment, at, sqid);
        cid(segment, at, cid);
        Wire.u16(segment, at + STATUS_OFFSET, status << 1);
    }
}
