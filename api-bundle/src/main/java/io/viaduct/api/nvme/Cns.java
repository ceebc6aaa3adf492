package io.viaduct.api.nvme;

/**
 * What an Identify command asks for (CNS). NVM Express Base Specification 2.1, Identify Command.
 */
public final class Cns {
    public static final int NS = 0x00;
    public static final int CTRLR = 0x01;
    public static final int ACTIVE_NS_LIST = 0x02;
    public static final int NS_ID_DESCRIPTOR_LIST = 0x03;
    public static final int NS_IOCS = 0x05;
    public static final int CTRLR_IOCS = 0x06;
    public static final int ACTIVE_NS_LIST_IOCS = 0x07;
    public static final int NS_IOCS_INDEPENDENT = 0x08;
    public static final int ALLOCATED_NS_LIST = 0x10;
    public static final int NS_ALLOCATED = 0x11;
    public static final int NS_ATTACHED_CTRLR_LIST = 0x12;
    public static final int CTRLR_LIST = 0x13;
    public static final int PRIMARY_CTRLR_CAP = 0x14;
    public static final int SECONDARY_CTRLR_LIST = 0x15;
    public static final int UUID_LIST = 0x17;
    public static final int ALLOCATED_NS_LIST_IOCS = 0x1a;
    public static final int NS_ALLOCATED_IOCS = 0x1b;
    public static final int IOCS = 0x1c;

    private static final Names NAMES = Names.of(Cns.class);

    private Cns() {}

    /** The constant's name, or the number in hexadecimal; for diagnostics. */
    public static String name(int cns) {
        return NAMES.of(cns);
    }
}
