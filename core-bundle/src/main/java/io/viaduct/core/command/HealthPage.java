package io.viaduct.core.command;

import static io.viaduct.api.memory.Native.ALL;

import io.viaduct.api.nvme.HealthLog;
import io.viaduct.core.controller.Controller;
import io.viaduct.core.controller.HealthCounters;
import io.viaduct.core.qpair.TargetShared;
import io.viaduct.core.view.NamespaceView;

import java.util.concurrent.TimeUnit;

/** SMART / Health Information, of a controller or of one namespace. */
final class HealthPage {
    private static final int PERCENT_SPARE = 100;

    /** A data unit: a thousand units of 512 bytes, rounded up. */
    private static final long DATA_UNIT = 512_000;

    private HealthPage() {}

    /** Writes what the controller's queues have moved to zeroed memory. */
    static void write(Controller controller, long page) {
        HealthCounters total = controller.queues().total();
        write(controller, total, page);
        HealthLog.controllerBusyTime(
                ALL, page, TimeUnit.NANOSECONDS.toMinutes(controller.queues().busyNanos()));
        HealthLog.numErrorInfoLogEntries(ALL, page, controller.association().errors().count());
    }

    /** Writes what all hosts have moved of a namespace to zeroed memory. */
    static void write(Controller controller, NamespaceView namespace, long page) {
        TargetShared shared = controller.admin().target().shared();
        String subnqn = controller.association().subnqn();
        write(controller, shared.health().total(subnqn, namespace), page);
    }

    // The temperature stays zero, below every threshold: nothing here has one of its own.
    private static void write(Controller controller, HealthCounters total, long page) {
        HealthLog.availableSpare(ALL, page, PERCENT_SPARE);
        HealthLog.dataUnitsRead(ALL, page, dataUnits(total.readBytes()));
        HealthLog.dataUnitsWritten(ALL, page, dataUnits(total.writtenBytes()));
        HealthLog.hostReadCommands(ALL, page, total.reads());
        HealthLog.hostWriteCommands(ALL, page, total.writes());
        HealthLog.powerCycles(ALL, page, 1);
        long age = controller.admin().target().ageNanos();
        HealthLog.powerOnHours(ALL, page, TimeUnit.NANOSECONDS.toHours(age));
        HealthLog.mediaErrors(ALL, page, total.mediaErrors());
    }

    private static long dataUnits(long bytes) {
        return (bytes + DATA_UNIT - 1) / DATA_UNIT;
    }
}
