package io.viaduct.transport.tcp.pdu;

/**
 * Why a connection has to end (NVMe/TCP, Fatal Error Status); null stands for a good PDU.
 *
 * @param fes fatal error status
 * @param fei fatal error information: a field's offset or a digest, else 0
 * @param text for people
 */
public record Verdict(int fes, int fei, String text) {
    public static final int INVALID_HEADER_FIELD = 1;
    public static final int PDU_SEQUENCE_ERROR = 2;
    public static final int HEADER_DIGEST_ERROR = 3;
    public static final int DATA_OUT_OF_RANGE = 4;
    public static final int DATA_LIMIT_EXCEEDED = 5;
    public static final int UNSUPPORTED_PARAMETER = 6;

    static Verdict field(int offset, String text) {
        return new Verdict(INVALID_HEADER_FIELD, offset, text);
    }

    /** A PDU that must not come now. */
    public static Verdict sequence(String text) {
        return new Verdict(PDU_SEQUENCE_ERROR, 0, text);
    }

    /** A header whose digest is wrong. */
    public static Verdict headerDigest(int received) {
        return new Verdict(HEADER_DIGEST_ERROR, received, "header digest is wrong");
    }

    static Verdict outOfRange(String text) {
        return new Verdict(DATA_OUT_OF_RANGE, 0, text);
    }

    /** More data than was agreed on. */
    public static Verdict limit(String text) {
        return new Verdict(DATA_LIMIT_EXCEEDED, 0, text);
    }

    static Verdict unsupported(int offset, String text) {
        return new Verdict(UNSUPPORTED_PARAMETER, offset, text);
    }
}
