package io.viaduct.api.nvme;

/**
 * Asynchronous events: types, information, DW0 of the completion, and what Asynchronous Event
 * Configuration (FID 0Bh) turns on. NVM Express Base Specification 2.1, Asynchronous Event Request
 * Command and Asynchronous Event Configuration.
 */
public final class AsyncEvent {
    public static final int TYPE_ERROR = 0;
    public static final int TYPE_SMART = 1;
    public static final int TYPE_NOTICE = 2;
    public static final int TYPE_IO = 6;
    public static final int TYPE_VENDOR = 7;

    public static final int ERROR_INVALID_DOORBELL_REGISTER = 0x00;
    public static final int ERROR_INVALID_DOORBELL_VALUE = 0x01;
    public static final int ERROR_DIAGNOSTIC_FAILURE = 0x02;
    public static final int ERROR_PERSISTENT_INTERNAL = 0x03;
    public static final int ERROR_TRANSIENT_INTERNAL = 0x04;
    public static final int ERROR_FIRMWARE_IMAGE_LOAD = 0x05;

    public static final int SMART_SUBSYSTEM_RELIABILITY = 0x00;
    public static final int SMART_TEMPERATURE_THRESHOLD = 0x01;
    public static final int SMART_SPARE_BELOW_THRESHOLD = 0x02;

    public static final int NOTICE_NS_ATTR_CHANGED = 0x00;
    public static final int NOTICE_FW_ACTIVATION_START = 0x01;
    public static final int NOTICE_TELEMETRY_LOG_CHANGED = 0x02;
    public static final int NOTICE_ANA_CHANGE = 0x03;
    public static final int NOTICE_DISCOVERY_LOG_CHANGE = 0xf0;

    public static final int IO_RESERVATION_LOG_AVAILABLE = 0x00;
    public static final int IO_SANITIZE_COMPLETED = 0x01;

    /** The critical warnings of {@link HealthLog} that are told. */
    public static final int CONFIG_CRITICAL_WARNING_MASK = 0xff;

    public static final int CONFIG_NS_ATTR = 1 << 8;
    public static final int CONFIG_FW_ACTIVATION = 1 << 9;
    public static final int CONFIG_TELEMETRY_LOG = 1 << 10;
    public static final int CONFIG_ANA_CHANGE = 1 << 11;
    public static final int CONFIG_DISCOVERY_LOG_CHANGE = 1 << 31;

    private AsyncEvent() {}

    /** Composes DW0; {@code logId} is the {@link LogId} to read. */
    public static int dw0(int type, int info, int logId) {
        return (type & 0x7) | ((info & 0xff) << 8) | ((logId & 0xff) << 16);
    }

    public static int type(int dw0) {
        return Wire.bits(dw0, 0, 3);
    }

    public static int info(int dw0) {
        return Wire.bits(dw0, 8, 8);
    }

    public static int logId(int dw0) {
        return Wire.bits(dw0, 16, 8);
    }
}
