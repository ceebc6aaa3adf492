package io.viaduct.api.nvme;

import java.lang.foreign.MemorySegment;

/**
 * Persistent Event log page (LID 0Dh): its header; {@link PersistentEvent events} follow, the
 * newest first. NVM Express Base Specification 2.1, Persistent Event Log.
 */
public final class PersistentEventLog {
    /** Of the header. */
    public static final int LENGTH = 512;

    /** Bytes of the header before those that LHL counts. */
    public static final int HEADER_BEFORE = 20;

    public static final int ACTION_READ = 0;
    public static final int ACTION_ESTABLISH = 1;
    public static final int ACTION_RELEASE = 2;
    public static final int ACTION_ESTABLISH_AND_READ_HEADER = 3;

    /** In LSP of Get Log Page. */
    public static final int ACTION_MASK = 3;

    private static final int LID_OFFSET = 0;
    private static final int EVENTS_OFFSET = 4;
    private static final int TOTAL_LENGTH_OFFSET = 8;
    private static final int REVISION_OFFSET = 16;
    private static final int HEADER_LENGTH_OFFSET = 18;
    private static final int TIMESTAMP_OFFSET = 20;
    private static final int POWER_ON_HOURS_OFFSET = 28;
    private static final int POWER_CYCLES_OFFSET = 44;
    private static final int SN_OFFSET = 56;
    private static final int SN_LENGTH = 20;
    private static final int MN_OFFSET = 76;
    private static final int MN_LENGTH = 40;
    private static final int SUBNQN_OFFSET = 116;
    private static final int GENERATION_OFFSET = 372;
    private static final int CONTEXT_OFFSET = 374;
    private static final int SUPPORTED_OFFSET = 480;

    /** In the reporting context information: there is a context. */
    private static final int CONTEXT_EXISTS = 1 << 18;

    private PersistentEventLog() {}

    /** A {@link LogId}. */
    public static int lid(MemorySegment segment, long at) {
        return Wire.u8(segment, at + LID_OFFSET);
    }

    public static void lid(MemorySegment segment, long at, int lid) {
        Wire.u8(segment, at + LID_OFFSET, lid);
    }

    /** How many events follow. */
    public static int events(MemorySegment segment, long at) {
        return Wire.i32(segment, at + EVENTS_OFFSET);
    }

    public static void events(MemorySegment segment, long at, int events) {
        Wire.i32(segment, at + EVENTS_OFFSET, events);
    }

    /** Bytes of the whole log. */
    public static long totalLength(MemorySegment segment, long at) {
        return Wire.i64(segment, at + TOTAL_LENGTH_OFFSET);
    }

    public static void totalLength(MemorySegment segment, long at, long totalLength) {
        Wire.i64(segment, at + TOTAL_LENGTH_OFFSET, totalLength);
    }

    public static int revision(MemorySegment segment, long at) {
        return Wire.u8(segment, at + REVISION_OFFSET);
    }

    public static void revision(MemorySegment segment, long at, int revision) {
        Wire.u8(segment, at + REVISION_OFFSET, revision);
    }

    /** Bytes of the header behind its first {@link #HEADER_BEFORE}. */
    public static int headerLength(MemorySegment segment, long at) {
        return Wire.u16(segment, at + HEADER_LENGTH_OFFSET);
    }

    public static void headerLength(MemorySegment segment, long at, int headerLength) {
        Wire.u16(segment, at + HEADER_LENGTH_OFFSET, headerLength);
    }

    /** Where the time is at which the log was as it is, a {@link Timestamp}. */
    public static long timestamp(long at) {
        return at + TIMESTAMP_OFFSET;
    }

    /** 128 bits on the wire; the low 64 here. */
    public static long powerOnHours(MemorySegment segment, long at) {
        return Wire.i64(segment, at + POWER_ON_HOURS_OFFSET);
    }

    public static void powerOnHours(MemorySegment segment, long at, long powerOnHours) {
        Wire.i64(segment, at + POWER_ON_HOURS_OFFSET, powerOnHours);
        Wire.i64(segment, at + POWER_ON_HOURS_OFFSET + 8, 0);
    }

    public static long powerCycles(MemorySegment segment, long at) {
        return Wire.i64(segment, at + POWER_CYCLES_OFFSET);
    }

    public static void powerCycles(MemorySegment segment, long at, long powerCycles) {
        Wire.i64(segment, at + POWER_CYCLES_OFFSET, powerCycles);
    }

    /** Serial number. Control path; allocates. */
    public static String snText(MemorySegment segment, long at) {
        return Text.padded(segment, at + SN_OFFSET, SN_LENGTH);
    }

    public static void snText(MemorySegment segment, long at, String sn) {
        Text.padded(segment, at + SN_OFFSET, SN_LENGTH, sn);
    }

    /** Model number. Control path; allocates. */
    public static String mnText(MemorySegment segment, long at) {
        return Text.padded(segment, at + MN_OFFSET, MN_LENGTH);
    }

    public static void mnText(MemorySegment segment, long at, String mn) {
        Text.padded(segment, at + MN_OFFSET, MN_LENGTH, mn);
    }

    /** Control path; allocates. */
    public static String subnqnText(MemorySegment segment, long at) {
        return Text.terminated(segment, at + SUBNQN_OFFSET, Nqn.FIELD_LENGTH);
    }

    public static void subnqnText(MemorySegment segment, long at, String subnqn) {
        Text.terminated(segment, at + SUBNQN_OFFSET, Nqn.FIELD_LENGTH, subnqn);
    }

    /** Changes each time a reporting context is established. */
    public static int generation(MemorySegment segment, long at) {
        return Wire.u16(segment, at + GENERATION_OFFSET);
    }

    public static void generation(MemorySegment segment, long at, int generation) {
        Wire.u16(segment, at + GENERATION_OFFSET, generation);
    }

    /** Whether there was a reporting context before this one. */
    public static boolean contextExists(MemorySegment segment, long at) {
        return (Wire.i32(segment, at + CONTEXT_OFFSET) & CONTEXT_EXISTS) != 0;
    }

    public static void contextExists(MemorySegment segment, long at, boolean exists) {
        int word = Wire.i32(segment, at + CONTEXT_OFFSET) & ~CONTEXT_EXISTS;
        Wire.i32(segment, at + CONTEXT_OFFSET, exists ? word | CONTEXT_EXISTS : word);
    }

    /** Whether events of a type are recorded. */
    public static boolean supported(MemorySegment segment, long at, int type) {
        return Wire.bits8(segment, at + SUPPORTED_OFFSET + type / 8, type % 8, 1) != 0;
    }

    public static void supported(MemorySegment segment, long at, int type, boolean supported) {
        Wire.bits8(segment, at + SUPPORTED_OFFSET + type / 8, type % 8, 1, supported ? 1 : 0);
    }
}
