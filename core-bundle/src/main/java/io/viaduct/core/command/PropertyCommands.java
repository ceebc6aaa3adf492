package io.viaduct.core.command;

import static io.viaduct.api.memory.Native.ALL;

import io.viaduct.api.nvme.ControllerProperty;
import io.viaduct.api.nvme.Csts;
import io.viaduct.api.nvme.Limits;
import io.viaduct.api.nvme.PropertyCommand;
import io.viaduct.api.nvme.Status;
import io.viaduct.core.controller.ControllerProperties;
import io.viaduct.core.qpair.CoreRequest;
import io.viaduct.core.qpair.Execution;

/** Property Get and Property Set. */
final class PropertyCommands {
    private static final Execution GET = PropertyCommands::get;
    private static final Execution SET = PropertyCommands::set;

    private PropertyCommands() {}

    static int parseGet(CoreRequest request) {
        return switch (PropertyCommand.ofst(ALL, request.sqe())) {
            case ControllerProperty.CAP,
                    ControllerProperty.VS,
                    ControllerProperty.CC,
                    ControllerProperty.CSTS,
                    ControllerProperty.CRTO ->
                    parse(request, GET);
            case ControllerProperty.NSSR -> parseWhereResets(request, GET);
            default -> request.invalidField(PropertyCommand.OFST_LOCATION, 0);
        };
    }

    static int parseSet(CoreRequest request) {
        return switch (PropertyCommand.ofst(ALL, request.sqe())) {
            case ControllerProperty.CC -> parse(request, SET);
            // Of the status only that of a reset of the subsystem can be cleared.
            case ControllerProperty.NSSR, ControllerProperty.CSTS -> parseWhereResets(request, SET);
            default -> request.invalidField(PropertyCommand.OFST_LOCATION, 0);
        };
    }

    private static int parseWhereResets(CoreRequest request, Execution execution) {
        return request.qpair().subsystem().view().controllers().resets()
                ? parse(request, execution)
                : request.invalidField(PropertyCommand.OFST_LOCATION, 0);
    }

    private static int parse(CoreRequest request, Execution execution) {
        int offset = PropertyCommand.ofst(ALL, request.sqe());
        int size =
                ControllerProperty.length(offset) == Long.BYTES
                        ? PropertyCommand.SIZE_8
                        : PropertyCommand.SIZE_4;
        if (PropertyCommand.size(ALL, request.sqe()) != size) {
            return request.invalidField(PropertyCommand.ATTRIB_LOCATION, 0);
        }
        return request.executedBy(execution);
    }

    private static void get(CoreRequest request) {
        ControllerProperties properties = request.qpair().controller().properties();
        long value =
                switch (PropertyCommand.ofst(ALL, request.sqe())) {
                    case ControllerProperty.CAP -> properties.cap();
                    case ControllerProperty.VS -> ControllerProperties.VERSION;
                    case ControllerProperty.CC -> Integer.toUnsignedLong(properties.cc());
                    case ControllerProperty.CSTS -> properties.csts();
                    case ControllerProperty.NSSR -> 0;
                    default -> properties.crto();
                };
        request.result(value);
        request.complete(Status.SUCCESS);
    }

    private static void set(CoreRequest request) {
        int value = (int) PropertyCommand.value(ALL, request.sqe());
        boolean taken =
                switch (PropertyCommand.ofst(ALL, request.sqe())) {
                    case ControllerProperty.CC -> request.qpair().controller().configure(value);
                    case ControllerProperty.CSTS -> acknowledgeReset(request, value);
                    default -> resetSubsystem(request, value);
                };
        request.complete(
                taken ? Status.SUCCESS : request.invalidField(PropertyCommand.VALUE_LOCATION, 0));
    }

    private static boolean acknowledgeReset(CoreRequest request, int csts) {
        if (Csts.nssro(csts)) {
            request.qpair().controller().properties().subsystemResetOccurred(false);
        }
        return true;
    }

    /** Any other value than "NVMe" has no effect. */
    private static boolean resetSubsystem(CoreRequest request, int value) {
        if (value == Limits.NSSR_MAGIC) {
            request.qpair().target().resetSubsystem(request.qpair().association().subnqn());
        }
        return true;
    }
}
