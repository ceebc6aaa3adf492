package io.viaduct.api.nvme;

import java.lang.foreign.MemorySegment;

/** Get Log Page command. NVM Express Base Specification 2.1, Get Log Page Command. */
public final class LogPageCommand {
    public static final int LENGTH = 64;

    private static final int LID_OFFSET = 40;
    private static final int LSP_OFFSET = 41;
    private static final int NUMD_OFFSET = 42;
    private static final int LSID_OFFSET = 46;
    private static final int LPO_OFFSET = 48;
    private static final int UUID_INDEX_OFFSET = 56;
    private static final int OT_OFFSET = 58;
    private static final int CSI_OFFSET = 59;

    private LogPageCommand() {}

    /** A {@link LogId}. */
    public static int lid(MemorySegment segment, long at) {
        return Wire.u8(segment, at + LID_OFFSET);
    }

    public static void lid(MemorySegment segment, long at, int lid) {
        Wire.u8(segment, at + LID_OFFSET, lid);
    }

    public static int lsp(MemorySegment segment, long at) {
        return Wire.bits8(segment, at + LSP_OFFSET, 0, 7);
    }

    public static void lsp(MemorySegment segment, long at, int lsp) {
        Wire.bits8(segment, at + LSP_OFFSET, 0, 7, lsp);
    }

    /** Retain asynchronous event. */
    public static boolean rae(MemorySegment segment, long at) {
        return Wire.bits8(segment, at + LSP_OFFSET, 7, 1) != 0;
    }

    public static void rae(MemorySegment segment, long at, boolean rae) {
        Wire.bits8(segment, at + LSP_OFFSET, 7, 1, rae ? 1 : 0);
    }

    /** Dwords, 0-based; NUMDL and NUMDU together. See {@link #bytes}. */
    public static int numd(MemorySegment segment, long at) {
        return Wire.i32(segment, at + NUMD_OFFSET);
    }

    public static void numd(MemorySegment segment, long at, int numd) {
        Wire.i32(segment, at + NUMD_OFFSET, numd);
    }

    public static int lsid(MemorySegment segment, long at) {
        return Wire.u16(segment, at + LSID_OFFSET);
    }

    public static void lsid(MemorySegment segment, long at, int lsid) {
        Wire.u16(segment, at + LSID_OFFSET, lsid);
    }

    /** Bytes, unsigned; an index where {@link #ot} says so. */
    public static long lpo(MemorySegment segment, long at) {
        return Wire.i64(segment, at + LPO_OFFSET);
    }

    public static void lpo(MemorySegment segment, long at, long lpo) {
        Wire.i64(segment, at + LPO_OFFSET, lpo);
    }

    public static int uuidIndex(MemorySegment segment, long at) {
        return Wire.bits8(segment, at + UUID_INDEX_OFFSET, 0, 7);
    }

    public static void uuidIndex(MemorySegment segment, long at, int uuidIndex) {
        Wire.bits8(segment, at + UUID_INDEX_OFFSET, 0, 7, uuidIndex);
    }

    /** Offset type: LPO is an index. */
    public static boolean ot(MemorySegment segment, long at) {
        return Wire.bits8(segment, at + OT_OFFSET, 7, 1) != 0;
    }

    public static void ot(MemorySegment segment, long at, boolean ot) {
        Wire.bits8(segment, at + OT_OFFSET, 7, 1, ot ? 1 : 0);
    }

    /** A {@link CommandSet}. */
    public static int csi(MemorySegment segment, long at) {
        return Wire.u8(segment, at + CSI_OFFSET);
    }

    public static void csi(MemorySegment segment, long at, int csi) {
        Wire.u8(segment, at + CSI_OFFSET, csi);
    }

    /** Length of the transfer in bytes. */
    public static long bytes(MemorySegment segment, long at) {
        return (Integer.toUnsignedLong(numd(segment, at)) + 1) << 2;
    }
}
