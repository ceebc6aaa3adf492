package io.viaduct.core.target;

import io.viaduct.api.rpc.RpcException;
import io.viaduct.api.rpc.RpcMethod;
import io.viaduct.api.rpc.RpcMethods;
import io.viaduct.api.rpc.RpcParam;

/** How namespaces are held when their module has left. */
public final class HoldMethods implements RpcMethods {
    private final Target target;

    /** The methods of one target. */
    public HoldMethods(Target target) {
        this.target = target;
    }

    /** Parameters of viaduct_ns_set_hold. */
    public static class SetHold extends TargetParams.InSubsystem {
        /** Honoured. */
        @RpcParam(value = "Namespace identifier", required = true)
        public int nsid;

        /** Honoured. */
        @RpcParam("Milliseconds until it is removed; 0 for at once")
        public long hold_ms = HoldTimes.DEFAULT.holdMs();

        /** Honoured. */
        @RpcParam("Milliseconds until the hold is announced")
        public long hold_announce_ms = HoldTimes.DEFAULT.announceMs();
    }

    /** Sets the times of one namespace. */
    @RpcMethod(
            value = "viaduct_ns_set_hold",
            description = "Sets how long a namespace is held when its module has left.")
    public void set(SetHold p) throws RpcException {
        Subsystem subsystem = p.subsystem(target);
        if (!subsystem.namespaces().containsKey(p.nsid)) {
            throw Refusal.invalid("nsid", p.nsid, "there is no such namespace");
        }
        range("hold_ms", p.hold_ms);
        range("hold_announce_ms", p.hold_announce_ms);
        subsystem.holdTimes(p.nsid, new HoldTimes(p.hold_ms, p.hold_announce_ms));
    }

    private static void range(String name, long ms) throws RpcException {
        if (ms < 0 || ms > HoldTimes.MS_MAX) {
            throw Refusal.invalid(name, ms, "0 to " + HoldTimes.MS_MAX);
        }
    }
}
