package io.viaduct.api.nvme;

import java.lang.foreign.MemorySegment;

/**
 * Copy command; its data is {@link #ranges} times {@link CopyRange}. NVM Express NVM Command Set
 * Specification 1.1, Copy command.
 */
public final class CopyCommand {
    public static final int LENGTH = 64;

    private static final int SDLBA_OFFSET = 40;
    private static final int NR_OFFSET = 48;
    private static final int DF_OFFSET = 49;
    private static final int PRINFOW_OFFSET = 51;

    private CopyCommand() {}

    public static long sdlba(MemorySegment segment, long at) {
        return Wire.i64(segment, at + SDLBA_OFFSET);
    }

    public static void sdlba(MemorySegment segment, long at, long sdlba) {
        Wire.i64(segment, at + SDLBA_OFFSET, sdlba);
    }

    /** 0-based; see {@link #ranges}. */
    public static int nr(MemorySegment segment, long at) {
        return Wire.u8(segment, at + NR_OFFSET);
    }

    public static void nr(MemorySegment segment, long at, int nr) {
        Wire.u8(segment, at + NR_OFFSET, nr);
    }

    /** Descriptor format. */
    public static int df(MemorySegment segment, long at) {
        return Wire.bits8(segment, at + DF_OFFSET, 0, 4);
    }

    public static void df(MemorySegment segment, long at, int df) {
        Wire.bits8(segment, at + DF_OFFSET, 0, 4, df);
    }

    public static int prinfor(MemorySegment segment, long at) {
        return Wire.bits8(segment, at + DF_OFFSET, 4, 4);
    }

    public static void prinfor(MemorySegment segment, long at, int prinfor) {
        Wire.bits8(segment, at + DF_OFFSET, 4, 4, prinfor);
    }

    public static int prinfow(MemorySegment segment, long at) {
        return Wire.bits8(segment, at + PRINFOW_OFFSET, 2, 4);
    }

    public static void prinfow(MemorySegment segment, long at, int prinfow) {
        Wire.bits8(segment, at + PRINFOW_OFFSET, 2, 4, prinfow);
    }

    public static boolean fua(MemorySegment segment, long at) {
        return Wire.bits8(segment, at + PRINFOW_OFFSET, 6, 1) != 0;
    }

    public static void fua(MemorySegment segment, long at, boolean fua) {
        Wire.bits8(segment, at + PRINFOW_OFFSET, 6, 1, fua ? 1 : 0);
    }

    public static boolean limitedRetry(MemorySegment segment, long at) {
        return Wire.bits8(segment, at + PRINFOW_OFFSET, 7, 1) != 0;
    }

    public static void limitedRetry(MemorySegment segment, long at, boolean limitedRetry) {
        Wire.bits8(segment, at + PRINFOW_OFFSET, 7, 1, limitedRetry ? 1 : 0);
    }

    /** Source ranges, 1 to 256. */
    public static int ranges(MemorySegment segment, long at) {
        return nr(segment, at) + 1;
    }
}
