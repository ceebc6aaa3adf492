package io.viaduct.transport.tcp.pdu;

import io.viaduct.api.memory.Native;

/** The common header that starts every PDU (NVMe/TCP, PDU Common Header), and its flags. */
public final class Pdu {
    /** Bytes of the common header. */
    public static final int HEADER_LENGTH = 8;

    /** Bytes of a header or data digest. */
    public static final int DIGEST_LENGTH = 4;

    /** Flag: a header digest follows the header. */
    public static final int HDGSTF = 1;

    /** Flag: a data digest follows the data. */
    public static final int DDGSTF = 1 << 1;

    /** Flag of data PDUs: the last of the transfer. */
    public static final int LAST_PDU = 1 << 2;

    /** Flag of C2HData: success, no response capsule follows. */
    public static final int SUCCESS = 1 << 3;

    static final int TYPE_OFFSET = 0;
    static final int FLAGS_OFFSET = 1;
    static final int HLEN_OFFSET = 2;
    static final int PDO_OFFSET = 3;
    static final int PLEN_OFFSET = 4;

    private Pdu() {}

    public static int type(long pdu) {
        return Native.u8(pdu + TYPE_OFFSET);
    }

    public static int flags(long pdu) {
        return Native.u8(pdu + FLAGS_OFFSET);
    }

    public static int hlen(long pdu) {
        return Native.u8(pdu + HLEN_OFFSET);
    }

    public static int pdo(long pdu) {
        return Native.u8(pdu + PDO_OFFSET);
    }

    /** Bytes of the whole PDU; unsigned. */
    public static long plen(long pdu) {
        return Integer.toUnsignedLong(Native.i32(pdu + PLEN_OFFSET));
    }

    static void header(long pdu, int type, int flags, int hlen, int pdo, int plen) {
        Native.putU8(pdu + TYPE_OFFSET, type);
        Native.putU8(pdu + FLAGS_OFFSET, flags);
        Native.putU8(pdu + HLEN_OFFSET, hlen);
        Native.putU8(pdu + PDO_OFFSET, pdo);
        Native.putI32(pdu + PLEN_OFFSET, plen);
    }
}
