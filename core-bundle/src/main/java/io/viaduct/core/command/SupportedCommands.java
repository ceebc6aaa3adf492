package io.viaduct.core.command;

import io.viaduct.api.nvme.AdminOpcode;
import io.viaduct.api.nvme.CommandEffects;
import io.viaduct.api.nvme.DiscoveryLog;
import io.viaduct.api.nvme.FeatureId;
import io.viaduct.api.nvme.IoOpcode;
import io.viaduct.api.nvme.LogId;

/**
 * What a controller says of itself in its logs: the commands, features and log pages that are
 * served, and their effects. A test holds it against what parsing accepts.
 */
final class SupportedCommands {
    /** The scope of a command or feature, in bits 31:20 of its entry. */
    private static final int SCOPE_NAMESPACE = 1 << 20;

    private static final int SCOPE_CONTROLLER = 1 << 21;

    /** Entry of an admin command that another bundle serves: what it does is not known. */
    static final int HANDLED = CommandEffects.CSUPP | SCOPE_CONTROLLER;

    /** In the entry of a feature: served, and a change changes the controller's abilities. */
    private static final int FSUPP = 1;

    private static final int FEATURE = FSUPP | SCOPE_CONTROLLER;

    /** In the entry of a log page: served. */
    private static final int LSUPP = 1;

    /** Where an entry has what is particular to its log page. */
    private static final int LID_SPECIFIC_SHIFT = 16;

    private static final int DISCOVERY_KINDS = DiscoveryLog.EXTENDED | DiscoveryLog.PORT_LOCAL;

    /** A context can be established by reading the header of the Persistent Event log. */
    private static final int READS_HEADER = 1;

    /** In the answer to Get Features for capabilities. */
    private static final int CHANGEABLE = 1 << 2;

    private SupportedCommands() {}

    /** Entry of an admin command in the Commands Supported and Effects log; 0 where not served. */
    static int admin(int opcode) {
        return switch (opcode) {
            case AdminOpcode.GET_LOG_PAGE,
                    AdminOpcode.IDENTIFY,
                    AdminOpcode.ABORT,
                    AdminOpcode.SET_FEATURES,
                    AdminOpcode.GET_FEATURES,
                    AdminOpcode.ASYNC_EVENT_REQUEST,
                    AdminOpcode.KEEP_ALIVE ->
                    CommandEffects.CSUPP | SCOPE_CONTROLLER;
            default -> 0;
        };
    }

    /** Entry of an I/O command in the Commands Supported and Effects log; 0 where not served. */
    static int io(int opcode) {
        return switch (opcode) {
            case IoOpcode.READ, IoOpcode.FLUSH, IoOpcode.COMPARE, IoOpcode.VERIFY ->
                    CommandEffects.CSUPP | SCOPE_NAMESPACE;
            case IoOpcode.WRITE,
                    IoOpcode.WRITE_ZEROES,
                    IoOpcode.DATASET_MANAGEMENT,
                    IoOpcode.COPY,
                    IoOpcode.WRITE_UNCORRECTABLE ->
                    CommandEffects.CSUPP | CommandEffects.LBCC | SCOPE_NAMESPACE;
            default -> 0;
        };
    }

    /** Entry of a feature in the Feature Identifiers Effects log; 0 where it is not offered. */
    static int feature(boolean discovery, int fid) {
        return switch (fid) {
            case FeatureId.ASYNC_EVENT_CONFIGURATION, FeatureId.KEEP_ALIVE_TIMER -> FEATURE;
            case FeatureId.ARBITRATION,
                    FeatureId.POWER_MANAGEMENT,
                    FeatureId.TEMPERATURE_THRESHOLD,
                    FeatureId.ERROR_RECOVERY,
                    FeatureId.VOLATILE_WRITE_CACHE,
                    FeatureId.NUMBER_OF_QUEUES,
                    FeatureId.WRITE_ATOMICITY,
                    FeatureId.TIMESTAMP,
                    FeatureId.HOST_BEHAVIOR_SUPPORT,
                    FeatureId.IO_COMMAND_SET_PROFILE,
                    FeatureId.HOST_IDENTIFIER ->
                    discovery ? 0 : FEATURE;
            default -> 0;
        };
    }

    /** What Get Features answers for the capabilities of a feature that is offered. */
    static int featureCapabilities(int fid) {
        return fid == FeatureId.HOST_IDENTIFIER ? 0 : CHANGEABLE;
    }

    /** Entry of a log page in the Supported Log Pages log; 0 where it is not served. */
    static int logPage(boolean discovery, int lid) {
        return switch (lid) {
            case LogId.SUPPORTED_LOG_PAGES, LogId.ERROR -> LSUPP;
            case LogId.DISCOVERY -> discovery ? LSUPP | DISCOVERY_KINDS << LID_SPECIFIC_SHIFT : 0;
            case LogId.PERSISTENT_EVENT_LOG ->
                    discovery ? 0 : LSUPP | READS_HEADER << LID_SPECIFIC_SHIFT;
            case LogId.HEALTH_INFORMATION,
                    LogId.FIRMWARE_SLOT,
                    LogId.CHANGED_NS_LIST,
                    LogId.COMMAND_EFFECTS,
                    LogId.TELEMETRY_HOST_INITIATED,
                    LogId.TELEMETRY_CTRLR_INITIATED,
                    LogId.FEATURE_IDS_EFFECTS,
                    LogId.NVME_MI_COMMANDS_EFFECTS ->
                    discovery ? 0 : LSUPP;
            default -> 0;
        };
    }
}
