package io.viaduct.api.nvme;

/**
 * Status of a command: the status field of a completion queue entry without its phase bit, thus SC
 * in bits 7:0, SCT in 10:8, CRD in 12:11, More in 13, Do Not Retry in 14. The constants carry
 * neither of the last three. NVM Express Base Specification 2.1, Status Field; NVM Express NVM
 * Command Set Specification 1.1, status values.
 */
public final class Status {
    // Generic command status
    public static final int SUCCESS = 0x000;
    public static final int INVALID_OPCODE = 0x001;
    public static final int INVALID_FIELD = 0x002;
    public static final int COMMAND_ID_CONFLICT = 0x003;
    public static final int DATA_TRANSFER_ERROR = 0x004;
    public static final int ABORTED_POWER_LOSS = 0x005;
    public static final int INTERNAL_DEVICE_ERROR = 0x006;
    public static final int ABORTED_BY_REQUEST = 0x007;
    public static final int ABORTED_SQ_DELETION = 0x008;
    public static final int ABORTED_FAILED_FUSED = 0x009;
    public static final int ABORTED_MISSING_FUSED = 0x00a;
    public static final int INVALID_NAMESPACE_OR_FORMAT = 0x00b;
    public static final int COMMAND_SEQUENCE_ERROR = 0x00c;
    public static final int INVALID_SGL_SEG_DESCRIPTOR = 0x00d;
    public static final int INVALID_NUM_SGL_DESCRIPTORS = 0x00e;
    public static final int DATA_SGL_LENGTH_INVALID = 0x00f;
    public static final int METADATA_SGL_LENGTH_INVALID = 0x010;
    public static final int SGL_DESCRIPTOR_TYPE_INVALID = 0x011;
    public static final int INVALID_CONTROLLER_MEM_BUF = 0x012;
    public static final int INVALID_PRP_OFFSET = 0x013;
    public static final int ATOMIC_WRITE_UNIT_EXCEEDED = 0x014;
    public static final int OPERATION_DENIED = 0x015;
    public static final int INVALID_SGL_OFFSET = 0x016;
    public static final int HOSTID_INCONSISTENT_FORMAT = 0x018;
    public static final int KEEP_ALIVE_EXPIRED = 0x019;
    public static final int KEEP_ALIVE_INVALID = 0x01a;
    public static final int ABORTED_PREEMPT = 0x01b;
    public static final int SANITIZE_FAILED = 0x01c;
    public static final int SANITIZE_IN_PROGRESS = 0x01d;
    public static final int SGL_DATA_BLOCK_GRANULARITY_INVALID = 0x01e;
    public static final int COMMAND_INVALID_IN_CMB = 0x01f;
    public static final int COMMAND_NAMESPACE_IS_PROTECTED = 0x020;
    public static final int COMMAND_INTERRUPTED = 0x021;
    public static final int COMMAND_TRANSIENT_TRANSPORT_ERROR = 0x022;
    public static final int COMMAND_PROHIBITED_BY_LOCKDOWN = 0x023;
    public static final int ADMIN_COMMAND_MEDIA_NOT_READY = 0x024;
    public static final int FDP_DISABLED = 0x029;
    public static final int INVALID_PLACEMENT_HANDLE_LIST = 0x02a;
    public static final int LBA_OUT_OF_RANGE = 0x080;
    public static final int CAPACITY_EXCEEDED = 0x081;
    public static final int NAMESPACE_NOT_READY = 0x082;
    public static final int RESERVATION_CONFLICT = 0x083;
    public static final int FORMAT_IN_PROGRESS = 0x084;
    public static final int INVALID_VALUE_SIZE = 0x085;
    public static final int INVALID_KEY_SIZE = 0x086;
    public static final int KV_KEY_DOES_NOT_EXIST = 0x087;
    public static final int UNRECOVERED_ERROR = 0x088;
    public static final int KEY_EXISTS = 0x089;

