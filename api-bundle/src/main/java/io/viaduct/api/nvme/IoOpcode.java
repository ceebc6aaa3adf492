package io.viaduct.api.nvme;

/**
 * Opcodes of I/O queues. NVM Express NVM Command Set Specification 1.1 and Zoned Namespace Command
 * Set Specification 1.2, Opcodes for I/O Commands.
 */
public final class IoOpcode {
    public static final int FLUSH = 0x00;
    public static final int WRITE = 0x01;
    public static final int READ = 0x02;
    public static final int WRITE_UNCORRECTABLE = 0x04;
    public static final int COMPARE = 0x05;
    public static final int WRITE_ZEROES = 0x08;
    public static final int DATASET_MANAGEMENT = 0x09;
    public static final int VERIFY = 0x0c;
    public static final int RESERVATION_REGISTER = 0x0d;
    public static final int RESERVATION_REPORT = 0x0e;
    public static final int RESERVATION_ACQUIRE = 0x11;
    public static final int IO_MANAGEMENT_RECEIVE = 0x12;
    public static final int RESERVATION_RELEASE = 0x15;
    public static final int COPY = 0x19;
    public static final int IO_MANAGEMENT_SEND = 0x1d;
    public static final int ZONE_MANAGEMENT_SEND = 0x79;
    public static final int ZONE_MANAGEMENT_RECEIVE = 0x7a;
    public static final int ZONE_APPEND = 0x7d;

    /** Every Fabrics command; its type is a {@link FabricsType}. */
    public static final int FABRICS = 0x7f;

    private static final Names NAMES = Names.of(IoOpcode.class);

    private IoOpcode() {}

    /** The constant's name, or the number in hexadecimal; for diagnostics. */
    public static String name(int opcode) {
        return NAMES.of(opcode);
    }
}
