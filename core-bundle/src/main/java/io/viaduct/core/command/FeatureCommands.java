package io.viaduct.core.command;

import static io.viaduct.api.memory.Native.ALL;

import io.viaduct.api.nvme.AsyncEvent;
import io.viaduct.api.nvme.FeatureCommand;
import io.viaduct.api.nvme.FeatureId;
import io.viaduct.api.nvme.Limits;
import io.viaduct.api.nvme.Sqe;
import io.viaduct.api.nvme.Status;
import io.viaduct.api.nvme.Timestamp;
import io.viaduct.core.controller.AsyncEvents.Event;
import io.viaduct.core.controller.Controller;
import io.viaduct.core.controller.Features;
import io.viaduct.core.qpair.CoreRequest;
import io.viaduct.core.qpair.Execution;

/** Get Features and Set Features. */
final class FeatureCommands {
    private static final int FID_OFFSET = 40;
    private static final int SEL_OFFSET = 41;
    private static final int VALUE_OFFSET = 44;

    /** In CDW11 of Host Identifier: the 128-bit form, the only one that Fabrics knows. */
    private static final int EXHID = 1;

    private static final int TMPSEL_MASK = 0xf << 16;
    private static final int THSEL_MASK = 3 << 20;
    private static final int THSEL_UNDER = 1 << 20;
    private static final int DULBE = 1 << 16;
    private static final int QUEUES_INVALID = 0xffff;

    /** Index of a combination of command sets: there is one, 0. */
    private static final int IOCSCI_MASK = 0x1ff;

    private static final Execution GET = FeatureCommands::get;
    private static final Execution SET = FeatureCommands::set;

    private FeatureCommands() {}

    static int parseGet(CoreRequest request) {
        int fid = FeatureCommand.fid(ALL, request.sqe());
        if (!offers(request, fid)) {
            return request.invalidField(FID_OFFSET, 0);
        }
        int select = FeatureCommand.sel(ALL, request.sqe());
        if (select > FeatureCommand.SELECT_CAPABILITIES) {
            return request.invalidField(SEL_OFFSET, 0);
        }
        if (select == FeatureCommand.SELECT_CAPABILITIES) {
            return request.executedBy(GET);
        }
        return switch (fid) {
            case FeatureId.HOST_BEHAVIOR_SUPPORT ->
                    withData(
                            request.toHost(FeatureData.HOST_BEHAVIOR_LENGTH),
                            request,
                            FeatureData.GET_HOST_BEHAVIOR);
            case FeatureId.HOST_IDENTIFIER -> parseGetHostId(request);
            case FeatureId.TIMESTAMP ->
                    withData(request.toHost(Timestamp.LENGTH), request, FeatureData.GET_TIMESTAMP);
            case FeatureId.TEMPERATURE_THRESHOLD ->
                    (value(request) & TMPSEL_MASK) == 0
                            ? request.executedBy(GET)
                            : request.invalidField(VALUE_OFFSET, 0);
            default -> request.executedBy(GET);
        };
    }

    private static int parseGetHostId(CoreRequest request) {
        return (value(request) & EXHID) != 0
                ? withData(
                        request.toHost(FeatureData.HOST_ID_LENGTH),
                        request,
                        FeatureData.GET_HOST_ID)
                : Status.withDnr(Status.HOSTID_INCONSISTENT_FORMAT);
    }

    private static int withData(int status, CoreRequest request, Execution execution) {
        return status == Status.SUCCESS ? request.executedBy(execution) : status;
    }

    static int parseSet(CoreRequest request) {
        int fid = FeatureCommand.fid(ALL, request.sqe());
        if (!offers(request, fid)) {
            return request.invalidField(FID_OFFSET, 0);
        }
        if (FeatureCommand.sv(ALL, request.sqe())) {
            return Status.withDnr(Status.FEATURE_ID_NOT_SAVEABLE);
        }
        int nsid = Sqe.nsid(ALL, request.sqe());
        if (nsid != 0 && nsid != Limits.BROADCAST_NSID) {
            return Status.withDnr(Status.FEATURE_NOT_NAMESPACE_SPECIFIC);
        }
        return switch (fid) {
            case FeatureId.HOST_BEHAVIOR_SUPPORT ->
                    withData(
                            request.fromHost(FeatureData.HOST_BEHAVIOR_LENGTH),
                            request,
                            FeatureData.SET_HOST_BEHAVIOR);
            case FeatureId.TIMESTAMP ->
                    withData(
                            request.fromHost(Timestamp.LENGTH), request, FeatureData.SET_TIMESTAMP);
            default -> request.executedBy(SET);
        };
    }

    private static boolean offers(CoreRequest request, int fid) {
        return SupportedCommands.feature(request.qpair().controller().discovery(), fid) != 0;
    }

    private static int value(CoreRequest request) {
        return Sqe.cdw11(ALL, request.sqe());
    }

    // Get.

    private static void get(CoreRequest request) {
        Controller controller = request.qpair().controller();
        int fid = FeatureCommand.fid(ALL, request.sqe());
        int answer =
                switch (FeatureCommand.sel(ALL, request.sqe())) {
                    case FeatureCommand.SELECT_CURRENT -> current(controller, fid, value(request));
                    case FeatureCommand.SELECT_CAPABILITIES ->
                            SupportedCommands.featureCapabilities(fid);
                    // Nothing can be saved: what is saved is the default.
                    default -> initial(controller, fid, value(request));
                };
        request.result(Integer.toUnsignedLong(answer));
        request.complete(Status.SUCCESS);
    }

