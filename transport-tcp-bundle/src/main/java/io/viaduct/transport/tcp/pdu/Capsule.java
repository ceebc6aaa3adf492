package io.viaduct.transport.tcp.pdu;

import io.viaduct.api.memory.Native;

/** Command and response capsules (NVMe/TCP, CapsuleCmd and CapsuleResp). */
public final class Capsule {
    /** Bytes of a CapsuleCmd's header: common header and submission queue entry. */
    public static final int COMMAND_LENGTH = 72;

    /** Bytes of a CapsuleResp: common header and completion queue entry. */
    public static final int RESPONSE_LENGTH = 24;

    /** Where the queue entry starts in either. */
    public static final int ENTRY_OFFSET = 8;

    /** Bytes of a submission queue entry. */
    public static final int SQE_LENGTH = 64;

    private static final int CQE_LENGTH = 16;

    private Capsule() {}

    /** Writes a response without its digest. Returns its header's length. */
    public static int response(long pdu, long cqe, boolean digest) {
        int plen = RESPONSE_LENGTH + (digest ? Pdu.DIGEST_LENGTH : 0);
        Pdu.header(pdu, PduType.CAPSULE_RESP, digest ? Pdu.HDGSTF : 0, RESPONSE_LENGTH, 0, plen);
        Native.copy(cqe, pdu + ENTRY_OFFSET, CQE_LENGTH);
        return RESPONSE_LENGTH;
    }
}
