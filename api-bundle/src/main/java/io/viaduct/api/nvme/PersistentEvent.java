package io.viaduct.api.nvme;

import java.lang.foreign.MemorySegment;

/**
 * One event of the {@link PersistentEventLog}: its header; data follows, as its type has it. NVM
 * Express Base Specification 2.1, Persistent Event Format.
 */
public final class PersistentEvent {
    /** Of the header. */
    public static final int LENGTH = 24;

    public static final int TYPE_TIMESTAMP_CHANGE = 0x03;
    public static final int TYPE_POWER_ON_OR_RESET = 0x04;
    public static final int TYPE_CHANGE_NAMESPACE = 0x06;
    public static final int TYPE_SET_FEATURE = 0x0b;
    public static final int TYPE_TELEMETRY_LOG_CREATED = 0x0c;

    /** Of the data of a reset: a firmware revision, then this for each controller. */
    public static final int RESET_INFORMATION_LENGTH = 36;

    public static final int CHANGE_NAMESPACE_LENGTH = 48;

    /** In NSMGT of a changed namespace. */
    public static final int NAMESPACE_CREATED = 0;

    public static final int NAMESPACE_DELETED = 1;

    /** Bytes of the header before those that EHL counts. */
    private static final int HEADER_BEFORE = 3;

    private static final int TYPE_OFFSET = 0;
    private static final int REVISION_OFFSET = 1;
    private static final int HEADER_LENGTH_OFFSET = 2;
    private static final int CNTLID_OFFSET = 4;
    private static final int TIMESTAMP_OFFSET = 6;
    private static final int DATA_LENGTH_OFFSET = 22;

    private PersistentEvent() {}

    /** Writes a header whose rest is zero; the time is written by the caller. */
    public static void header(MemorySegment segment, long at, int type, int dataLength) {
        Wire.u8(segment, at + TYPE_OFFSET, type);
        Wire.u8(segment, at + REVISION_OFFSET, 1);
        Wire.u8(segment, at + HEADER_LENGTH_OFFSET, LENGTH - HEADER_BEFORE);
        Wire.u16(segment, at + DATA_LENGTH_OFFSET, dataLength);
    }

    /** A {@code TYPE} of this class. */
    public static int type(MemorySegment segment, long at) {
        return Wire.u8(segment, at + TYPE_OFFSET);
    }

    /** The controller that it is of. */
    public static int cntlid(MemorySegment segment, long at) {
        return Wire.u16(segment, at + CNTLID_OFFSET);
    }

    public static void cntlid(MemorySegment segment, long at, int cntlid) {
        Wire.u16(segment, at + CNTLID_OFFSET, cntlid);
    }

    /** Where the time of the event is, a {@link Timestamp}. */
    public static long timestamp(long at) {
        return at + TIMESTAMP_OFFSET;
    }

    /** Where its data begins. */
    public static long data(long at) {
        return at + LENGTH;
    }

    /** Bytes of its data. */
    public static int dataLength(MemorySegment segment, long at) {
        return Wire.u16(segment, at + DATA_LENGTH_OFFSET);
    }

    /** Where the next event begins. */
    public static long next(MemorySegment segment, long at) {
        int header = Wire.u8(segment, at + HEADER_LENGTH_OFFSET) + HEADER_BEFORE;
        return at + header + dataLength(segment, at);
    }
}
