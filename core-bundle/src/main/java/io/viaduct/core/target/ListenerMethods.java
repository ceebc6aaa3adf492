package io.viaduct.core.target;

import io.viaduct.api.dto.ControllerDTO;
import io.viaduct.api.dto.ListenAddressDTO;
import io.viaduct.api.dto.ListenerDTO;
import io.viaduct.api.dto.QpairDTO;
import io.viaduct.api.rpc.RpcException;
import io.viaduct.api.rpc.RpcMethod;
import io.viaduct.api.rpc.RpcMethods;
import io.viaduct.api.rpc.RpcParam;
import io.viaduct.api.rpc.RpcSupport;
import io.viaduct.api.transport.TransportId;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** nvmf_subsystem_add_listener and its kin, and who has come in. */
public final class ListenerMethods implements RpcMethods {
    private final Targets targets;

    /** The methods of all targets. */
    public ListenerMethods(Targets targets) {
        this.targets = targets;
    }

    /** Parameters of nvmf_subsystem_add_listener. */
    public static class Add extends TargetParams.InSubsystem {
        /** Honoured. */
        @RpcParam(value = "Where to listen", required = true)
        public TargetParams.Address listen_address;

        /** Lacking. */
        @RpcParam(value = "Require TLS; not supported", support = RpcSupport.PARTLY)
        public boolean secure_channel;

        /** Lacking but for the default. */
        @RpcParam(value = "ANA state; only optimized is supported", support = RpcSupport.LACKING)
        public String ana_state = "optimized";

        /** Without meaning here, but for the one that means TLS. */
        @RpcParam(value = "Accepted; sockets are the engine's", support = RpcSupport.PARTLY)
        public String sock_impl;

        /** Without meaning here. */
        @RpcParam(value = "Accepted", support = RpcSupport.STORED)
        public int numa_id = -1;
    }

    /** Parameters of nvmf_subsystem_remove_listener. */
    public static class Remove extends TargetParams.InSubsystem {
        /** Honoured. */
        @RpcParam(value = "Where it listens", required = true)
        public TargetParams.Address listen_address;
    }

    /** Listens at an address for a subsystem; port 0 is replaced by the real one. */
    @RpcMethod(
            value = "nvmf_subsystem_add_listener",
            description = "Lets a subsystem listen at an address.")
    public CompletionStage<Void> add(Add p) throws RpcException {
        Target target = p.target(targets);
        Subsystem subsystem = p.subsystemOrDiscovery(target);
        if (p.secure_channel && subsystem.allowAnyHost()) {
            throw Refusal.failed(
                    "Cannot establish secure channel, when 'allow_any_host' is set",
                    "secure_channel");
        }
        Refusal.lack(p.secure_channel, "secure_channel", true);
        Refusal.lack("ssl".equals(p.sock_impl), "sock_impl", p.sock_impl);
        TransportId address = p.listen_address.id();
        if (subsystem.listeners().contains(address)) {
            throw Refusal.invalid("listen_address", address, "the subsystem listens there");
        }
        BoundTransport transport = target.transport(address.trtype());
        if (transport == null) {
            throw Refusal.invalid("listen_address", address, "there is no such transport");
        }
        try {
            TransportId real = target.ports().open(transport, address, subsystem).address();
            p.listen_address.become(real);
            subsystem.listeners().add(real);
        } catch (IOException e) {
            throw Refusal.invalid("listen_address", address, e.getMessage());
        }
        return target.publish(subsystem);
    }

    /** Stops listening at an address; connections that came in there end. */
    @RpcMethod(
            value = "nvmf_subsystem_remove_listener",
            description = "Stops a subsystem's listening at an address.")
    public CompletionStage<Void> remove(Remove p) throws RpcException {
        Target target = p.target(targets);
        Subsystem subsystem = p.subsystemOrDiscovery(target);
        TransportId address = p.listen_address.id();
        if (!subsystem.listeners().contains(address)) {
            p.listen_address.become(address);
            if (waits(target, subsystem, address)) {
                return CompletableFuture.completedStage(null);
            }
            throw Refusal.invalid("listen_address", address, "the subsystem does not listen there");
        }
        p.listen_address.become(address);
        return target.removeListener(subsystem, address);
    }

    private static boolean waits(Target target, Subsystem subsystem, TransportId address) {
        return target.base()
                .desired()
                .isWaiting(
                        call ->
                                call.method().equals("nvmf_subsystem_add_listener")
                                        && target.owns(call)
                                        && subsystem.nqn().equals(call.at("nqn"))
                                        && address.trtype().equals(call.at("listen_address.trtype"))
                                        && address.traddr().equals(call.at("listen_address.traddr"))
                                        && address.trsvcid()
                                                .equals(call.at("listen_address.trsvcid")));
    }

    /** Where a subsystem listens. */
    @RpcMethod(
            value = "nvmf_subsystem_get_listeners",
            description = "Lists where a subsystem listens.",
            mutates = false)
    public List<ListenerDTO> listeners(TargetParams.InSubsystem p) throws RpcException {
        Target target = p.target(targets);
        return p.subsystem(target).listeners().stream()
                .map(address -> dto(target, address))
                .toList();
    }

    /** The controllers of a subsystem. */
    @RpcMethod(
            value = "nvmf_subsystem_get_controllers",
            description = "Lists the controllers of a subsystem.",
            mutates = false)
    public CompletionStage<List<ControllerDTO>> controllers(TargetParams.InSubsystem p)
            throws RpcException {
        Target target = p.target(targets);
        return target.base().side().controllers(p.subsystem(target).nqn());
    }

    /** The queue pairs of a subsystem. */
    @RpcMethod(
            value = "nvmf_subsystem_get_qpairs",
            description = "Lists the queue pairs of a subsystem.",
            mutates = false)
    public CompletionStage<List<QpairDTO>> qpairs(TargetParams.InSubsystem p) throws RpcException {
        Target target = p.target(targets);
        return target.base().side().qpairs(p.subsystem(target).nqn());
    }

    private static ListenerDTO dto(Target target, TransportId address) {
        var dto = new ListenerDTO();
        dto.address = ListenAddressDTO.of(address);
        dto.state = target.ports().at(address).transport().hold() == null ? null : "HELD";
        return dto;
    }
}
