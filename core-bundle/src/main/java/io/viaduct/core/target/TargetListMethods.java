package io.viaduct.core.target;

import io.viaduct.api.rpc.RpcException;
import io.viaduct.api.rpc.RpcMethod;
import io.viaduct.api.rpc.RpcMethods;
import io.viaduct.api.rpc.RpcParam;
import io.viaduct.core.qpair.TargetOptions;

import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** nvmf_create_target and its kin. */
public final class TargetListMethods implements RpcMethods {
    /** Shorter than SPDK's 255: it is part of the names of mappings. */
    private static final int NAME_MAX = 200;

    private final Targets targets;
    private final Supplier<TargetOptions> defaults;

    /**
     * The methods over all targets.
     *
     * @param defaults the options of a target of which nothing is asked
     */
    public TargetListMethods(Targets targets, Supplier<TargetOptions> defaults) {
        this.targets = targets;
        this.defaults = defaults;
    }

    /** Parameters of nvmf_create_target. */
    public static class Create {
        /** Honoured. */
        @RpcParam(
                value = "Name, 1 to 200 printable ASCII characters",
                required = true,
                example = "second")
        public String name;

        /** Honoured; 0 is the default, as in SPDK. */
        @RpcParam("Subsystems that it may have, with discovery; 0 is 1024")
        public long max_subsystems = Target.SUBSYSTEMS_DEFAULT;

        /** Honoured. */
        @RpcParam("What a discovery entry shares with the host's way in: transport, address, svcid")
        public Object discovery_filter;

        /** Honoured. */
        @RpcParam("Whether a host may have several controllers: allow or restrict_per_listener")
        public String dup_host_policy;
    }

    /** Parameters of nvmf_delete_target. */
    public static class Delete {
        /** Honoured. */
        @RpcParam(value = "Name of a target that was created", required = true, example = "second")
        public String name;
    }

    /** Makes a target. */
    @RpcMethod(
            value = "nvmf_create_target",
            description = "Makes a target with transports and subsystems of its own.")
    public CompletionStage<String> create(Create p) throws RpcException {
        if (!p.name.matches("[ -~]{1," + NAME_MAX + "}")) {
            throw Refusal.invalid("name", p.name, "1 to 200 printable ASCII characters");
        }
        if (p.max_subsystems < 0 || p.max_subsystems > Integer.MAX_VALUE) {
            throw Refusal.invalid("max_subsystems", p.max_subsystems, "0 to " + Integer.MAX_VALUE);
        }
        int subsystems = p.max_subsystems == 0 ? Target.SUBSYSTEMS_DEFAULT : (int) p.max_subsystems;
        return targets.create(
                p.name,
                subsystems,
                TargetOptionMethods.over(defaults.get(), p.discovery_filter, p.dup_host_policy));
    }

    /** Deletes a target. */
    @RpcMethod(
            value = "nvmf_delete_target",
            description = "Disconnects a target's hosts and deletes it with all that is its.")
    public CompletionStage<Boolean> delete(Delete p) throws RpcException {
        Target target = targets.find(p.name);
        if (target == null) {
            throw Refusal.invalid(
                    "The specified target doesn't exist, cannot delete it.",
                    "name",
                    p.name,
                    "not found");
        }
        return targets.delete(target);
    }

    /** Lists the targets, the youngest first, as SPDK does. */
    @RpcMethod(
            value = "nvmf_get_targets",
            description = "Lists the names of the targets.",
            mutates = false)
    public List<String> targets() {
        return targets.all().reversed().stream().map(Target::name).toList();
    }
}
