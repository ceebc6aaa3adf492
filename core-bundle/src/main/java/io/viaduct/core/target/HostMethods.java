package io.viaduct.core.target;

import io.viaduct.api.rpc.RpcException;
import io.viaduct.api.rpc.RpcMethod;
import io.viaduct.api.rpc.RpcMethods;
import io.viaduct.api.rpc.RpcParam;
import io.viaduct.api.rpc.RpcSupport;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** nvmf_subsystem_add_host and its kin. */
public final class HostMethods implements RpcMethods {
    private final Targets targets;

    /** The methods of all targets. */
    public HostMethods(Targets targets) {
        this.targets = targets;
    }

    /** Parameters of nvmf_subsystem_add_host. */
    public static class Add extends TargetParams.InSubsystem {
        /** Honoured. */
        @RpcParam(value = "Host NQN", required = true, example = "nqn.2014-08.org.example:host1")
        public String host;

        /** Lacking. */
        @RpcParam(value = "Name of a key for TLS; not supported", support = RpcSupport.LACKING)
        public String psk;

        /** Lacking. */
        @RpcParam(
                value = "Name of a key for DH-HMAC-CHAP; not supported",
                support = RpcSupport.LACKING)
        public String dhchap_key;

        /** Lacking. */
        @RpcParam(
                value = "Name of the controller's key for DH-HMAC-CHAP; not supported",
                support = RpcSupport.LACKING)
        public String dhchap_ctrlr_key;
    }

    /** Parameters of nvmf_subsystem_remove_host. */
    public static class Remove extends TargetParams.InSubsystem {
        /** Honoured. */
        @RpcParam(value = "Host NQN", required = true, example = "nqn.2014-08.org.example:host1")
        public String host;

        /** Without meaning here: a disconnect drains by itself. */
        @RpcParam(
                value = "Accepted; connections end when their I/O has drained",
                support = RpcSupport.STORED)
        public Long timeout_ms;
    }

    /** Parameters of nvmf_subsystem_allow_any_host. */
    public static class AllowAny extends TargetParams.InSubsystem {
        /** Honoured. */
        @RpcParam(value = "Let any host connect, or only those in the list", required = true)
        public boolean allow_any_host;
    }

    /** Lets a host in. */
    @RpcMethod(value = "nvmf_subsystem_add_host", description = "Lets a host connect.")
    public CompletionStage<Void> add(Add p) throws RpcException {
        Target target = p.target(targets);
        Subsystem subsystem = p.subsystem(target);
        String defect = Nqn.defect(p.host);
        if (defect != null) {
            throw Refusal.failed("Internal error", "host " + p.host + ": " + defect);
        }
        if (!subsystem.hosts().add(p.host)) {
            throw Refusal.failed("Internal error", "host " + p.host + " is in the list");
        }
        return target.publish(subsystem);
    }

    /** Takes a host out of the list and disconnects it, unless any host may connect. */
    @RpcMethod(
            value = "nvmf_subsystem_remove_host",
            description = "No longer lets a host connect, and disconnects it.")
    public CompletionStage<Void> remove(Remove p) throws RpcException {
        Target target = p.target(targets);
        Subsystem subsystem = p.subsystem(target);
        if (!subsystem.hosts().remove(p.host)) {
            throw Refusal.failed("Internal error", "host " + p.host + " is not in the list");
        }
        CompletableFuture<Void> published = target.publish(subsystem);
        if (subsystem.allowAnyHost()) {
            return published;
        }
        return published.thenCompose(
                done -> target.base().side().disconnectHost(subsystem.nqn(), p.host));
    }

    /** Opens or closes a subsystem to hosts that are not in its list. */
    @RpcMethod(
            value = "nvmf_subsystem_allow_any_host",
            description = "Lets any host connect, or only those in the list.")
    public CompletionStage<Void> allowAny(AllowAny p) throws RpcException {
        Target target = p.target(targets);
        Subsystem subsystem = p.subsystem(target);
        subsystem.allowAnyHost(p.allow_any_host);
        return target.publish(subsystem);
    }
}
