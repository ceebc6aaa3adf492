package io.viaduct.core.command;

import static io.viaduct.api.memory.Native.ALL;
import static io.viaduct.api.memory.Native.putI32;

import io.viaduct.api.nvme.CommandEffects;
import io.viaduct.api.nvme.ErrorLogEntry;
import io.viaduct.api.nvme.FirmwareLog;
import io.viaduct.api.nvme.HealthLog;
import io.viaduct.api.nvme.Limits;
import io.viaduct.api.nvme.LogId;
import io.viaduct.core.controller.Controller;
import io.viaduct.core.controller.ErrorLog;
import io.viaduct.core.qpair.CoreRequest;
import io.viaduct.core.qpair.NamespaceSlot;

/** The logs of a controller that fit into a page. */
final class LogPages {
    private static final int IDS = 256;
    private static final int LIST_LENGTH = IDS * Integer.BYTES;
    private static final int FIRMWARE_SLOT = 1;

    private LogPages() {}

    /** Bytes of a log. */
    static int length(int lid) {
        return switch (lid) {
            case LogId.SUPPORTED_LOG_PAGES, LogId.FEATURE_IDS_EFFECTS -> LIST_LENGTH;
            case LogId.ERROR -> ErrorLog.ENTRIES * ErrorLogEntry.LENGTH;
            case LogId.HEALTH_INFORMATION -> HealthLog.LENGTH;
            case LogId.FIRMWARE_SLOT -> FirmwareLog.LENGTH;
            case LogId.CHANGED_NS_LIST -> Limits.CHANGED_NAMESPACES_MAX * Integer.BYTES;
            default -> CommandEffects.LENGTH;
        };
    }

    /** Writes a log to a zeroed page. */
    static void write(CoreRequest request, int lid, long page) {
        Controller controller = request.qpair().controller();
        switch (lid) {
            case LogId.SUPPORTED_LOG_PAGES -> writeLogPages(controller.discovery(), page);
            case LogId.ERROR -> writeErrors(controller.association().errors(), page);
            case LogId.HEALTH_INFORMATION -> writeHealth(request, page);
            case LogId.FIRMWARE_SLOT -> writeFirmware(controller, page);
            case LogId.CHANGED_NS_LIST -> controller.changedNamespaces().write(page);
            case LogId.COMMAND_EFFECTS -> writeCommands(request, page);
            case LogId.FEATURE_IDS_EFFECTS -> writeFeatures(controller.discovery(), page);
            default -> {
                // Management Interface commands: there are none.
            }
        }
    }

    private static void writeHealth(CoreRequest request, long page) {
        NamespaceSlot namespace = IoCommands.namespace(request);
        if (namespace == null) {
            HealthPage.write(request.qpair().controller(), page);
        } else {
            HealthPage.write(request.qpair().controller(), namespace.view(), page);
        }
    }

    private static void writeLogPages(boolean discovery, long page) {
        for (int lid = 0; lid < IDS; lid++) {
            putI32(page + (long) lid * Integer.BYTES, SupportedCommands.logPage(discovery, lid));
        }
    }

    private static void writeFeatures(boolean discovery, long page) {
        for (int fid = 0; fid < IDS; fid++) {
            putI32(page + (long) fid * Integer.BYTES, SupportedCommands.feature(discovery, fid));
        }
    }

    private static void writeCommands(CoreRequest request, long page) {
        AdminHandlers handlers = request.qpair().target().shared().adminHandlers();
        for (int opcode = 0; opcode < IDS; opcode++) {
            int admin =
                    handlers.serves(opcode)
                            ? SupportedCommands.HANDLED
                            : SupportedCommands.admin(opcode);
            CommandEffects.admin(ALL, page, opcode, admin);
            CommandEffects.io(ALL, page, opcode, SupportedCommands.io(opcode));
        }
    }

    private static void writeErrors(ErrorLog errors, long page) {
        for (int age = 0; age < ErrorLog.ENTRIES; age++) {
            errors.write(age, page + (long) age * ErrorLogEntry.LENGTH);
        }
    }

    private static void writeFirmware(Controller controller, long page) {
        String revision = controller.admin().target().shared().options().firmwareRevision();
        FirmwareLog.activeSlot(ALL, page, FIRMWARE_SLOT);
        FirmwareLog.revisionText(ALL, page, FIRMWARE_SLOT, revision);
    }
}