    // Command specific status
    public static final int COMPLETION_QUEUE_INVALID = 0x100;
    public static final int INVALID_QUEUE_IDENTIFIER = 0x101;
    public static final int INVALID_QUEUE_SIZE = 0x102;
    public static final int ABORT_COMMAND_LIMIT_EXCEEDED = 0x103;
    public static final int ASYNC_EVENT_REQUEST_LIMIT_EXCEEDED = 0x105;
    public static final int INVALID_FIRMWARE_SLOT = 0x106;
    public static final int INVALID_FIRMWARE_IMAGE = 0x107;
    public static final int INVALID_INTERRUPT_VECTOR = 0x108;
    public static final int INVALID_LOG_PAGE = 0x109;
    public static final int INVALID_FORMAT = 0x10a;
    public static final int FIRMWARE_REQ_CONVENTIONAL_RESET = 0x10b;
    public static final int INVALID_QUEUE_DELETION = 0x10c;
    public static final int FEATURE_ID_NOT_SAVEABLE = 0x10d;
    public static final int FEATURE_NOT_CHANGEABLE = 0x10e;
    public static final int FEATURE_NOT_NAMESPACE_SPECIFIC = 0x10f;
    public static final int FIRMWARE_REQ_NVM_RESET = 0x110;
    public static final int FIRMWARE_REQ_RESET = 0x111;
    public static final int FIRMWARE_REQ_MAX_TIME_VIOLATION = 0x112;
    public static final int FIRMWARE_ACTIVATION_PROHIBITED = 0x113;
    public static final int OVERLAPPING_RANGE = 0x114;
    public static final int NAMESPACE_INSUFFICIENT_CAPACITY = 0x115;
    public static final int NAMESPACE_ID_UNAVAILABLE = 0x116;
    public static final int NAMESPACE_ALREADY_ATTACHED = 0x118;
    public static final int NAMESPACE_IS_PRIVATE = 0x119;
    public static final int NAMESPACE_NOT_ATTACHED = 0x11a;
    public static final int THINPROVISIONING_NOT_SUPPORTED = 0x11b;
    public static final int CONTROLLER_LIST_INVALID = 0x11c;
    public static final int DEVICE_SELF_TEST_IN_PROGRESS = 0x11d;
    public static final int BOOT_PARTITION_WRITE_PROHIBITED = 0x11e;
    public static final int INVALID_CTRLR_ID = 0x11f;
    public static final int INVALID_SECONDARY_CTRLR_STATE = 0x120;
    public static final int INVALID_NUM_CTRLR_RESOURCES = 0x121;
    public static final int INVALID_RESOURCE_ID = 0x122;
    public static final int SANITIZE_PROHIBITED = 0x123;
    public static final int ANA_GROUP_IDENTIFIER_INVALID = 0x124;
    public static final int ANA_ATTACH_FAILED = 0x125;
    public static final int INSUFFICIENT_CAPACITY = 0x126;
    public static final int NAMESPACE_ATTACH_LIMIT_EXCEEDED = 0x127;
    public static final int PROHIBIT_CMD_EXEC_NOT_SUPPORTED = 0x128;
    public static final int IOCS_NOT_SUPPORTED = 0x129;
    public static final int IOCS_NOT_ENABLED = 0x12a;
    public static final int IOCS_COMBINATION_REJECTED = 0x12b;
    public static final int INVALID_IOCS = 0x12c;
    public static final int IDENTIFIER_UNAVAILABLE = 0x12d;
    public static final int STREAM_RESOURCE_ALLOCATION_FAILED = 0x17f;
    public static final int CONFLICTING_ATTRIBUTES = 0x180;
    public static final int INVALID_PROTECTION_INFO = 0x181;
    public static final int ATTEMPTED_WRITE_TO_RO_RANGE = 0x182;
    public static final int COMMAND_SIZE_LIMIT_EXCEEDED = 0x183;
    public static final int ZONED_BOUNDARY_ERROR = 0x1b8;
    public static final int ZONE_IS_FULL = 0x1b9;
    public static final int ZONE_IS_READ_ONLY = 0x1ba;
    public static final int ZONE_IS_OFFLINE = 0x1bb;
    public static final int ZONE_INVALID_WRITE = 0x1bc;
    public static final int TOO_MANY_ACTIVE_ZONES = 0x1bd;
    public static final int TOO_MANY_OPEN_ZONES = 0x1be;
    public static final int INVALID_ZONE_STATE_TRANSITION = 0x1bf;

