package io.viaduct.core.command;

import static io.viaduct.api.memory.Native.ALL;
import static io.viaduct.api.memory.Native.putU8;
import static io.viaduct.api.memory.Native.u8;

import io.viaduct.api.nvme.ConnectData;
import io.viaduct.api.nvme.FeatureCommand;
import io.viaduct.api.nvme.Status;
import io.viaduct.api.nvme.Timestamp;
import io.viaduct.core.controller.Controller;
import io.viaduct.core.controller.Features;
import io.viaduct.core.qpair.CoreRequest;
import io.viaduct.core.qpair.Execution;

/** Get Features and Set Features where the value is data. */
final class FeatureData {
    static final int HOST_BEHAVIOR_LENGTH = 512;
    static final int HOST_ID_LENGTH = 16;

    static final Execution GET_HOST_BEHAVIOR = FeatureData::getHostBehavior;
    static final Execution GET_HOST_ID = FeatureData::getHostId;
    static final Execution GET_TIMESTAMP = FeatureData::getTimestamp;
    static final Execution SET_HOST_BEHAVIOR = FeatureData::setHostBehavior;
    static final Execution SET_TIMESTAMP = FeatureData::setTimestamp;

    private FeatureData() {}

    private static void getHostBehavior(CoreRequest request) {
        boolean current = FeatureCommand.sel(ALL, request.sqe()) == FeatureCommand.SELECT_CURRENT;
        long page = Reply.page(request);
        putU8(page, current && request.qpair().association().acre() ? 1 : 0);
        Reply.send(request, page);
    }

    /** By default it counts from the reset. */
    private static void getTimestamp(CoreRequest request) {
        Features features = request.qpair().controller().features();
        boolean current = FeatureCommand.sel(ALL, request.sqe()) == FeatureCommand.SELECT_CURRENT;
        long page = Reply.page(request);
        if (current) {
            long now = request.qpair().target().reactor().nowNanos();
            Timestamp.milliseconds(ALL, page, features.timestampMs(now));
            int origin = features.isTimestampSet() ? Timestamp.ORIGIN_HOST : Timestamp.ORIGIN_RESET;
            Timestamp.origin(ALL, page, origin);
        }
        Reply.send(request, page);
    }

    private static void getHostId(CoreRequest request) {
        long page = Reply.page(request);
        ConnectData.hostid(ALL, page, request.qpair().association().hostid());
        Reply.send(request, page);
    }

    private static void setTimestamp(CoreRequest request) {
        long scratch = request.qpair().target().scratch();
        request.data().copyTo(0, scratch, Timestamp.LENGTH);
        long now = request.qpair().target().reactor().nowNanos();
        long milliseconds = Timestamp.milliseconds(ALL, scratch);
        Controller controller = request.qpair().controller();
        controller.eventLog().timestampChanged(controller.features().timestampMs(now));
        controller.features().timestampMs(now, milliseconds);
        request.complete(Status.SUCCESS);
    }

    private static void setHostBehavior(CoreRequest request) {
        long scratch = request.qpair().target().scratch();
        request.data().copyTo(0, scratch, HOST_BEHAVIOR_LENGTH);
        boolean valid = u8(scratch) <= 1;
        for (int i = 1; i < HOST_BEHAVIOR_LENGTH && valid; i++) {
            valid = u8(scratch + i) == 0;
        }
        if (valid) {
            request.qpair().controller().acre(u8(scratch) == 1);
            FeatureCommands.record(request);
            request.complete(Status.SUCCESS);
        } else {
            request.complete(Status.withDnr(Status.INVALID_FIELD));
        }
    }
}
