package io.viaduct.api.nvme;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;
import static java.nio.ByteOrder.LITTLE_ENDIAN;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout.OfInt;
import java.lang.foreign.ValueLayout.OfLong;
import java.lang.foreign.ValueLayout.OfShort;

/** Little-endian numbers at a byte offset, and bit fields of values. */
final class Wire {
    private static final OfShort U16 = JAVA_SHORT_UNALIGNED.withOrder(LITTLE_ENDIAN);
    private static final OfInt U32 = JAVA_INT_UNALIGNED.withOrder(LITTLE_ENDIAN);
    private static final OfLong U64 = JAVA_LONG_UNALIGNED.withOrder(LITTLE_ENDIAN);

    private Wire() {}

    static int u8(MemorySegment segment, long offset) {
        return Byte.toUnsignedInt(segment.get(JAVA_BYTE, offset));
    }

    static void u8(MemorySegment segment, long offset, int value) {
        segment.set(JAVA_BYTE, offset, (byte) value);
    }

    static int u16(MemorySegment segment, long offset) {
        return Short.toUnsignedInt(segment.get(U16, offset));
    }

    static void u16(MemorySegment segment, long offset, int value) {
        segment.set(U16, offset, (short) value);
    }

    static int u24(MemorySegment segment, long offset) {
        return u16(segment, offset) | (u8(segment, offset + 2) << 16);
    }

    static void u24(MemorySegment segment, long offset, int value) {
        u16(segment, offset, value);
        u8(segment, offset + 2, value >>> 16);
    }

    static int i32(MemorySegment segment, long offset) {
        return segment.get(U32, offset);
    }

    static void i32(MemorySegment segment, long offset, int value) {
        segment.set(U32, offset, value);
    }

    static long u32(MemorySegment segment, long offset) {
        return Integer.toUnsignedLong(segment.get(U32, offset));
    }

    static void u32(MemorySegment segment, long offset, long value) {
        segment.set(U32, offset, (int) value);
    }

    static long i64(MemorySegment segment, long offset) {
        return segment.get(U64, offset);
    }

    static void i64(MemorySegment segment, long offset, long value) {
        segment.set(U64, offset, value);
    }

    /** The field of {@code width} bits, fewer than 32, that begins at bit {@code shift}. */
    static int bits(int word, int shift, int width) {
        return (word >>> shift) & ((1 << width) - 1);
    }

    /** {@code word} with that field replaced; bits of {@code value} beyond it are dropped. */
    static int withBits(int word, int shift, int width, int value) {
        int mask = ((1 << width) - 1) << shift;
        return (word & ~mask) | ((value << shift) & mask);
    }

    static int bits(long word, int shift, int width) {
        return (int) ((word >>> shift) & ((1L << width) - 1));
    }

    static long withBits(long word, int shift, int width, int value) {
        long mask = ((1L << width) - 1) << shift;
        return (word & ~mask) | (((long) value << shift) & mask);
    }

    static int bits8(MemorySegment segment, long offset, int shift, int width) {
        return bits(u8(segment, offset), shift, width);
    }

    static void bits8(MemorySegment segment, long offset, int shift, int width, int value) {
        u8(segment, offset, withBits(u8(segment, offset), shift, width, value));
    }

    static int bits16(MemorySegment segment, long offset, int shift, int width) {
        return bits(u16(segment, offset), shift, width);
    }

    static void bits16(MemorySegment segment, long offset, int shift, int width, int value) {
        u16(segment, offset, withBits(u16(segment, offset), shift, width, value));
    }

    static int bits32(MemorySegment segment, long offset, int shift, int width) {
        return bits(i32(segment, offset), shift, width);
    }

    static void bits32(MemorySegment segment, long offset, int shift, int width, int value) {
        i32(segment, offset, withBits(i32(segment, offset), shift, width, value));
    }
}
