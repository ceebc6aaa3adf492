package io.viaduct.transport.tcp.pdu;

import io.viaduct.api.memory.Native;

/** H2CTermReq and C2HTermReq: a fatal transport error (NVMe/TCP, Terminate Connection Request). */
public final class TerminateConnection {
    /** Bytes of its header. */
    public static final int LENGTH = 24;

    /** Most bytes of the offending header that are sent along. */
    public static final int DATA_MAX = 128;

    private static final int FES_OFFSET = 8;
    private static final int FEI_OFFSET = 10;

    private TerminateConnection() {}

    public static int fes(long pdu) {
        return Native.u16(pdu + FES_OFFSET);
    }

    public static int fei(long pdu) {
        return Native.i32(pdu + FEI_OFFSET);
    }

    /** What a received request says, for people. */
    public static String text(long pdu) {
        return "FES " + fes(pdu) + ", FEI " + Integer.toUnsignedString(fei(pdu));
    }

    /**
     * Writes a C2HTermReq.
     *
     * @param offending address of the header to send along
     * @param length its bytes, 1 to {@link #DATA_MAX}
     * @return bytes of the whole PDU
     */
    public static int write(long pdu, Verdict why, long offending, int length) {
        Native.zero(pdu, LENGTH);
        Pdu.header(pdu, PduType.C2H_TERM_REQ, 0, LENGTH, 0, LENGTH + length);
        Native.putU16(pdu + FES_OFFSET, why.fes());
        Native.putI32(pdu + FEI_OFFSET, why.fei());
        Native.copy(offending, pdu + LENGTH, length);
        return LENGTH + length;
    }
}
