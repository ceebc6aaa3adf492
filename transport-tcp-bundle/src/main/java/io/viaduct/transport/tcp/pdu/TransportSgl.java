package io.viaduct.transport.tcp.pdu;

import io.viaduct.api.memory.Native;

/**
 * The SGL descriptor of a command as NVMe/TCP uses it: data in the capsule, or by the transport.
 */
public final class TransportSgl {
    /** Where the descriptor starts in a CapsuleCmd. */
    static final int PDU_OFFSET = 32;

    /** Where the descriptor starts in a submission queue entry. */
    public static final int SQE_OFFSET = 24;

    static final int LENGTH_OFFSET = 8;
    private static final int TYPE_OFFSET = 15;
    private static final int DATA_BLOCK_OFFSET = 0x01;
    private static final int TRANSPORT_DATA_BLOCK = 0x5A;

    private TransportSgl() {}

    static int type(long sgl) {
        return Native.u8(sgl + TYPE_OFFSET);
    }

    static long offset(long sgl) {
        return Native.i64(sgl);
    }

    /** Bytes it describes; unsigned. */
    public static long length(long sgl) {
        return Integer.toUnsignedLong(Native.i32(sgl + LENGTH_OFFSET));
    }

    /** Whether the data comes in the capsule. */
    public static boolean inCapsule(long sgl) {
        return type(sgl) == DATA_BLOCK_OFFSET;
    }

    static boolean byTransport(long sgl) {
        return type(sgl) == TRANSPORT_DATA_BLOCK;
    }

    /** Whether it describes nothing, as hosts send it with commands that move no data. */
    static boolean none(long sgl) {
        return type(sgl) == 0 && length(sgl) == 0;
    }
}
