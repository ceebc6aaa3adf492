package io.viaduct.api.nvme;

/**
 * Fields of the Controller Configuration property, read from and written into a value. NVM Express
 * Base Specification 2.1, Offset 14h: CC - Controller Configuration.
 */
public final class Cc {
    public static final int SHN_NONE = 0;
    public static final int SHN_NORMAL = 1;
    public static final int SHN_ABRUPT = 2;

    public static final int CSS_NVM = 0;
    public static final int CSS_IOCS = 6;
    public static final int CSS_NOIO = 7;

    private Cc() {}

    public static boolean enabled(int cc) {
        return Wire.bits(cc, 0, 1) != 0;
    }

    public static int enabled(int cc, boolean enabled) {
        return Wire.withBits(cc, 0, 1, enabled ? 1 : 0);
    }

    /** Command set selected: a {@code CSS} value of this class. */
    public static int css(int cc) {
        return Wire.bits(cc, 4, 3);
    }

    public static int css(int cc, int css) {
        return Wire.withBits(cc, 4, 3, css);
    }

    /** Memory page size: 2^(12 + MPS). */
    public static int mps(int cc) {
        return Wire.bits(cc, 7, 4);
    }

    public static int mps(int cc, int mps) {
        return Wire.withBits(cc, 7, 4, mps);
    }

    /** Arbitration mechanism selected. */
    public static int ams(int cc) {
        return Wire.bits(cc, 11, 3);
    }

    public static int ams(int cc, int ams) {
        return Wire.withBits(cc, 11, 3, ams);
    }

    /** A {@code SHN} value of this class. */
    public static int shutdownNotification(int cc) {
        return Wire.bits(cc, 14, 2);
    }

    public static int shutdownNotification(int cc, int shutdownNotification) {
        return Wire.withBits(cc, 14, 2, shutdownNotification);
    }

    /** I/O submission queue entry size as a power of two. */
    public static int iosqes(int cc) {
        return Wire.bits(cc, 16, 4);
    }

    public static int iosqes(int cc, int iosqes) {
        return Wire.withBits(cc, 16, 4, iosqes);
    }

    /** I/O completion queue entry size as a power of two. */
    public static int iocqes(int cc) {
        return Wire.bits(cc, 20, 4);
    }

    public static int iocqes(int cc, int iocqes) {
        return Wire.withBits(cc, 20, 4, iocqes);
    }

    /** Controller ready independent of media enabled. */
    public static boolean crime(int cc) {
        return Wire.bits(cc, 24, 1) != 0;
    }

    public static int crime(int cc, boolean crime) {
        return Wire.withBits(cc, 24, 1, crime ? 1 : 0);
    }
}
