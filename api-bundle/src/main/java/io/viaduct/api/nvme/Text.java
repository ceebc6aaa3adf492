package io.viaduct.api.nvme;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;
import static java.nio.ByteOrder.BIG_ENDIAN;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout.OfLong;
import java.nio.charset.Charset;
import java.util.UUID;

/** Strings and identifiers at a byte offset. These allocate. */
final class Text {
    private static final OfLong BIG_U64 = JAVA_LONG_UNALIGNED.withOrder(BIG_ENDIAN);

    private Text() {}

    /** Bytes before the first NUL of a field, or all of them. */
    static int length(MemorySegment segment, long offset, int field) {
        int length = 0;
        while (length < field && segment.get(JAVA_BYTE, offset + length) != 0) {
            length++;
        }
        return length;
    }

    /** The UTF-8 text of a NUL terminated field. */
    static String terminated(MemorySegment segment, long offset, int field) {
        return new String(bytes(segment, offset, length(segment, offset, field)), UTF_8);
    }

    /** Fills the field with UTF-8 text and at least one NUL. */
    static void terminated(MemorySegment segment, long offset, int field, String text) {
        fill(segment, offset, field, field - 1, text, UTF_8, (byte) 0);
    }

    /** The ASCII text of a field without the spaces, or the NULs some write, at its end. */
    static String padded(MemorySegment segment, long offset, int field) {
        int length = field;
        while (length > 0 && isPadding(segment.get(JAVA_BYTE, offset + length - 1))) {
            length--;
        }
        return new String(bytes(segment, offset, length), US_ASCII);
    }

    /** Fills the field with ASCII text and spaces. */
    static void padded(MemorySegment segment, long offset, int field, String text) {
        fill(segment, offset, field, field, text, US_ASCII, (byte) ' ');
    }

    static byte[] bytes(MemorySegment segment, long offset, int length) {
        byte[] bytes = new byte[length];
        MemorySegment.copy(segment, JAVA_BYTE, offset, bytes, 0, length);
        return bytes;
    }

    static void bytes(MemorySegment segment, long offset, int length, byte[] bytes) {
        if (bytes.length != length) {
            throw new IllegalArgumentException(bytes.length + " bytes in a field of " + length);
        }
        MemorySegment.copy(bytes, 0, segment, JAVA_BYTE, offset, length);
    }

    static UUID uuid(MemorySegment segment, long offset) {
        return new UUID(segment.get(BIG_U64, offset), segment.get(BIG_U64, offset + 8));
    }

    static void uuid(MemorySegment segment, long offset, UUID uuid) {
        segment.set(BIG_U64, offset, uuid.getMostSignificantBits());
        segment.set(BIG_U64, offset + 8, uuid.getLeastSignificantBits());
    }

    private static void fill(
            MemorySegment segment,
            long offset,
            int field,
            int max,
            String text,
            Charset charset,
            byte padding) {
        byte[] bytes = text.getBytes(charset);
        if (bytes.length > max) {
            throw new IllegalArgumentException('"' + text + "\" is longer than " + max + " bytes");
        }
        MemorySegment.copy(bytes, 0, segment, JAVA_BYTE, offset, bytes.length);
        segment.asSlice(offset + bytes.length, field - bytes.length).fill(padding);
    }

    private static boolean isPadding(byte character) {
        return character == ' ' || character == 0;
    }
}
