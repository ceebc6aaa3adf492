package io.viaduct.api.nvme;

import java.lang.foreign.MemorySegment;

/**
 * Telemetry log pages, host-initiated (LID 07h) and controller-initiated (LID 08h): the header;
 * blocks of data follow. NVM Express Base Specification 2.1, Telemetry Host-Initiated Log and
 * Telemetry Controller-Initiated Log.
 */
public final class TelemetryLog {
    /** Of the header. */
    public static final int LENGTH = 512;

    /** Of a block of data. */
    public static final int BLOCK_LENGTH = 512;

    /** In LSP of Get Log Page: the host-initiated data is made anew. */
    public static final int LSP_CREATE = 1 << 0;

    private static final int LID_OFFSET = 0;
    private static final int LAST_BLOCK_1_OFFSET = 8;
    private static final int LAST_BLOCK_2_OFFSET = 10;
    private static final int LAST_BLOCK_3_OFFSET = 12;
    private static final int HOST_GENERATION_OFFSET = 381;
    private static final int AVAILABLE_OFFSET = 382;
    private static final int GENERATION_OFFSET = 383;
    private static final int REASON_OFFSET = 384;
    private static final int REASON_LENGTH = 128;

    private TelemetryLog() {}

    /** A {@link LogId}. */
    public static int lid(MemorySegment segment, long at) {
        return Wire.u8(segment, at + LID_OFFSET);
    }

    public static void lid(MemorySegment segment, long at, int lid) {
        Wire.u8(segment, at + LID_OFFSET, lid);
    }

    /** Last block of the first data area, from 1; 0 where it is empty. */
    public static int lastBlock1(MemorySegment segment, long at) {
        return Wire.u16(segment, at + LAST_BLOCK_1_OFFSET);
    }

    public static void lastBlock1(MemorySegment segment, long at, int lastBlock1) {
        Wire.u16(segment, at + LAST_BLOCK_1_OFFSET, lastBlock1);
    }

    /** Last block of the second data area, which begins with the first. */
    public static int lastBlock2(MemorySegment segment, long at) {
        return Wire.u16(segment, at + LAST_BLOCK_2_OFFSET);
    }

    public static void lastBlock2(MemorySegment segment, long at, int lastBlock2) {
        Wire.u16(segment, at + LAST_BLOCK_2_OFFSET, lastBlock2);
    }

    /** Last block of the third data area, which begins with the first. */
    public static int lastBlock3(MemorySegment segment, long at) {
        return Wire.u16(segment, at + LAST_BLOCK_3_OFFSET);
    }

    public static void lastBlock3(MemorySegment segment, long at, int lastBlock3) {
        Wire.u16(segment, at + LAST_BLOCK_3_OFFSET, lastBlock3);
    }

    /** Changes each time host-initiated data is made. */
    public static int hostGeneration(MemorySegment segment, long at) {
        return Wire.u8(segment, at + HOST_GENERATION_OFFSET);
    }

    public static void hostGeneration(MemorySegment segment, long at, int hostGeneration) {
        Wire.u8(segment, at + HOST_GENERATION_OFFSET, hostGeneration);
    }

    /** 1 where there is controller-initiated data that the host has not read. */
    public static int available(MemorySegment segment, long at) {
        return Wire.u8(segment, at + AVAILABLE_OFFSET);
    }

    public static void available(MemorySegment segment, long at, int available) {
        Wire.u8(segment, at + AVAILABLE_OFFSET, available);
    }

    /** Changes each time controller-initiated data is made. */
    public static int generation(MemorySegment segment, long at) {
        return Wire.u8(segment, at + GENERATION_OFFSET);
    }

    public static void generation(MemorySegment segment, long at, int generation) {
        Wire.u8(segment, at + GENERATION_OFFSET, generation);
    }

    /** The vendor's words for why the data was made. Control path; allocates. */
    public static String reasonText(MemorySegment segment, long at) {
        return Text.padded(segment, at + REASON_OFFSET, REASON_LENGTH);
    }

    public static void reasonText(MemorySegment segment, long at, String reason) {
        Text.padded(segment, at + REASON_OFFSET, REASON_LENGTH, reason);
    }
}
