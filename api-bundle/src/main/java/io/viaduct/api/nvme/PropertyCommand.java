package io.viaduct.api.nvme;

import java.lang.foreign.MemorySegment;

/**
 * Property Get and Property Set commands. The value of a Get comes back as {@link Cqe#result}. NVM
 * Express Base Specification 2.1, Property Get Command and Property Set Command.
 */
public final class PropertyCommand {
    public static final int LENGTH = 64;

    public static final int SIZE_4 = 0;
    public static final int SIZE_8 = 1;

    /** Offsets that an error log entry names when it refuses a field. */
    public static final int ATTRIB_LOCATION = 40;

    public static final int OFST_LOCATION = 44;
    public static final int VALUE_LOCATION = 48;

    private static final int ATTRIB_OFFSET = 40;
    private static final int OFST_OFFSET = 44;
    private static final int VALUE_OFFSET = 48;

    private PropertyCommand() {}

    /** Bits 2:0 are the size: {@link #SIZE_4} or {@link #SIZE_8}. */
    public static int attrib(MemorySegment segment, long at) {
        return Wire.u8(segment, at + ATTRIB_OFFSET);
    }

    public static void attrib(MemorySegment segment, long at, int attrib) {
        Wire.u8(segment, at + ATTRIB_OFFSET, attrib);
    }

    /** A {@link ControllerProperty}. */
    public static int ofst(MemorySegment segment, long at) {
        return Wire.i32(segment, at + OFST_OFFSET);
    }

    public static void ofst(MemorySegment segment, long at, int ofst) {
        Wire.i32(segment, at + OFST_OFFSET, ofst);
    }

    /** Of Set. */
    public static long value(MemorySegment segment, long at) {
        return Wire.i64(segment, at + VALUE_OFFSET);
    }

    public static void value(MemorySegment segment, long at, long value) {
        Wire.i64(segment, at + VALUE_OFFSET, value);
    }

    /** The size field of ATTRIB. */
    public static int size(MemorySegment segment, long at) {
        return Wire.bits(attrib(segment, at), 0, 3);
    }
}
