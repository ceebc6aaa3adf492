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
import io.viaduct.core.controller.HealthCounters;

import java.util.concurrent.TimeUnit;

/** The logs of a controller that fit into a page. */
final class LogPages {
    private static final int IDS = 256;
    private static final int LIST_LENGTH = IDS * Integer.BYTES;
    private static final int PERCENT_SPARE = 100;
    private static final int FIRMWARE_SLOT = 1;

    /** A data unit of the SMART log: a thousand units of 512 bytes, rounded up. */
    private static final long DATA_UNIT = 512_000;

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
    static void write(Controller controller, int lid, long page) {
        switch (lid) {
            case LogId.SUPPORTED_LOG_PAGES -> writeLogPages(controller.discovery(), page);
            case LogId.ERROR -> writeErrors(controller.association().errors(), page);
            case LogId.HEALTH_INFORMATION -> writeHealth(controller, page);
            case LogId.FIRMWARE_SLOT -> writeFirmware(controller, page);
            case LogId.CHANGED_NS_LIST -> controller.changedNamespaces().write(page);
            case LogId.COMMAND_EFFECTS -> writeCommands(page);
            case LogId.FEATURE_IDS_EFFECTS -> writeFeatures(controller.discovery(), page);
            default -> {
                // Management Interface commands: there are none.
            }
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

    private static void writeCommands(long page) {
        for (int opcode = 0; opcode < IDS; opcode++) {
            CommandEffects.admin(ALL, page, opcode, SupportedCommands.admin(opcode));
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

    private static void writeHealth(Controller controller, long page) {
        HealthCounters total = controller.queues().total();
        HealthLog.availableSpare(ALL, page, PERCENT_SPARE);
        HealthLog.dataUnitsRead(ALL, page, dataUnits(total.readBytes()));
        HealthLog.dataUnitsWritten(ALL, page, dataUnits(total.writtenBytes()));
        HealthLog.hostReadCommands(ALL, page, total.reads());
        HealthLog.hostWriteCommands(ALL, page, total.writes());
        HealthLog.powerCycles(ALL, page, 1);
        HealthLog.powerOnHours(ALL, page, TimeUnit.NANOSECONDS.toHours(controller.ageNanos()));
        HealthLog.mediaErrors(ALL, page, total.mediaErrors());
        HealthLog.numErrorInfoLogEntries(ALL, page, controller.association().errors().count());
    }

    private static long dataUnits(long bytes) {
        return (bytes + DATA_UNIT - 1) / DATA_UNIT;
    }
}
