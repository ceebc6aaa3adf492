package io.viaduct.core.target;

import io.viaduct.api.rpc.RpcException;
import io.viaduct.api.rpc.RpcMethod;
import io.viaduct.api.rpc.RpcMethods;
import io.viaduct.api.rpc.RpcParam;
import io.viaduct.api.rpc.RpcState;
import io.viaduct.api.rpc.RpcSupport;
import io.viaduct.core.qpair.TargetOptions;
import io.viaduct.core.qpair.TargetOptions.DiscoveryFilter;
import io.viaduct.core.qpair.TargetOptions.DuplicateHosts;

import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** What holds for the whole of the first target, set before it is made. */
public final class TargetOptionMethods implements RpcMethods {
    private static final int U16_MAX = 0xffff;

    private final Target target;
    private Set<DiscoveryFilter> filters = Set.of();
    private DuplicateHosts duplicateHosts = DuplicateHosts.ALLOW;
    private SetCrdt crdt = new SetCrdt();

    /** The methods of one target. */
    public TargetOptionMethods(Target target) {
        this.target = target;
    }

    /** Parameters of nvmf_set_config. */
    public static class SetConfig {
        /** Lacking, all of it. */
        @RpcParam("Admin commands to pass through; not supported")
        public Passthru admin_cmd_passthru;

        /** Without meaning here. */
        @RpcParam(value = "Accepted; all reactors serve queues", support = RpcSupport.STORED)
        public String poll_groups_mask;

        /** Honoured. */
        @RpcParam("As discovery_filters, in one string; deprecated")
        public String discovery_filter;

        /** Honoured. */
        @RpcParam("What a discovery entry shares with the host's way in: transport, address, svcid")
        public Object discovery_filters;

        /** Without meaning here until keys are. */
        @RpcParam(value = "Accepted; hosts do not authenticate", support = RpcSupport.STORED)
        public Object dhchap_digests;

        /** Without meaning here until keys are. */
        @RpcParam(value = "Accepted; hosts do not authenticate", support = RpcSupport.STORED)
        public Object dhchap_dhgroups;

        /** Honoured. */
        @RpcParam("Whether a host may have several controllers: allow or restrict_per_listener")
        public String dup_host_policy;
    }

    /** Admin commands that SPDK can pass through. */
    public static class Passthru {
        /** Lacking, as all of them. */
        @RpcParam(value = "Identify Controller; not supported", support = RpcSupport.LACKING)
        public boolean identify_ctrlr;

        /** Lacking. */
        @RpcParam(value = "Identify UUID list; not supported", support = RpcSupport.LACKING)
        public boolean identify_uuid_list;

        /** Lacking. */
        @RpcParam(value = "Get Log Page; not supported", support = RpcSupport.LACKING)
        public boolean get_log_page;

        /** Lacking. */
        @RpcParam(value = "Get and Set Features; not supported", support = RpcSupport.LACKING)
        public boolean get_set_features;

        /** Lacking. */
        @RpcParam(value = "Sanitize; not supported", support = RpcSupport.LACKING)
        public boolean sanitize;

        /** Lacking. */
        @RpcParam(value = "Security Send and Receive; not supported", support = RpcSupport.LACKING)
        public boolean security_send_recv;

        /** Lacking. */
        @RpcParam(
                value = "Firmware Download and Commit; not supported",
                support = RpcSupport.LACKING)
        public boolean fw_update;

        /** Lacking. */
        @RpcParam(value = "NVMe-MI Send and Receive; not supported", support = RpcSupport.LACKING)
        public boolean nvme_mi;

        /** Lacking. */
        @RpcParam(value = "Vendor specific commands; not supported", support = RpcSupport.LACKING)
        public boolean vendor_specific;
    }

    /** Parameters of nvmf_set_max_subsystems. */
    public static class SetMaxSubsystems {
        /** Honoured. */
        @RpcParam(value = "Subsystems that there may be, with discovery", required = true)
        public int max_subsystems;
    }