    private static int current(Controller controller, int fid, int select) {
        Features features = controller.features();
        return switch (fid) {
            case FeatureId.ARBITRATION -> features.arbitration();
            case FeatureId.TEMPERATURE_THRESHOLD ->
                    (select & THSEL_MASK) == THSEL_UNDER
                            ? features.temperatureUnder()
                            : features.temperatureOver();
            case FeatureId.ERROR_RECOVERY -> features.errorRecovery();
            case FeatureId.VOLATILE_WRITE_CACHE -> controller.association().writeThrough() ? 0 : 1;
            case FeatureId.NUMBER_OF_QUEUES -> queues(controller.queuesGranted());
            case FeatureId.WRITE_ATOMICITY -> features.writeAtomicity();
            case FeatureId.ASYNC_EVENT_CONFIGURATION -> controller.asyncEvents().wanted();
            case FeatureId.KEEP_ALIVE_TIMER -> (int) controller.katoMs();
            default -> 0;
        };
    }

    private static int initial(Controller controller, int fid, int select) {
        return switch (fid) {
            case FeatureId.TEMPERATURE_THRESHOLD ->
                    (select & THSEL_MASK) == THSEL_UNDER ? 0 : Features.WARNING_TEMPERATURE;
            case FeatureId.VOLATILE_WRITE_CACHE -> 1;
            case FeatureId.NUMBER_OF_QUEUES ->
                    queues(controller.admin().options().maxIoQpairsPerCtrlr());
            case FeatureId.ASYNC_EVENT_CONFIGURATION -> controller.eventsDefault();
            default -> 0;
        };
    }

    /** Submission and completion queues, both 0-based. */
    private static int queues(int count) {
        return (count - 1) << 16 | (count - 1);
    }

    // Set.

    private static void set(CoreRequest request) {
        Controller controller = request.qpair().controller();
        Features features = controller.features();
        int value = value(request);
        int status =
                switch (FeatureCommand.fid(ALL, request.sqe())) {
                    case FeatureId.ARBITRATION -> done(() -> features.arbitration(value));
                    case FeatureId.POWER_MANAGEMENT ->
                            value == 0 ? Status.SUCCESS : request.invalidField(VALUE_OFFSET, 0);
                    case FeatureId.IO_COMMAND_SET_PROFILE ->
                            (value & IOCSCI_MASK) == 0
                                    ? Status.SUCCESS
                                    : Status.withDnr(Status.IOCS_COMBINATION_REJECTED);
                    case FeatureId.TEMPERATURE_THRESHOLD -> setTemperature(request, value);
                    case FeatureId.ERROR_RECOVERY ->
                            (value & DULBE) == 0
                                    ? done(() -> features.errorRecovery(value))
                                    : request.invalidField(VALUE_OFFSET + 2, 0);
                    case FeatureId.VOLATILE_WRITE_CACHE ->
                            done(() -> controller.writeThrough((value & 1) == 0));
                    case FeatureId.NUMBER_OF_QUEUES -> setQueues(request, value);
                    case FeatureId.WRITE_ATOMICITY ->
                            done(() -> features.writeAtomicity(value & 1));
                    case FeatureId.ASYNC_EVENT_CONFIGURATION ->
                            done(() -> controller.asyncEvents().want(value & offered(controller)));
                    case FeatureId.KEEP_ALIVE_TIMER -> setKato(controller, value);
                    // The host's identifier came with Connect and stays.
                    default -> Status.withDnr(Status.COMMAND_SEQUENCE_ERROR);
                };
        if (status == Status.SUCCESS) {
            record(request);
        }
        request.complete(status);
    }

    /** The subsystem's persistent events are told of what was set. */
    static void record(CoreRequest request) {
        long sqe = request.sqe();
        request.qpair()
                .controller()
                .eventLog()
                .setFeature(
                        Sqe.cdw10(ALL, sqe),
                        Sqe.cdw11(ALL, sqe),
                        Sqe.cdw12(ALL, sqe),
                        Sqe.cdw13(ALL, sqe),
                        Sqe.cdw14(ALL, sqe),
                        Sqe.cdw15(ALL, sqe));
    }

    private static int done(Runnable change) {
        change.run();
        return Status.SUCCESS;
    }

    private static int offered(Controller controller) {
        int telemetry = controller.discovery() ? 0 : Event.TELEMETRY_LOG.config();
        return AsyncEvent.CONFIG_CRITICAL_WARNING_MASK | telemetry | controller.eventsOffered();
    }

    private static int setTemperature(CoreRequest request, int value) {
        Features features = request.qpair().controller().features();
        int threshold = value & 0xffff;
        if ((value & TMPSEL_MASK) != 0 && (value & TMPSEL_MASK) != TMPSEL_MASK) {
            return request.invalidField(VALUE_OFFSET + 2, 0);
        }
        return switch (value & THSEL_MASK) {
            case 0 -> done(() -> features.temperatureOver(threshold));
            case THSEL_UNDER -> done(() -> features.temperatureUnder(threshold));
            default -> request.invalidField(VALUE_OFFSET + 2, 4);
        };
    }

    private static int setQueues(CoreRequest request, int value) {
        Controller controller = request.qpair().controller();
        int submission = value & 0xffff;
        int completion = value >>> 16;
        if (submission == QUEUES_INVALID || completion == QUEUES_INVALID) {
            return request.invalidField(VALUE_OFFSET, 0);
        }
        if (controller.queues().count() > 0) {
            return Status.withDnr(Status.COMMAND_SEQUENCE_ERROR);
        }
        controller.grantQueues(Math.min(submission, completion) + 1);
        request.result(Integer.toUnsignedLong(queues(controller.queuesGranted())));
        return Status.SUCCESS;
    }

    private static int setKato(Controller controller, int ms) {
        if (ms == 0) {
            return Status.withDnr(Status.KEEP_ALIVE_INVALID);
        }
        controller.kato(Integer.toUnsignedLong(ms));
        return Status.SUCCESS;
    }
}
