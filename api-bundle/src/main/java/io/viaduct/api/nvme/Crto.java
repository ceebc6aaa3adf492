package io.viaduct.api.nvme;

/**
 * Fields of the Controller Ready Timeouts property, read from and written into a value. NVM Express
 * Base Specification 2.1, Offset 68h: CRTO - Controller Ready Timeouts.
 */
public final class Crto {
    private Crto() {}

    /** Ready with media, in units of 500 ms. */
    public static int crwmt(int crto) {
        return Wire.bits(crto, 0, 16);
    }

    public static int crwmt(int crto, int crwmt) {
        return Wire.withBits(crto, 0, 16, crwmt);
    }

    /** Ready independent of media, in units of 500 ms. */
    public static int crimt(int crto) {
        return Wire.bits(crto, 16, 16);
    }

    public static int crimt(int crto, int crimt) {
        return Wire.withBits(crto, 16, 16, crimt);
    }
}
