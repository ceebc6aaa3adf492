package io.viaduct.api.nvme;

/**
 * Fields of a specification version, as the VS property and the VER field of Identify Controller
 * hold it. NVM Express Base Specification 2.1, Offset 8h: VS - Version.
 */
public final class Vs {
    public static final int V1_2 = 0x00010200;
    public static final int V1_3 = 0x00010300;
    public static final int V1_4 = 0x00010400;
    public static final int V2_0 = 0x00020000;
    public static final int V2_1 = 0x00020100;

    private Vs() {}

    public static int tertiary(int vs) {
        return Wire.bits(vs, 0, 8);
    }

    public static int tertiary(int vs, int tertiary) {
        return Wire.withBits(vs, 0, 8, tertiary);
    }

    public static int minor(int vs) {
        return Wire.bits(vs, 8, 8);
    }

    public static int minor(int vs, int minor) {
        return Wire.withBits(vs, 8, 8, minor);
    }

    public static int major(int vs) {
        return Wire.bits(vs, 16, 16);
    }

    public static int major(int vs, int major) {
        return Wire.withBits(vs, 16, 16, major);
    }
}
