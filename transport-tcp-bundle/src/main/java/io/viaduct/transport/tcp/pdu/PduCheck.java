package io.viaduct.transport.tcp.pdu;

/**
 * The rules for PDUs that a controller receives. Pure functions: null for a good PDU, else what is
 * wrong. NVMe/TCP section 3.6; the first rule broken decides.
 */
public final class PduCheck {
    private static final int TERM_LENGTH_MAX =
            TerminateConnection.LENGTH + TerminateConnection.DATA_MAX;

    /**
     * No alignment asks for more: the longest header is 76 bytes, and where 72 is agreed on, its
     * data begins here.
     */
    private static final int PDO_MAX = 144;

    private PduCheck() {}

    /**
     * Checks the 8 bytes of a common header before the rest is awaited.
     *
     * @param cpda alignment of data from the host, 0's based dwords
     */
    public static Verdict common(
            long pdu, boolean initialized, boolean hdgst, boolean ddgst, int cpda) {
        int type = Pdu.type(pdu);
        int header = headerLength(type);
        if (header < 0) {
            return Verdict.field(Pdu.TYPE_OFFSET, "PDU type " + type + " is not for a controller");
        }
        if (type == PduType.IC_REQ && initialized) {
            return Verdict.sequence("second ICReq");
        }
        if (type != PduType.IC_REQ && type != PduType.H2C_TERM_REQ && !initialized) {
            return Verdict.sequence("PDU type " + type + " before ICReq");
        }
        if (Pdu.hlen(pdu) != header) {
            return Verdict.field(Pdu.HLEN_OFFSET, "HLEN " + Pdu.hlen(pdu) + " is not " + header);
        }
        Verdict flags = flags(pdu, type, hdgst, ddgst);
        return flags != null ? flags : lengths(pdu, type, header, hdgst, ddgst, cpda);
    }

    private static int headerLength(int type) {
        return switch (type) {
            case PduType.IC_REQ -> InitializeConnection.LENGTH;
            case PduType.CAPSULE_CMD -> Capsule.COMMAND_LENGTH;
            case PduType.H2C_DATA -> DataPdu.LENGTH;
            case PduType.H2C_TERM_REQ -> TerminateConnection.LENGTH;
            default -> -1;
        };
    }

    private static Verdict flags(long pdu, int type, boolean hdgst, boolean ddgst) {
        boolean digests = type == PduType.CAPSULE_CMD || type == PduType.H2C_DATA;
        boolean header = (Pdu.flags(pdu) & Pdu.HDGSTF) != 0;
        boolean data = (Pdu.flags(pdu) & Pdu.DDGSTF) != 0;
        boolean mayCarryNone = type == PduType.CAPSULE_CMD && !data;
        if (header != (digests && hdgst) || (data != (digests && ddgst) && !mayCarryNone)) {
            return Verdict.field(
                    Pdu.FLAGS_OFFSET, "digest flags " + Pdu.flags(pdu) + " were not agreed on");
        }
        return null;
    }

    private static Verdict lengths(
            long pdu, int type, int header, boolean hdgst, boolean ddgst, int cpda) {
        long plen = Pdu.plen(pdu);
        boolean digest = hdgst && (type == PduType.CAPSULE_CMD || type == PduType.H2C_DATA);
        int end = header + (digest ? Pdu.DIGEST_LENGTH : 0);
        boolean good =
                switch (type) {
                    case PduType.IC_REQ -> plen == end;
                    case PduType.H2C_TERM_REQ -> plen > end && plen <= TERM_LENGTH_MAX;
                    case PduType.H2C_DATA -> plen > end;
                    default -> plen >= end;
                };
        if (!good) {
            return Verdict.field(Pdu.PLEN_OFFSET, "PLEN " + plen + " is out of range");
        }
        boolean data = type == PduType.H2C_DATA || (type == PduType.CAPSULE_CMD && plen > end);
        if (data && !isDataOffset(Pdu.pdo(pdu), end, plen, cpda)) {
            return Verdict.field(Pdu.PDO_OFFSET, "PDO " + Pdu.pdo(pdu) + " is out of range");
        }
        boolean dataDigest = (Pdu.flags(pdu) & Pdu.DDGSTF) != 0;
        if (type == PduType.CAPSULE_CMD && dataDigest != (data && ddgst)) {
            return Verdict.field(
                    Pdu.FLAGS_OFFSET, "the data digest flag does not fit the capsule's data");
        }
        return null;
    }

