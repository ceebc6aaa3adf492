package io.viaduct.api.nvme;

import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;

/**
 * What an extended entry of the discovery log has behind a {@link DiscoveryEntry}: its length and
 * attributes. NVM Express Base Specification 2.1, Extended Discovery Log Page Entry.
 */
public final class DiscoveryEntryExtended {
    /** Of an entry without attributes. */
    public static final int LENGTH = DiscoveryEntry.LENGTH + 8;

    public static final int ATTRIBUTE_HOST_ID = 1;
    public static final int ATTRIBUTE_ADMIN_LABEL = 2;
    public static final int ATTRIBUTE_ADMIN_LABEL_UTF8 = 3;

    private static final int TEL_OFFSET = 1024;
    private static final int NUMEXAT_OFFSET = 1028;
    private static final int ATTRIBUTE_HEADER_LENGTH = 4;
    private static final int ATTRIBUTE_UNIT = 4;

    private DiscoveryEntryExtended() {}

    /** Bytes of the whole entry. */
    public static int tel(MemorySegment segment, long at) {
        return Wire.i32(segment, at + TEL_OFFSET);
    }

    public static void tel(MemorySegment segment, long at, int tel) {
        Wire.i32(segment, at + TEL_OFFSET, tel);
    }

    /** How many attributes follow. */
    public static int numexat(MemorySegment segment, long at) {
        return Wire.u16(segment, at + NUMEXAT_OFFSET);
    }

    public static void numexat(MemorySegment segment, long at, int numexat) {
        Wire.u16(segment, at + NUMEXAT_OFFSET, numexat);
    }

    /** Bytes that an attribute with this ASCII text takes. */
    public static int attributeLength(String text) {
        return ATTRIBUTE_HEADER_LENGTH + padded(text.length());
    }

    /** Writes an attribute with ASCII text as the entry's first, to zeroed memory. */
    public static void attribute(MemorySegment segment, long at, int type, String text) {
        long attribute = at + LENGTH;
        Wire.u16(segment, attribute, type);
        Wire.u16(segment, attribute + 2, padded(text.length()));
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        Text.bytes(segment, attribute + ATTRIBUTE_HEADER_LENGTH, bytes.length, bytes);
    }

    /** Type of the entry's first attribute. */
    public static int attributeType(MemorySegment segment, long at) {
        return Wire.u16(segment, at + LENGTH);
    }

    /** Text of the entry's first attribute. Control path; allocates. */
    public static String attributeText(MemorySegment segment, long at) {
        int length = Wire.u16(segment, at + LENGTH + 2);
        return Text.padded(segment, at + LENGTH + ATTRIBUTE_HEADER_LENGTH, length);
    }

    private static int padded(int length) {
        return (length + ATTRIBUTE_UNIT - 1) / ATTRIBUTE_UNIT * ATTRIBUTE_UNIT;
    }
}
