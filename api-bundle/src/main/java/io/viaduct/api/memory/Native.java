package io.viaduct.api.memory;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout.OfInt;
import java.lang.foreign.ValueLayout.OfLong;
import java.lang.foreign.ValueLayout.OfShort;
import java.nio.ByteOrder;

/**
 * Absolute addresses as the data path uses them: one segment over the whole address space, and
 * little-endian access through it.
 *
 * <p>Nothing here checks bounds: the caller owns the range it names. Any thread. Touching a foreign
 * region that has shrunk raises {@link InternalError}.
 */
public final class Native {
    /** Every address of the process; offset is address. */
    public static final MemorySegment ALL = MemorySegment.NULL.reinterpret(Long.MAX_VALUE);

    private static final OfShort U16 = JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final OfInt U32 = JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final OfLong U64 = JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    // Small enough to stay in the nearest cache.
    private static final int ZEROES_LENGTH = 1 << 14;
    private static final long ZEROES = Arena.global().allocate(ZEROES_LENGTH, Long.BYTES).address();

    private Native() {}

    /** The unsigned byte at {@code address}. */
    public static int u8(long address) {
        return Byte.toUnsignedInt(ALL.get(JAVA_BYTE, address));
    }

    /** The unsigned 16-bit value at {@code address}. */
    public static int u16(long address) {
        return Short.toUnsignedInt(ALL.get(U16, address));
    }

    /** The 32-bit value at {@code address}. */
    public static int i32(long address) {
        return ALL.get(U32, address);
    }

    /** The 64-bit value at {@code address}. */
    public static long i64(long address) {
        return ALL.get(U64, address);
    }

    /** Stores the low 8 bits of {@code value}. */
    public static void putU8(long address, int value) {
        ALL.set(JAVA_BYTE, address, (byte) value);
    }

    /** Stores the low 16 bits of {@code value}. */
    public static void putU16(long address, int value) {
        ALL.set(U16, address, (short) value);
    }

    /** Stores 32 bits. */
    public static void putI32(long address, int value) {
        ALL.set(U32, address, value);
    }

    /** Stores 64 bits. */
    public static void putI64(long address, long value) {
        ALL.set(U64, address, value);
    }

    /** Copies {@code length} bytes; the ranges may overlap. */
    public static void copy(long from, long to, long length) {
        MemorySegment.copy(ALL, from, ALL, to, length);
    }

    /** Sets {@code length} bytes to zero. */
    public static void zero(long address, long length) {
        // By copying: a fill needs a slice, which is garbage wherever the compiler cannot see that
        // it stays inside.
        for (long at = 0; at < length; at += ZEROES_LENGTH) {
            copy(ZEROES, address + at, Math.min(ZEROES_LENGTH, length - at));
        }
    }
}
