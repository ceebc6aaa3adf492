package io.viaduct.api.nvme;

import java.lang.foreign.MemorySegment;

/**
 * Scatter gather list descriptor, keyed and unkeyed. NVM Express Base Specification 2.1, SGL
 * Descriptor Format and Keyed SGL Data Block descriptor.
 */
public final class Sgl {
    public static final int LENGTH = 16;

    public static final int TYPE_DATA_BLOCK = 0x0;
    public static final int TYPE_BIT_BUCKET = 0x1;
    public static final int TYPE_SEGMENT = 0x2;
    public static final int TYPE_LAST_SEGMENT = 0x3;
    public static final int TYPE_KEYED_DATA_BLOCK = 0x4;
    public static final int TYPE_TRANSPORT_DATA_BLOCK = 0x5;
    public static final int TYPE_VENDOR_SPECIFIC = 0xf;

    public static final int SUBTYPE_ADDRESS = 0x0;

    /** The address is an offset into the capsule's data. */
    public static final int SUBTYPE_OFFSET = 0x1;

    public static final int SUBTYPE_TRANSPORT = 0xa;

    /** Of a keyed descriptor: the key is invalidated when the command completes. */
    public static final int SUBTYPE_INVALIDATE_KEY = 0xf;

    private static final int ADDRESS_OFFSET = 0;
    private static final int LENGTH_OFFSET = 8;
    private static final int KEY_OFFSET = 11;
    private static final int TYPE_OFFSET = 15;

    private Sgl() {}

    /** Memory address, or offset where the subtype says so. */
    public static long address(MemorySegment segment, long at) {
        return Wire.i64(segment, at + ADDRESS_OFFSET);
    }

    public static void address(MemorySegment segment, long at, long address) {
        Wire.i64(segment, at + ADDRESS_OFFSET, address);
    }

    /** Of every type but keyed; 32 bits. */
    public static long length(MemorySegment segment, long at) {
        return Wire.u32(segment, at + LENGTH_OFFSET);
    }

    public static void length(MemorySegment segment, long at, long length) {
        Wire.u32(segment, at + LENGTH_OFFSET, length);
    }

    /** Of a keyed descriptor; 24 bits. */
    public static int keyedLength(MemorySegment segment, long at) {
        return Wire.u24(segment, at + LENGTH_OFFSET);
    }

    public static void keyedLength(MemorySegment segment, long at, int keyedLength) {
        Wire.u24(segment, at + LENGTH_OFFSET, keyedLength);
    }

    /** Of a keyed descriptor. */
    public static int key(MemorySegment segment, long at) {
        return Wire.i32(segment, at + KEY_OFFSET);
    }

    public static void key(MemorySegment segment, long at, int key) {
        Wire.i32(segment, at + KEY_OFFSET, key);
    }

    public static int subtype(MemorySegment segment, long at) {
        return Wire.bits8(segment, at + TYPE_OFFSET, 0, 4);
    }

    public static void subtype(MemorySegment segment, long at, int subtype) {
        Wire.bits8(segment, at + TYPE_OFFSET, 0, 4, subtype);
    }

    public static int type(MemorySegment segment, long at) {
        return Wire.bits8(segment, at + TYPE_OFFSET, 4, 4);
    }

    public static void type(MemorySegment segment, long at, int type) {
        Wire.bits8(segment, at + TYPE_OFFSET, 4, 4, type);
    }

    /** Writes a whole unkeyed descriptor. */
    public static void write(
            MemorySegment segment, long at, int type, int subtype, long address, long length) {
        address(segment, at, address);
        length(segment, at, length);
        Wire.i32(segment, at + 12, 0);
        Wire.u8(segment, at + TYPE_OFFSET, (type << 4) | subtype);
    }

    /** Writes a whole keyed data block descriptor. */
    public static void writeKeyed(
            MemorySegment segment, long at, int subtype, long address, int length, int key) {
        address(segment, at, address);
        keyedLength(segment, at, length);
        key(segment, at, key);
        Wire.u8(segment, at + TYPE_OFFSET, (TYPE_KEYED_DATA_BLOCK << 4) | subtype);
    }
}
