package io.viaduct.api.nvme;

import java.lang.foreign.MemorySegment;

/**
 * Discovery log page (LID 70h), its header; {@link DiscoveryEntry entries} follow. NVM Express Base
 * Specification 2.1, Discovery Log Page.
 */
public final class DiscoveryLog {
    /** Of the header. */
    public static final int LENGTH = 1024;

    /** In LSP of Get Log Page and in DLPF: {@linkplain DiscoveryEntryExtended extended} entries. */
    public static final int EXTENDED = 1 << 0;

    /** Likewise: only entries of the port where the host came in. */
    public static final int PORT_LOCAL = 1 << 1;

    /** Likewise: entries of all subsystems. */
    public static final int ALL_SUBSYSTEMS = 1 << 2;

    private static final int GENCTR_OFFSET = 0;
    private static final int NUMREC_OFFSET = 8;
    private static final int RECFMT_OFFSET = 16;
    private static final int DLPF_OFFSET = 18;
    private static final int TDLPL_OFFSET = 20;

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

    /** What the log was narrowed or widened by: bits of this class. */
    public static int dlpf(MemorySegment segment, long at) {
        return Wire.u8(segment, at + DLPF_OFFSET);
    }

    public static void dlpf(MemorySegment segment, long at, int dlpf) {
        Wire.u8(segment, at + DLPF_OFFSET, dlpf);
    }

    /** Bytes of the whole log where its entries are extended. */
    public static long tdlpl(MemorySegment segment, long at) {
        return Wire.u32(segment, at + TDLPL_OFFSET);
    }

    public static void tdlpl(MemorySegment segment, long at, long tdlpl) {
        Wire.u32(segment, at + TDLPL_OFFSET, tdlpl);
    }

    /** Where an entry that is not extended begins, from 0. */
    public static long entry(long at, long index) {
        return at + LENGTH + index * DiscoveryEntry.LENGTH;
    }
}
