package io.viaduct.api.nvme;

/** Opcodes of the admin queue. NVM Express Base Specification 2.1, Admin Command Set. */
public final class AdminOpcode {
    public static final int DELETE_IO_SQ = 0x00;
    public static final int CREATE_IO_SQ = 0x01;
    public static final int GET_LOG_PAGE = 0x02;
    public static final int DELETE_IO_CQ = 0x04;
    public static final int CREATE_IO_CQ = 0x05;
    public static final int IDENTIFY = 0x06;
    public static final int ABORT = 0x08;
    public static final int SET_FEATURES = 0x09;
    public static final int GET_FEATURES = 0x0a;
    public static final int ASYNC_EVENT_REQUEST = 0x0c;
    public static final int NS_MANAGEMENT = 0x0d;
    public static final int FIRMWARE_COMMIT = 0x10;
    public static final int FIRMWARE_IMAGE_DOWNLOAD = 0x11;
    public static final int DEVICE_SELF_TEST = 0x14;
    public static final int NS_ATTACHMENT = 0x15;
    public static final int KEEP_ALIVE = 0x18;
    public static final int DIRECTIVE_SEND = 0x19;
    public static final int DIRECTIVE_RECEIVE = 0x1a;
    public static final int VIRTUALIZATION_MANAGEMENT = 0x1c;
    public static final int NVME_MI_SEND = 0x1d;
    public static final int NVME_MI_RECEIVE = 0x1e;
    public static final int DOORBELL_BUFFER_CONFIG = 0x7c;

    /** Every Fabrics command; its type is a {@link FabricsType}. */
    public static final int FABRICS = 0x7f;

    public static final int FORMAT_NVM = 0x80;
    public static final int SECURITY_SEND = 0x81;
    public static final int SECURITY_RECEIVE = 0x82;
    public static final int SANITIZE = 0x84;
    public static final int GET_LBA_STATUS = 0x86;
    public static final int VENDOR_SPECIFIC_START = 0xc0;

    private static final Names NAMES = Names.of(AdminOpcode.class);

    private AdminOpcode() {}

    /** The constant's name, or the number in hexadecimal; for diagnostics. */
    public static String name(int opcode) {
        return NAMES.of(opcode);
    }
}