    // Command specific status of Fabrics commands; shares its values with the I/O command sets
    public static final int FABRICS_INCOMPATIBLE_FORMAT = 0x180;
    public static final int FABRICS_CONTROLLER_BUSY = 0x181;
    public static final int FABRICS_INVALID_PARAM = 0x182;
    public static final int FABRICS_RESTART_DISCOVERY = 0x183;
    public static final int FABRICS_INVALID_HOST = 0x184;
    public static final int FABRICS_INVALID_QUEUE_TYPE = 0x185;
    public static final int FABRICS_LOG_RESTART_DISCOVERY = 0x190;
    public static final int FABRICS_AUTH_REQUIRED = 0x191;

    // Media and data integrity errors
    public static final int WRITE_FAULTS = 0x280;
    public static final int UNRECOVERED_READ_ERROR = 0x281;
    public static final int GUARD_CHECK_ERROR = 0x282;
    public static final int APPLICATION_TAG_CHECK_ERROR = 0x283;
    public static final int REFERENCE_TAG_CHECK_ERROR = 0x284;
    public static final int COMPARE_FAILURE = 0x285;
    public static final int ACCESS_DENIED = 0x286;
    public static final int DEALLOCATED_OR_UNWRITTEN_BLOCK = 0x287;
    public static final int END_TO_END_STORAGE_TAG_CHECK_ERROR = 0x288;

    // Path related status
    public static final int INTERNAL_PATH_ERROR = 0x300;
    public static final int ASYMMETRIC_ACCESS_PERSISTENT_LOSS = 0x301;
    public static final int ASYMMETRIC_ACCESS_INACCESSIBLE = 0x302;
    public static final int ASYMMETRIC_ACCESS_TRANSITION = 0x303;
    public static final int CONTROLLER_PATH_ERROR = 0x360;
    public static final int HOST_PATH_ERROR = 0x370;
    public static final int ABORTED_BY_HOST = 0x371;

    public static final int SCT_GENERIC = 0;
    public static final int SCT_COMMAND_SPECIFIC = 1;
    public static final int SCT_MEDIA = 2;
    public static final int SCT_PATH = 3;
    public static final int SCT_VENDOR_SPECIFIC = 7;

    /** More information is in the error log. */
    public static final int MORE = 1 << 13;

    /** Do not retry. */
    public static final int DNR = 1 << 14;

    private static final int CODE_MASK = 0x7ff;
    private static final String FABRICS_PREFIX = "FABRICS_";
    private static final Names NAMES =
            Names.of(Status.class, n -> !n.startsWith(FABRICS_PREFIX) && !n.startsWith("SCT_"));
    private static final Names FABRICS_NAMES =
            Names.of(Status.class, n -> n.startsWith(FABRICS_PREFIX));

    private Status() {}

    /** Composes a status without CRD, More and DNR. */
    public static int of(int sct, int sc) {
        return ((sct & 0x7) << 8) | (sc & 0xff);
    }

    /** Status code type. */
    public static int sct(int status) {
        return Wire.bits(status, 8, 3);
    }

    /** Status code. */
    public static int sc(int status) {
        return Wire.bits(status, 0, 8);
    }

    /** Command retry delay: 0 for none, else which of CRDT1 to CRDT3 of Identify Controller. */
    public static int crd(int status) {
        return Wire.bits(status, 11, 2);
    }

    /** Type and code alone, to compare with the constants of this class. */
    public static int code(int status) {
        return status & CODE_MASK;
    }

    public static boolean isError(int status) {
        return code(status) != SUCCESS;
    }

    public static boolean more(int status) {
        return (status & MORE) != 0;
    }

    public static boolean dnr(int status) {
        return (status & DNR) != 0;
    }

    public static int withCrd(int status, int crd) {
        return Wire.withBits(status, 11, 2, crd);
    }

    public static int withMore(int status) {
        return status | MORE;
    }

    public static int withDnr(int status) {
        return status | DNR;
    }

    /** The constant's name, or type and code in hexadecimal; for diagnostics. */
    public static String name(int status) {
        return NAMES.of(code(status));
    }

    /** As {@link #name(int)} for the completion of a Fabrics command. */
    public static String fabricsName(int status) {
        return FABRICS_NAMES.has(code(status)) ? FABRICS_NAMES.of(code(status)) : name(status);
    }
}
