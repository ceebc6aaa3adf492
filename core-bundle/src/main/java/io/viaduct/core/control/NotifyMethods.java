package io.viaduct.core.control;

import io.viaduct.api.rpc.RpcException;
import io.viaduct.api.rpc.RpcMethod;
import io.viaduct.api.rpc.RpcMethods;
import io.viaduct.api.rpc.RpcParam;

import java.util.List;
import java.util.Map;

/** What has happened lately, as SPDK tells it. */
public final class NotifyMethods implements RpcMethods {
    private final Notifications notifications;

    /** The methods over one platform's notifications. */
    public NotifyMethods(Notifications notifications) {
        this.notifications = notifications;
    }

    /** Parameters of notify_get_notifications. */
    public static class GetNotifications {
        /** Honoured. */
        @RpcParam("Number of the first; the oldest that is kept by default")
        public long id;

        /** Honoured. */
        @RpcParam("How many at most; all by default")
        public long max = Long.MAX_VALUE;
    }

    /** One event. */
    public static class Notification {
        /** Its kind, one of notify_get_types. */
        public String type;

        /** Whom it concerns. */
        public String ctx;

        /** Its number. */
        public long id;
    }

    /** The kinds of events there are. */
    @RpcMethod(
            value = "notify_get_types",
            description = "Lists the types of notifications.",
            mutates = false)
    public List<String> types() {
        return notifications.types();
    }

    /** The events that are kept, from one on. */
    @RpcMethod(
            value = "notify_get_notifications",
            description = "Lists what has happened, the oldest first.",
            mutates = false)
    public List<Notification> notifications(GetNotifications p) throws RpcException {
        refuseNegative("id", p.id);
        refuseNegative("max", p.max);
        return notifications.from(p.id, p.max).stream().map(NotifyMethods::shown).toList();
    }

    private static Notification shown(Notifications.Event event) {
        var shown = new Notification();
        shown.type = event.type();
        shown.ctx = event.ctx();
        shown.id = event.id();
        return shown;
    }

    private static void refuseNegative(String parameter, long value) throws RpcException {
        if (value < 0) {
            throw new RpcException(
                    RpcException.INVALID_PARAMS,
                    "Invalid argument",
                    Map.of("parameter", parameter, "value", value, "reason", "negative"));
        }
    }
}
