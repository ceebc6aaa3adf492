package io.viaduct.api.nvme;

/** Types of a Fabrics command (FCTYPE). NVM Express Base Specification 2.1, Fabrics Command Set. */
public final class FabricsType {
    public static final int PROPERTY_SET = 0x00;
    public static final int CONNECT = 0x01;
    public static final int PROPERTY_GET = 0x04;
    public static final int AUTHENTICATION_SEND = 0x05;
    public static final int AUTHENTICATION_RECEIVE = 0x06;
    public static final int DISCONNECT = 0x08;
    public static final int VENDOR_SPECIFIC_START = 0xc0;

    private static final Names NAMES = Names.of(FabricsType.class);

    private FabricsType() {}

    /** The constant's name, or the number in hexadecimal; for diagnostics. */
    public static String name(int fctype) {
        return NAMES.of(fctype);
    }
}
