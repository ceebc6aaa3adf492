package io.viaduct.api.nvme;

/**
 * Log page identifiers (LID). NVM Express Base Specification 2.1, Get Log Page - Log Page
 * Identifiers.
 */
public final class LogId {
    public static final int SUPPORTED_LOG_PAGES = 0x00;
    public static final int ERROR = 0x01;
    public static final int HEALTH_INFORMATION = 0x02;
    public static final int FIRMWARE_SLOT = 0x03;
    public static final int CHANGED_NS_LIST = 0x04;
    public static final int COMMAND_EFFECTS = 0x05;
    public static final int DEVICE_SELF_TEST = 0x06;
    public static final int TELEMETRY_HOST_INITIATED = 0x07;
    public static final int TELEMETRY_CTRLR_INITIATED = 0x08;
    public static final int ENDURANCE_GROUP_INFORMATION = 0x09;
    public static final int PREDICTABLE_LATENCY = 0x0a;
    public static final int PREDICTABLE_LATENCY_EVENT = 0x0b;
    public static final int ASYMMETRIC_NAMESPACE_ACCESS = 0x0c;
    public static final int PERSISTENT_EVENT_LOG = 0x0d;
    public static final int ENDURANCE_GROUP_EVENT = 0x0f;
    public static final int MEDIA_UNIT_STATUS = 0x10;
    public static final int CAPACITY_CONFIGURATION_LIST = 0x11;
    public static final int FEATURE_IDS_EFFECTS = 0x12;
    public static final int NVME_MI_COMMANDS_EFFECTS = 0x13;
    public static final int COMMAND_FEATURE_LOCKDOWN = 0x14;
    public static final int BOOT_PARTITION = 0x15;
    public static final int ROTATIONAL_MEDIA_INFORMATION = 0x16;
    public static final int FDP_CONFIGURATIONS = 0x20;
    public static final int RECLAIM_UNIT_HANDLE_USAGE = 0x21;
    public static final int FDP_STATISTICS = 0x22;
    public static final int FDP_EVENTS = 0x23;
    public static final int DISCOVERY = 0x70;
    public static final int RESERVATION_NOTIFICATION = 0x80;
    public static final int SANITIZE_STATUS = 0x81;
    public static final int CHANGED_ZONE_LIST = 0xbf;
    public static final int VENDOR_SPECIFIC_START = 0xc0;
    public static final int VENDOR_SPECIFIC_END = 0xff;

    private static final Names NAMES = Names.of(LogId.class);

    private LogId() {}

    /** The constant's name, or the number in hexadecimal; for diagnostics. */
    public static String name(int lid) {
        return NAMES.of(lid);
    }
}
