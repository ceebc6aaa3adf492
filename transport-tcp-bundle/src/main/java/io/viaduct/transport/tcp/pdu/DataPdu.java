package io.viaduct.transport.tcp.pdu;

import io.viaduct.api.memory.Native;

/** H2CData and C2HData headers (NVMe/TCP, Host To Controller and Controller To Host Data). */
public final class DataPdu {
    /** Bytes of either header. */
    public static final int LENGTH = 24;

    static final int CCCID_OFFSET = 8;
    static final int TTAG_OFFSET = 10;
    static final int DATAO_OFFSET = 12;
    static final int DATAL_OFFSET = 16;
    private static final int RESERVED_OFFSET = 20;

    private DataPdu() {}

    public static int cccid(long pdu) {
        return Native.u16(pdu + CCCID_OFFSET);
    }

    /** Transfer tag of the R2T that is answered; H2CData only. */
    public static int ttag(long pdu) {
        return Native.u16(pdu + TTAG_OFFSET);
    }

    /** First byte within the command's data; unsigned. */
    public static long offset(long pdu) {
        return Integer.toUnsignedLong(Native.i32(pdu + DATAO_OFFSET));
    }

    /** Bytes of data; unsigned. */
    public static long length(long pdu) {
        return Integer.toUnsignedLong(Native.i32(pdu + DATAL_OFFSET));
    }

    /**
     * Where the data of a PDU starts: behind header and digest, padded to the receiver's alignment.
     *
     * @param pda the receiver's HPDA or CPDA, 0's based dwords
     */
    public static int dataOffset(boolean headerDigest, int pda) {
        int end = LENGTH + (headerDigest ? Pdu.DIGEST_LENGTH : 0);
        int alignment = (pda + 1) * 4;
        return (end + alignment - 1) / alignment * alignment;
    }

    /** Writes a C2HData header without its digest; all data of the command in one PDU. */
    public static void toHost(long pdu, int cccid, int pdo, int length, int flags) {
        write(pdu, PduType.C2H_DATA, cccid, 0, pdo, 0, length, flags);
    }

    /** Writes an H2CData header without its digest. */
    public static void toController(
            long pdu, int cccid, int ttag, int pdo, int offset, int length, int flags) {
        write(pdu, PduType.H2C_DATA, cccid, ttag, pdo, offset, length, flags);
    }

    private static void write(
            long pdu, int type, int cccid, int ttag, int pdo, int offset, int length, int flags) {
        int digest = (flags & Pdu.DDGSTF) != 0 ? Pdu.DIGEST_LENGTH : 0;
        Pdu.header(pdu, type, flags, LENGTH, pdo, pdo + length + digest);
        Native.putU16(pdu + CCCID_OFFSET, cccid);
        Native.putU16(pdu + TTAG_OFFSET, ttag);
        Native.putI32(pdu + DATAO_OFFSET, offset);
        Native.putI32(pdu + DATAL_OFFSET, length);
        Native.putI32(pdu + RESERVED_OFFSET, 0);
    }
}
