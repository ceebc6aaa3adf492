package io.viaduct.core.target;

import io.viaduct.api.rpc.RpcException;
import io.viaduct.api.rpc.RpcMethod;
import io.viaduct.api.rpc.RpcMethods;
import io.viaduct.api.rpc.RpcParam;

/** How namespaces are held when their module has left. */
public final class HoldMethods implements RpcMethods {
    private final Targets targets;

    /** The methods of all targets. */
    public HoldMethods(Targets targets) {
        this.targets = targets;
    }

    /** Parameters of viaduct_ns_set_hold. */
    public static class SetHold extends TargetParams.InSubsystem {
        /** Honoured. */
        @RpcParam(value = "Namespace identifier", required = true)
        public int nsid;

        /** Honoured. */
        @RpcParam("Milliseconds until it is removed; 0 for at once; the default without")
        public Long hold_ms;

        /** Honoured. */
        @RpcParam("Milliseconds until the hold is announced; the default without")
        public Long hold_announce_ms;
    }

    /** Sets the times of one namespace. */
    @RpcMethod(
            value = "viaduct_ns_set_hold",
            description = "Sets how long a namespace is held when its module has left.")
    public void set(SetHold p) throws RpcException {
        Target target = p.target(targets);
        Subsystem subsystem = p.subsystem(target);
        if (!subsystem.namespaces().containsKey(p.nsid) && !subsystem.waiting().contains(p.nsid)) {
            throw Refusal.invalid("nsid", p.nsid, "there is no such namespace");
        }
        range("hold_ms", p.hold_ms);
        range("hold_announce_ms", p.hold_announce_ms);
        subsystem.holdSetting(p.nsid, new HoldSetting(p.hold_ms, p.hold_announce_ms));
    }

    private static void range(String name, Long ms) throws RpcException {
        if (ms != null && !HoldTimes.isValid(ms)) {
            throw Refusal.invalid(name, ms, "0 to " + HoldTimes.MS_MAX);
        }
    }
}
