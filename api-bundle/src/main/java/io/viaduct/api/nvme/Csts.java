package io.viaduct.api.nvme;

/**
 * Fields of the Controller Status property, read from and written into a value. NVM Express Base
 * Specification 2.1, Offset 1Ch: CSTS - Controller Status.
 */
public final class Csts {
    public static final int SHST_NORMAL = 0;
    public static final int SHST_OCCURRING = 1;
    public static final int SHST_COMPLETE = 2;

    private Csts() {}

    public static boolean ready(int csts) {
        return Wire.bits(csts, 0, 1) != 0;
    }

    public static int ready(int csts, boolean ready) {
        return Wire.withBits(csts, 0, 1, ready ? 1 : 0);
    }

    /** Controller fatal status. */
    public static boolean fatal(int csts) {
        return Wire.bits(csts, 1, 1) != 0;
    }

    public static int fatal(int csts, boolean fatal) {
        return Wire.withBits(csts, 1, 1, fatal ? 1 : 0);
    }

    /** An {@code SHST} value of this class. */
    public static int shutdownStatus(int csts) {
        return Wire.bits(csts, 2, 2);
    }

    public static int shutdownStatus(int csts, int shutdownStatus) {
        return Wire.withBits(csts, 2, 2, shutdownStatus);
    }

    /** An NVM subsystem reset occurred. */
    public static boolean nssro(int csts) {
        return Wire.bits(csts, 4, 1) != 0;
    }

    public static int nssro(int csts, boolean nssro) {
        return Wire.withBits(csts, 4, 1, nssro ? 1 : 0);
    }

    public static boolean processingPaused(int csts) {
        return Wire.bits(csts, 5, 1) != 0;
    }

    public static int processingPaused(int csts, boolean processingPaused) {
        return Wire.withBits(csts, 5, 1, processingPaused ? 1 : 0);
    }
}
