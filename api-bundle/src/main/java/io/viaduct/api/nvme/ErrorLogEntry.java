package io.viaduct.api.nvme;

import java.lang.foreign.MemorySegment;

/**
 * One entry of the Error Information log page (LID 01h). NVM Express Base Specification 2.1, Error
 * Information Log Entry.
 */
public final class ErrorLogEntry {
    public static final int LENGTH = 64;

    /** The error is not specific to a field of the command. */
    public static final int NO_LOCATION = 0xffff;

    private static final int ERROR_COUNT_OFFSET = 0;
    private static final int SQID_OFFSET = 8;
    private static final int CID_OFFSET = 10;
    private static final int STATUS_OFFSET = 12;
    private static final int ERROR_LOCATION_OFFSET = 14;
    private static final int LBA_OFFSET = 16;
    private static final int NSID_OFFSET = 24;
    private static final int VENDOR_SPECIFIC_OFFSET = 28;
    private static final int TRTYPE_OFFSET = 29;
    private static final int COMMAND_SPECIFIC_OFFSET = 32;
    private static final int TRTYPE_SPECIFIC_OFFSET = 40;

    private ErrorLogEntry() {}

    /** From 1; 0 for an entry that is not in use. */
    public static long errorCount(MemorySegment segment, long at) {
        return Wire.i64(segment, at + ERROR_COUNT_OFFSET);
    }

    public static void errorCount(MemorySegment segment, long at, long errorCount) {
        Wire.i64(segment, at + ERROR_COUNT_OFFSET, errorCount);
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

    /** Byte in bits 7:0 and bit in 10:8 of the command; {@link #NO_LOCATION} for none. */
    public static int errorLocation(MemorySegment segment, long at) {
        return Wire.u16(segment, at + ERROR_LOCATION_OFFSET);
    }

    public static void errorLocation(MemorySegment segment, long at, int errorLocation) {
        Wire.u16(segment, at + ERROR_LOCATION_OFFSET, errorLocation);
    }

    public static long lba(MemorySegment segment, long at) {
        return Wire.i64(segment, at + LBA_OFFSET);
    }

    public static void lba(MemorySegment segment, long at, long lba) {
        Wire.i64(segment, at + LBA_OFFSET, lba);
    }

    public static int nsid(MemorySegment segment, long at) {
        return Wire.i32(segment, at + NSID_OFFSET);
    }

    public static void nsid(MemorySegment segment, long at, int nsid) {
        Wire.i32(segment, at + NSID_OFFSET, nsid);
    }

    public static int vendorSpecific(MemorySegment segment, long at) {
        return Wire.u8(segment, at + VENDOR_SPECIFIC_OFFSET);
    }

    public static void vendorSpecific(MemorySegment segment, long at, int vendorSpecific) {
        Wire.u8(segment, at + VENDOR_SPECIFIC_OFFSET, vendorSpecific);
    }

    public static int trtype(MemorySegment segment, long at) {
        return Wire.u8(segment, at + TRTYPE_OFFSET);
    }

    public static void trtype(MemorySegment segment, long at, int trtype) {
        Wire.u8(segment, at + TRTYPE_OFFSET, trtype);
    }

    public static long commandSpecific(MemorySegment segment, long at) {
        return Wire.i64(segment, at + COMMAND_SPECIFIC_OFFSET);
    }

    public static void commandSpecific(MemorySegment segment, long at, long commandSpecific) {
        Wire.i64(segment, at + COMMAND_SPECIFIC_OFFSET, commandSpecific);
    }

    public static int trtypeSpecific(MemorySegment segment, long at) {
        return Wire.u16(segment, at + TRTYPE_SPECIFIC_OFFSET);
    }

    public static void trtypeSpecific(MemorySegment segment, long at, int trtypeSpecific) {
        Wire.u16(segment, at + TRTYPE_SPECIFIC_OFFSET, trtypeSpecific);
    }

    /** Composes an error location: a byte of the command, and the bit where the field begins. */
    public static int location(int byteOffset, int bit) {
        return (byteOffset & 0xff) | ((bit & 0x7) << 8);
    }
}
