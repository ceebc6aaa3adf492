package io.viaduct.api.nvme;

import java.lang.foreign.MemorySegment;

/**
 * Discovery log page (LID 70h), its header; {@link DiscoveryEntry entries} follow. NVM Express Base
 * Specification 2.1, Discovery Log Page.
 */
public final class DiscoveryLog {
    /** Of the header. */
    public static final int LENGTH = 1024;

    private static final int GENCTR_OFFSET = 0;
    private static final int NUMREC_OFFSET = 8;
    private static final int RECFMT_OFFSET = 16;

    private DiscoveryLog() {}

    /** Changes with every change of the content. */
    public static long genctr(MemorySegment segment, long at) {
        return Wire.i64(segment, at + GENCTR_OFFSET);
    }

    public static void genctr(MemorySegment segment, long at, long genctr) {
        Wire.i64(segment, at + GENCTR_OFFSET, genctr);
    }

    public static long numrec(MemorySegment segment, long at) {
        return Wire.i64(segment, at + NUMREC_OFFSET);
    }

    public static void numrec(MemorySegment segment, long at, long numrec) {
        Wire.i64(segment, at + NUMREC_OFFSET, numrec);
    }

    public static int recfmt(MemorySegment segment, long at) {
        return Wire.u16(segment, at + RECFMT_OFFSET);
    }

    public static void recfmt(MemorySegment segment, long at, int recfmt) {
        Wire.u16(segment, at + RECFMT_OFFSET, recfmt);
    }

    /** Where an entry begins, from 0. */
    public static long entry(long at, long index) {
        return at + LENGTH + index * DiscoveryEntry.LENGTH;
    }
}