    /** Parameters of nvmf_set_crdt. */
    public static class SetCrdt {
        /** Honoured. */
        @RpcParam("Command Retry Delay Time 1, 100 ms")
        public int crdt1;

        /** Honoured. */
        @RpcParam("Command Retry Delay Time 2, 100 ms")
        public int crdt2;

        /** Honoured. */
        @RpcParam("Command Retry Delay Time 3, 100 ms")
        public int crdt3;
    }

    /** The target's options as they are set now. */
    public TargetOptions options(String firmwareRevision) {
        return new TargetOptions(
                firmwareRevision, crdt.crdt1, crdt.crdt2, crdt.crdt3, filters, duplicateHosts);
    }

    /** Sets options of the target. */
    @RpcMethod(
            value = "nvmf_set_config",
            description = "Sets options of the target.",
            states = RpcState.STARTUP)
    public void set(SetConfig p) throws RpcException {
        DuplicateHosts policy =
                p.dup_host_policy == null ? duplicateHosts : duplicateHosts(p.dup_host_policy);
        Object given = p.discovery_filters == null ? p.discovery_filter : p.discovery_filters;
        if (given != null) {
            filters = filters(given);
        }
        duplicateHosts = policy;
    }

    /** Options with another filter and policy where these are given, in the forms SPDK takes. */
    static TargetOptions over(TargetOptions defaults, Object filter, String policy)
            throws RpcException {
        return new TargetOptions(
                defaults.firmwareRevision(),
                defaults.crdt1(),
                defaults.crdt2(),
                defaults.crdt3(),
                filter == null ? defaults.discoveryFilters() : filters(filter),
                policy == null ? defaults.duplicateHosts() : duplicateHosts(policy));
    }

    private static DuplicateHosts duplicateHosts(String name) throws RpcException {
        return switch (name) {
            case "allow" -> DuplicateHosts.ALLOW;
            case "restrict_per_listener" -> DuplicateHosts.RESTRICT_PER_LISTENER;
            default ->
                    throw Refusal.invalid("dup_host_policy", name, "allow, restrict_per_listener");
        };
    }

    // SPDK takes an array of strings, or one string with commas.
    private static Set<DiscoveryFilter> filters(Object given) throws RpcException {
        Collection<?> names =
                given instanceof Collection<?> many
                        ? many
                        : List.of(given.toString().split(",", -1));
        Set<DiscoveryFilter> all = EnumSet.noneOf(DiscoveryFilter.class);
        for (Object name : names) {
            String word = name.toString().strip();
            // SPDK's old word for no filter.
            if (!word.isEmpty() && !word.equals("match_any")) {
                all.add(filter(word));
            }
        }
        return all;
    }

    private static DiscoveryFilter filter(String name) throws RpcException {
        try {
            return DiscoveryFilter.valueOf(name.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw Refusal.invalid("discovery_filters", name, "transport, address or svcid");
        }
    }

    /** Sets how many subsystems there may be. */
    @RpcMethod(
            value = "nvmf_set_max_subsystems",
            description = "Sets how many subsystems there may be.",
            states = RpcState.STARTUP)
    public void maxSubsystems(SetMaxSubsystems p) throws RpcException {
        if (p.max_subsystems < 1) {
            throw Refusal.invalid("max_subsystems", p.max_subsystems, "at least 1");
        }
        target.maxSubsystems(p.max_subsystems);
    }

    /** Sets the delays that hosts are asked to keep before a retry. */
    @RpcMethod(
            value = "nvmf_set_crdt",
            description = "Sets the Command Retry Delay Times of all controllers.",
            states = RpcState.STARTUP)
    public void crdt(SetCrdt p) throws RpcException {
        range("crdt1", p.crdt1);
        range("crdt2", p.crdt2);
        range("crdt3", p.crdt3);
        crdt = p;
    }

    private static void range(String name, int value) throws RpcException {
        if (value < 0 || value > U16_MAX) {
            throw Refusal.invalid(name, value, "0 to " + U16_MAX);
        }
    }
}
