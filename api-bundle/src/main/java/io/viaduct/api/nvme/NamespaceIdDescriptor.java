package io.viaduct.api.nvme;

import java.lang.foreign.MemorySegment;
import java.util.UUID;

/**
 * One entry of the Namespace Identification Descriptor list (CNS 3): a header and an identifier of
 * NIDL bytes. A zero NIDT ends the list. NVM Express Base Specification 2.1, Namespace
 * Identification Descriptor.
 */
public final class NamespaceIdDescriptor {
    /** Of the header. */
    public static final int LENGTH = 4;

    public static final int NIDT_EUI64 = 1;
    public static final int NIDT_NGUID = 2;
    public static final int NIDT_UUID = 3;
    public static final int NIDT_CSI = 4;

    public static final int EUI64_LENGTH = 8;
    public static final int NGUID_LENGTH = 16;
    public static final int UUID_LENGTH = 16;
    public static final int CSI_LENGTH = 1;

    private static final int NIDT_OFFSET = 0;
    private static final int NIDL_OFFSET = 1;

    private NamespaceIdDescriptor() {}

    public static int nidt(MemorySegment segment, long at) {
        return Wire.u8(segment, at + NIDT_OFFSET);
    }

    public static void nidt(MemorySegment segment, long at, int nidt) {
        Wire.u8(segment, at + NIDT_OFFSET, nidt);
    }

    public static int nidl(MemorySegment segment, long at) {
        return Wire.u8(segment, at + NIDL_OFFSET);
    }

    public static void nidl(MemorySegment segment, long at, int nidl) {
        Wire.u8(segment, at + NIDL_OFFSET, nidl);
    }

    /** Where the identifier begins. */
    public static long nid(long at) {
        return at + LENGTH;
    }

    /** Where the next entry begins. */
    public static long next(MemorySegment segment, long at) {
        return nid(at) + nidl(segment, at);
    }

    /** Writes an entry and returns where the next one begins. */
    public static long write(MemorySegment segment, long at, int nidt, byte[] nid) {
        header(segment, at, nidt, nid.length);
        Text.bytes(segment, nid(at), nid.length, nid);
        return nid(at) + nid.length;
    }

    /** Writes a UUID entry and returns where the next one begins. */
    public static long writeUuid(MemorySegment segment, long at, UUID uuid) {
        header(segment, at, NIDT_UUID, UUID_LENGTH);
        Text.uuid(segment, nid(at), uuid);
        return nid(at) + UUID_LENGTH;
    }

    /** Writes a {@link CommandSet} entry and returns where the next one begins. */
    public static long writeCsi(MemorySegment segment, long at, int csi) {
        header(segment, at, NIDT_CSI, CSI_LENGTH);
        Wire.u8(segment, nid(at), csi);
        return nid(at) + CSI_LENGTH;
    }

    private static void header(MemorySegment segment, long at, int nidt, int nidl) {
        Wire.i32(segment, at, nidt | (nidl << 8));
    }
}