    private static boolean isDataOffset(int pdo, int end, long plen, int cpda) {
        return pdo >= end && pdo <= PDO_MAX && pdo <= plen && pdo % ((cpda + 1) * 4) == 0;
    }

    /** Checks the rest of an ICReq. */
    public static Verdict initialize(long pdu) {
        if (InitializeConnection.pfv(pdu) != InitializeConnection.PFV) {
            return Verdict.field(
                    InitializeConnection.PFV_OFFSET,
                    "PFV " + InitializeConnection.pfv(pdu) + " is unknown");
        }
        if (InitializeConnection.pda(pdu) > InitializeConnection.PDA_MAX) {
            return Verdict.field(
                    InitializeConnection.PDA_OFFSET,
                    "HPDA " + InitializeConnection.pda(pdu) + " is above 31");
        }
        return null;
    }

    /** Bytes of data that a command capsule or H2CData carries by its lengths. */
    public static long dataLength(long pdu, boolean hdgst) {
        int end = Pdu.hlen(pdu) + (hdgst ? Pdu.DIGEST_LENGTH : 0);
        long plen = Pdu.plen(pdu);
        if (plen <= end) {
            return 0;
        }
        int digest = (Pdu.flags(pdu) & Pdu.DDGSTF) != 0 ? Pdu.DIGEST_LENGTH : 0;
        return plen - Pdu.pdo(pdu) - digest;
    }

    /**
     * Checks an H2CData against the command it belongs to.
     *
     * @param cid the command's identifier
     * @param expected next byte of its data
     * @param total bytes of its data
     * @param maxh2cdata most bytes of one H2CData
     */
    public static Verdict data(
            long pdu, boolean hdgst, int cid, long expected, long total, long maxh2cdata) {
        long length = DataPdu.length(pdu);
        long end = DataPdu.offset(pdu) + length;
        if (DataPdu.cccid(pdu) != cid) {
            return Verdict.sequence("CCCID is not that of the transfer");
        }
        if (DataPdu.offset(pdu) != expected) {
            return Verdict.outOfRange("DATAO " + DataPdu.offset(pdu) + " is not " + expected);
        }
        if (end > total) {
            return Verdict.outOfRange("data ends at " + end + " of " + total);
        }
        if (length > maxh2cdata) {
            return Verdict.limit("DATAL " + length + " is above MAXH2CDATA " + maxh2cdata);
        }
        if (length == 0 || dataLength(pdu, hdgst) != length) {
            return Verdict.field(Pdu.PLEN_OFFSET, "PLEN does not fit DATAL " + length);
        }
        boolean last = (Pdu.flags(pdu) & Pdu.LAST_PDU) != 0;
        if (last != (end == total)) {
            return Verdict.field(Pdu.FLAGS_OFFSET, "LAST_PDU does not fit the transfer");
        }
        return null;
    }

    /**
     * Checks the SGL of a command capsule.
     *
     * @param sgl address of the descriptor, 24 bytes into the submission queue entry
     * @param inCapsule bytes of data in the capsule
     * @param inCapsuleMax most bytes of data in a capsule of this queue
     */
    public static Verdict sgl(long sgl, long inCapsule, int inCapsuleMax) {
        long length = TransportSgl.length(sgl);
        if (TransportSgl.inCapsule(sgl)) {
            if (TransportSgl.offset(sgl) != 0) {
                return Verdict.unsupported(TransportSgl.PDU_OFFSET, "in-capsule offset is not 0");
            }
            if (length > inCapsuleMax) {
                return Verdict.limit("in-capsule data of " + length + " is above " + inCapsuleMax);
            }
            return length == inCapsule
                    ? null
                    : Verdict.field(Pdu.PLEN_OFFSET, "PLEN does not fit the SGL's " + length);
        }
        if (!TransportSgl.byTransport(sgl) && !TransportSgl.none(sgl)) {
            return Verdict.unsupported(
                    TransportSgl.PDU_OFFSET + TransportSgl.LENGTH_OFFSET,
                    "SGL type " + TransportSgl.type(sgl));
        }
        return inCapsule == 0
                ? null
                : Verdict.field(Pdu.PLEN_OFFSET, "data in the capsule that the SGL does not name");
    }

    /** The verdict on H2CData whose transfer is over. */
    public static Verdict transferOver(int ttag) {
        return Verdict.field(DataPdu.TTAG_OFFSET, "TTAG " + ttag + " has no transfer");
    }
}
