package io.viaduct.api.nvme;

/**
 * Fields of the Controller Capabilities property, read from and written into a value. NVM Express
 * Base Specification 2.1, Offset 0h: CAP - Controller Capabilities.
 */
public final class Cap {
    public static final int CSS_NVM = 1 << 0;
    public static final int CSS_IOCS = 1 << 6;
    public static final int CSS_NOIO = 1 << 7;

    private Cap() {}

    /** Maximum queue entries supported, 0-based. */
    public static int mqes(long cap) {
        return Wire.bits(cap, 0, 16);
    }

    public static long mqes(long cap, int mqes) {
        return Wire.withBits(cap, 0, 16, mqes);
    }

    /** Contiguous queues required. */
    public static boolean cqr(long cap) {
        return Wire.bits(cap, 16, 1) != 0;
    }

    public static long cqr(long cap, boolean cqr) {
        return Wire.withBits(cap, 16, 1, cqr ? 1 : 0);
    }

    /** Arbitration mechanisms besides round robin. */
    public static int ams(long cap) {
        return Wire.bits(cap, 17, 2);
    }

    public static long ams(long cap, int ams) {
        return Wire.withBits(cap, 17, 2, ams);
    }

    /** Time-out of enabling and disabling, in units of 500 ms. */
    public static int to(long cap) {
        return Wire.bits(cap, 24, 8);
    }

    public static long to(long cap, int to) {
        return Wire.withBits(cap, 24, 8, to);
    }

    /** Doorbell stride: 2^(2 + DSTRD) bytes. */
    public static int dstrd(long cap) {
        return Wire.bits(cap, 32, 4);
    }

    public static long dstrd(long cap, int dstrd) {
        return Wire.withBits(cap, 32, 4, dstrd);
    }

    /** NVM subsystem reset supported. */
    public static boolean nssrs(long cap) {
        return Wire.bits(cap, 36, 1) != 0;
    }

    public static long nssrs(long cap, boolean nssrs) {
        return Wire.withBits(cap, 36, 1, nssrs ? 1 : 0);
    }

    /** Command sets supported: the {@code CSS} bits of this class. */
    public static int css(long cap) {
        return Wire.bits(cap, 37, 8);
    }

    public static long css(long cap, int css) {
        return Wire.withBits(cap, 37, 8, css);
    }

    /** Boot partitions supported. */
    public static boolean bps(long cap) {
        return Wire.bits(cap, 45, 1) != 0;
    }

    public static long bps(long cap, boolean bps) {
        return Wire.withBits(cap, 45, 1, bps ? 1 : 0);
    }

    /** Smallest memory page: 2^(12 + MPSMIN). */
    public static int mpsmin(long cap) {
        return Wire.bits(cap, 48, 4);
    }

    public static long mpsmin(long cap, int mpsmin) {
        return Wire.withBits(cap, 48, 4, mpsmin);
    }

    /** Largest memory page: 2^(12 + MPSMAX). */
    public static int mpsmax(long cap) {
        return Wire.bits(cap, 52, 4);
    }

    public static long mpsmax(long cap, int mpsmax) {
        return Wire.withBits(cap, 52, 4, mpsmax);
    }

    /** Persistent memory region supported. */
    public static boolean pmrs(long cap) {
        return Wire.bits(cap, 56, 1) != 0;
    }

    public static long pmrs(long cap, boolean pmrs) {
        return Wire.withBits(cap, 56, 1, pmrs ? 1 : 0);
    }

    /** Controller memory buffer supported. */
    public static boolean cmbs(long cap) {
        return Wire.bits(cap, 57, 1) != 0;
    }

    public static long cmbs(long cap, boolean cmbs) {
        return Wire.withBits(cap, 57, 1, cmbs ? 1 : 0);
    }

    /** NVM subsystem shutdown supported. */
    public static boolean nsss(long cap) {
        return Wire.bits(cap, 58, 1) != 0;
    }

    public static long nsss(long cap, boolean nsss) {
        return Wire.withBits(cap, 58, 1, nsss ? 1 : 0);
    }

    /** Controller ready with media supported. */
    public static boolean crwms(long cap) {
        return Wire.bits(cap, 59, 1) != 0;
    }

    public static long crwms(long cap, boolean crwms) {
        return Wire.withBits(cap, 59, 1, crwms ? 1 : 0);
    }

    /** Controller ready independent of media supported. */
    public static boolean crims(long cap) {
        return Wire.bits(cap, 60, 1) != 0;
    }

    public static long crims(long cap, boolean crims) {
        return Wire.withBits(cap, 60, 1, crims ? 1 : 0);
    }
}
