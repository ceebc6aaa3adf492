package io.viaduct.transport.tcp.pdu;

import io.viaduct.api.memory.Native;

/** ICReq and ICResp, the first PDU of each side (NVMe/TCP, Initialize Connection PDUs). */
public final class InitializeConnection {
    /** Bytes of either PDU. */
    public static final int LENGTH = 128;

    /** PFV of this version of the specification. */
    public static final int PFV = 0;

    /** Largest HPDA or CPDA, 0's based dwords. */
    public static final int PDA_MAX = 31;

    /** DGST bit: header digests. */
    public static final int HDGST_ENABLE = 1;

    /** DGST bit: data digests. */
    public static final int DDGST_ENABLE = 1 << 1;

    static final int PFV_OFFSET = 8;
    static final int PDA_OFFSET = 10;
    private static final int DGST_OFFSET = 11;
    private static final int LIMIT_OFFSET = 12;

    private InitializeConnection() {}

    public static int pfv(long pdu) {
        return Native.u16(pdu + PFV_OFFSET);
    }

    /** HPDA or CPDA: alignment of data in the PDUs its sender receives, 0's based dwords. */
    public static int pda(long pdu) {
        return Native.u8(pdu + PDA_OFFSET);
    }

    public static int digests(long pdu) {
        return Native.u8(pdu + DGST_OFFSET);
    }

    /** MAXR2T of a request (0's based) or MAXH2CDATA of a response (bytes). */
    public static int limit(long pdu) {
        return Native.i32(pdu + LIMIT_OFFSET);
    }

    /** Writes an ICReq. */
    public static void request(long pdu, int hpda, int digests, int maxr2t) {
        write(pdu, PduType.IC_REQ, hpda, digests, maxr2t);
    }

    /** Writes an ICResp. */
    public static void response(long pdu, int cpda, int digests, int maxh2cdata) {
        write(pdu, PduType.IC_RESP, cpda, digests, maxh2cdata);
    }

    private static void write(long pdu, int type, int pda, int digests, int limit) {
        Native.zero(pdu, LENGTH);
        Pdu.header(pdu, type, 0, LENGTH, 0, LENGTH);
        Native.putU16(pdu + PFV_OFFSET, PFV);
        Native.putU8(pdu + PDA_OFFSET, pda);
        Native.putU8(pdu + DGST_OFFSET, digests);
        Native.putI32(pdu + LIMIT_OFFSET, limit);
    }
}
