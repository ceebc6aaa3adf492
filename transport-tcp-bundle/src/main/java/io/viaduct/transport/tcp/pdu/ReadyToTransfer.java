package io.viaduct.transport.tcp.pdu;

import io.viaduct.api.memory.Native;

/** R2T: the controller asks for data (NVMe/TCP, Ready to Transfer). */
public final class ReadyToTransfer {
    /** Bytes of its header. */
    public static final int LENGTH = 24;

    private static final int CCCID_OFFSET = 8;
    private static final int TTAG_OFFSET = 10;
    private static final int R2TO_OFFSET = 12;
    private static final int R2TL_OFFSET = 16;
    private static final int RESERVED_OFFSET = 20;

    private ReadyToTransfer() {}

    public static int cccid(long pdu) {
        return Native.u16(pdu + CCCID_OFFSET);
    }

    public static int ttag(long pdu) {
        return Native.u16(pdu + TTAG_OFFSET);
    }

    public static int offset(long pdu) {
        return Native.i32(pdu + R2TO_OFFSET);
    }

    public static int length(long pdu) {
        return Native.i32(pdu + R2TL_OFFSET);
    }

    /** Writes an R2T without its digest. Returns its header's length. */
    public static int write(long pdu, int cccid, int ttag, int offset, int length, boolean digest) {
        int plen = LENGTH + (digest ? Pdu.DIGEST_LENGTH : 0);
        Pdu.header(pdu, PduType.R2T, digest ? Pdu.HDGSTF : 0, LENGTH, 0, plen);
        Native.putU16(pdu + CCCID_OFFSET, cccid);
        Native.putU16(pdu + TTAG_OFFSET, ttag);
        Native.putI32(pdu + R2TO_OFFSET, offset);
        Native.putI32(pdu + R2TL_OFFSET, length);
        Native.putI32(pdu + RESERVED_OFFSET, 0);
        return LENGTH;
    }
}
