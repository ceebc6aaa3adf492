package io.viaduct.api.nvme;

import java.lang.foreign.MemorySegment;

/** Connect command. NVM Express Base Specification 2.1, Connect Command and Response. */
public final class ConnectCommand {
    public static final int LENGTH = 64;

    /** SQ flow control is disabled: SQHD of completions is reserved. */
    public static final int CATTR_DISSQFC = 1 << 2;

    public static final int CATTR_INDIVIOQDELS = 1 << 3;
    public static final int CATTR_CONNENT = 1 << 4;

    private static final int RECFMT_OFFSET = 40;
    private static final int QID_OFFSET = 42;
    private static final int SQSIZE_OFFSET = 44;
    private static final int CATTR_OFFSET = 46;
    private static final int KATO_OFFSET = 48;

    private ConnectCommand() {}

    public static int recfmt(MemorySegment segment, long at) {
        return Wire.u16(segment, at + RECFMT_OFFSET);
    }

    public static void recfmt(MemorySegment segment, long at, int recfmt) {
        Wire.u16(segment, at + RECFMT_OFFSET, recfmt);
    }

    public static int qid(MemorySegment segment, long at) {
        return Wire.u16(segment, at + QID_OFFSET);
    }

    public static void qid(MemorySegment segment, long at, int qid) {
        Wire.u16(segment, at + QID_OFFSET, qid);
    }

    /** 0-based. */
    public static int sqsize(MemorySegment segment, long at) {
        return Wire.u16(segment, at + SQSIZE_OFFSET);
    }

    public static void sqsize(MemorySegment segment, long at, int sqsize) {
        Wire.u16(segment, at + SQSIZE_OFFSET, sqsize);
    }

    /** The {@code CATTR} bits of this class, and the priority class in bits 1:0. */
    public static int cattr(MemorySegment segment, long at) {
        return Wire.u8(segment, at + CATTR_OFFSET);
    }

    public static void cattr(MemorySegment segment, long at, int cattr) {
        Wire.u8(segment, at + CATTR_OFFSET, cattr);
    }

    /** Milliseconds; 0 for no keep alive. */
    public static int kato(MemorySegment segment, long at) {
        return Wire.i32(segment, at + KATO_OFFSET);
    }

    public static void kato(MemorySegment segment, long at, int kato) {
        Wire.i32(segment, at + KATO_OFFSET, kato);
    }
}
