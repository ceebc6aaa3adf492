package io.viaduct.api.nvme;

/**
 * DW0 of the completion of a Connect command, on values. NVM Express Base Specification 2.1,
 * Connect Response.
 */
public final class ConnectResponse {
    /** Offsets that a response names in IPO when it refuses a field of the command. */
    public static final int IPO_RECFMT = 40;

    public static final int IPO_QID = 42;
    public static final int IPO_SQSIZE = 44;

    private ConnectResponse() {}

    /** DW0 of success: ATR asks for authentication, ASCR for a secure channel after it. */
    public static int success(int cntlid, boolean atr, boolean ascr) {
        return (cntlid & 0xffff) | (atr ? 1 << 17 : 0) | (ascr ? 1 << 18 : 0);
    }

    /** DW0 of an invalid parameter in the submission queue entry. */
    public static int invalidCommand(int ipo) {
        return ipo & 0xffff;
    }

    /** DW0 of an invalid parameter in the data. */
    public static int invalidData(int ipo) {
        return (1 << 16) | (ipo & 0xffff);
    }

    public static int cntlid(int dw0) {
        return Wire.bits(dw0, 0, 16);
    }

    /** Authentication is required. */
    public static boolean atr(int dw0) {
        return Wire.bits(dw0, 17, 1) != 0;
    }

    /** Authentication is required, then a secure channel. */
    public static boolean ascr(int dw0) {
        return Wire.bits(dw0, 18, 1) != 0;
    }

    /** Offset of the invalid parameter. */
    public static int ipo(int dw0) {
        return Wire.bits(dw0, 0, 16);
    }

    /** Whether {@link #ipo} is an offset into the data rather than into the command. */
    public static boolean iattr(int dw0) {
        return Wire.bits(dw0, 16, 1) != 0;
    }
}
