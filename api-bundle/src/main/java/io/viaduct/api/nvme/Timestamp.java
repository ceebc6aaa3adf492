package io.viaduct.api.nvme;

import java.lang.foreign.MemorySegment;

/**
 * What the Timestamp feature (FID 0Eh) moves. NVM Express Base Specification 2.1, Timestamp - Data
 * Structure.
 */
public final class Timestamp {
    public static final int LENGTH = 8;

    /** The time counts from a reset of the controller. */
    public static final int ORIGIN_RESET = 0;

    /** The time is a host's, and counts from the beginning of 1970, UTC. */
    public static final int ORIGIN_HOST = 1;

    private static final int MILLISECONDS_OFFSET = 0;
    private static final int MILLISECONDS_WIDTH = 48;
    private static final int ATTRIBUTES_OFFSET = 6;

    private Timestamp() {}

    /** Milliseconds; 48 bits on the wire. */
    public static long milliseconds(MemorySegment segment, long at) {
        long word = Wire.i64(segment, at + MILLISECONDS_OFFSET);
        return word & ((1L << MILLISECONDS_WIDTH) - 1);
    }

    public static void milliseconds(MemorySegment segment, long at, long milliseconds) {
        Wire.u32(segment, at + MILLISECONDS_OFFSET, milliseconds);
        Wire.u16(segment, at + MILLISECONDS_OFFSET + 4, (int) (milliseconds >>> 32));
    }

    /** An {@code ORIGIN} of this class. */
    public static int origin(MemorySegment segment, long at) {
        return Wire.bits8(segment, at + ATTRIBUTES_OFFSET, 1, 3);
    }

    public static void origin(MemorySegment segment, long at, int origin) {
        Wire.bits8(segment, at + ATTRIBUTES_OFFSET, 1, 3, origin);
    }
}
