package io.viaduct.api.nvme;

/** Feature identifiers (FID). NVM Express Base Specification 2.1, Feature Identifiers. */
public final class FeatureId {
    public static final int ARBITRATION = 0x01;
    public static final int POWER_MANAGEMENT = 0x02;
    public static final int LBA_RANGE_TYPE = 0x03;
    public static final int TEMPERATURE_THRESHOLD = 0x04;
    public static final int ERROR_RECOVERY = 0x05;
    public static final int VOLATILE_WRITE_CACHE = 0x06;
    public static final int NUMBER_OF_QUEUES = 0x07;
    public static final int INTERRUPT_COALESCING = 0x08;
    public static final int INTERRUPT_VECTOR_CONFIGURATION = 0x09;
    public static final int WRITE_ATOMICITY = 0x0a;
    public static final int ASYNC_EVENT_CONFIGURATION = 0x0b;
    public static final int AUTONOMOUS_POWER_STATE_TRANSITION = 0x0c;
    public static final int HOST_MEM_BUFFER = 0x0d;
    public static final int TIMESTAMP = 0x0e;
    public static final int KEEP_ALIVE_TIMER = 0x0f;
    public static final int HOST_CONTROLLED_THERMAL_MANAGEMENT = 0x10;
    public static final int NON_OPERATIONAL_POWER_STATE_CONFIG = 0x11;
    public static final int READ_RECOVERY_LEVEL_CONFIG = 0x12;
    public static final int PREDICTABLE_LATENCY_MODE_CONFIG = 0x13;
    public static final int PREDICTABLE_LATENCY_MODE_WINDOW = 0x14;
    public static final int LBA_STATUS_INFORMATION_ATTRIBUTES = 0x15;
    public static final int HOST_BEHAVIOR_SUPPORT = 0x16;
    public static final int SANITIZE_CONFIG = 0x17;
    public static final int ENDURANCE_GROUP_EVENT = 0x18;
    public static final int IO_COMMAND_SET_PROFILE = 0x19;
    public static final int SPINUP_CONTROL = 0x1a;
    public static final int FDP = 0x1d;
    public static final int FDP_EVENTS = 0x1e;
    public static final int ENHANCED_CONTROLLER_METADATA = 0x7d;
    public static final int CONTROLLER_METADATA = 0x7e;
    public static final int NAMESPACE_METADATA = 0x7f;
    public static final int SOFTWARE_PROGRESS_MARKER = 0x80;
    public static final int HOST_IDENTIFIER = 0x81;
    public static final int HOST_RESERVE_MASK = 0x82;
    public static final int HOST_RESERVE_PERSIST = 0x83;
    public static final int NAMESPACE_WRITE_PROTECTION_CONFIG = 0x84;

    private static final Names NAMES = Names.of(FeatureId.class);

    private FeatureId() {}

    /** The constant's name, or the number in hexadecimal; for diagnostics. */
    public static String name(int fid) {
        return NAMES.of(fid);
    }
}
