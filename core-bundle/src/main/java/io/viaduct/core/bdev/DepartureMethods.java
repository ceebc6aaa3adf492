package io.viaduct.core.bdev;

import io.viaduct.api.rpc.RpcMethod;
import io.viaduct.api.rpc.RpcMethods;

import java.util.List;

/** Devices that go and are still in use. */
public final class DepartureMethods implements RpcMethods {
    private final BdevStore store;

    /** The methods over a store. */
    public DepartureMethods(BdevStore store) {
        this.store = store;
    }

    /** A device that goes. Its names are taken until it is gone. */
    public static class Departing {
        /** Its name. */
        public String bdev_name;

        /** Its identity. */
        public String uuid;

        /** The bundle whose it is. */
        public String module;

        /** DELETED, MODULE_LEAVING or DEVICE_LOST. */
        public String cause;

        /** Whether the drain deadline is over, so that its module does not wait for it any more. */
        public boolean overdue;

        /** The bundles that have not given it up. */
        public List<String> users;
    }

    /** What is known of all devices that go. */
    public static class Answer {
        /** How often the drain deadline has been missed since the start. */
        public long overdue_count;

        /** Those that go now, in the order of registration. */
        public List<Departing> devices;
    }

    /** Lists them. */
    @RpcMethod(
            value = "viaduct_get_departing",
            description = "Lists the devices that go and are still in use.",
            mutates = false)
    public Answer departing() {
        var answer = new Answer();
        answer.overdue_count = store.overdue();
        answer.devices = store.departures().going().stream().map(DepartureMethods::show).toList();
        return answer;
    }

    private static Departing show(BdevEntry entry) {
        var shown = new Departing();
        shown.bdev_name = entry.name();
        shown.uuid = entry.uuid().toString();
        shown.module = entry.owner().name();
        shown.cause = entry.cause().name();
        shown.overdue = entry.isOverdue();
        shown.users = entry.descriptors().stream().map(user -> user.user().name()).toList();
        return shown;
    }
}
