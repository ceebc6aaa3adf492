package io.viaduct.api.nvme;

import java.lang.foreign.MemorySegment;

/**
 * Firmware Slot Information log page (LID 03h). NVM Express Base Specification 2.1, Firmware Slot
 * Information Log Page.
 */
public final class FirmwareLog {
    public static final int LENGTH = 512;

    public static final int SLOTS = 7;

    private static final int AFI_OFFSET = 0;
    private static final int REVISION_OFFSET = 8;
    private static final int REVISION_LENGTH = 8;

    private FirmwareLog() {}

    public static int activeSlot(MemorySegment segment, long at) {
        return Wire.bits8(segment, at + AFI_OFFSET, 0, 3);
    }

    public static void activeSlot(MemorySegment segment, long at, int activeSlot) {
        Wire.bits8(segment, at + AFI_OFFSET, 0, 3, activeSlot);
    }

    /** 0 where no activation is pending. */
    public static int nextResetSlot(MemorySegment segment, long at) {
        return Wire.bits8(segment, at + AFI_OFFSET, 4, 3);
    }

    public static void nextResetSlot(MemorySegment segment, long at, int nextResetSlot) {
        Wire.bits8(segment, at + AFI_OFFSET, 4, 3, nextResetSlot);
    }

    /** Revision of a slot, from 1 to {@link #SLOTS}. Control path; allocates. */
    public static String revisionText(MemorySegment segment, long at, int slot) {
        return Text.padded(segment, revision(at, slot), REVISION_LENGTH);
    }

    public static void revisionText(MemorySegment segment, long at, int slot, String revision) {
        Text.padded(segment, revision(at, slot), REVISION_LENGTH, revision);
    }

    private static long revision(long at, int slot) {
        return at + REVISION_OFFSET + (slot - 1L) * REVISION_LENGTH;
    }
}
