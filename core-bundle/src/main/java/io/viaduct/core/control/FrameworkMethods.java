package io.viaduct.core.control;

import io.viaduct.api.rpc.ControlPlane;
import io.viaduct.api.rpc.MethodInfo;
import io.viaduct.api.rpc.RpcException;
import io.viaduct.api.rpc.RpcMethod;
import io.viaduct.api.rpc.RpcMethods;
import io.viaduct.api.rpc.RpcParam;
import io.viaduct.api.rpc.RpcState;
import io.viaduct.api.rpc.RpcSupport;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/** Initialization, the list of methods, and the configuration as it stands. */
public final class FrameworkMethods implements RpcMethods {
    private final ControlPlane control;
    private final Initialization initialization;
    private final DesiredState desired;

    /** The methods of one platform. */
    public FrameworkMethods(
            ControlPlane control, Initialization initialization, DesiredState desired) {
        this.control = control;
        this.initialization = initialization;
        this.desired = desired;
    }

    /** Parameters of rpc_get_methods. */
    public static class GetMethods {
        /** Honoured. */
        @RpcParam("Only those that may be called now")
        public boolean current;

        /** Honoured. */
        @RpcParam("Deprecated names too")
        public boolean include_aliases;
    }

    /** Parameters of framework_get_config. */
    public static class GetConfig {
        /** Honoured. */
        @RpcParam(value = "Subsystem, as framework_get_subsystems names it", required = true)
        public String name;

        /** Without meaning here: nothing is kept in batches. */
        @RpcParam(value = "Accepted; there are no batches", support = RpcSupport.STORED)
        public boolean with_batches;
    }

    /** A subsystem and those that are initialized before it. */
    public static class SubsystemInfo {
        /** Its name. */
        public String subsystem;

        /** Names of those that it needs. */
        public List<String> depends_on;
    }

    /** Initializes the platform. */
    @RpcMethod(
            value = "framework_start_init",
            description = "Ends the startup phase: pools and targets are made.",
            states = RpcState.STARTUP,
            mutates = false)
    public CompletionStage<Void> startInit() throws RpcException {
        return initialization.start();
    }

    /** Answers when the platform runs. */
    @RpcMethod(
            value = "framework_wait_init",
            description = "Answers when the platform is initialized.",
            states = {RpcState.STARTUP, RpcState.RUNTIME},
            mutates = false)
    public CompletionStage<Void> waitInit(NoParameters p) {
        return initialization.running();
    }

    /** Lists the methods by name. */
    @RpcMethod(
            value = "rpc_get_methods",
            description = "Lists the names of the methods.",
            states = {RpcState.STARTUP, RpcState.RUNTIME},
            mutates = false)
    public List<String> methods(GetMethods p) {
        List<String> names = new ArrayList<>();
        for (MethodInfo method : control.methods()) {
            if (!p.current || method.states().contains(control.state())) {
                names.add(method.name());
                if (p.include_aliases) {
                    names.addAll(method.aliases());
                }
            }
        }
        return names;
    }

    /** Lists what framework_get_config can be asked for, in the order of loading. */
    @RpcMethod(
            value = "framework_get_subsystems",
            description = "Lists the parts of the platform in the order of initialization.",
            mutates = false)
    public List<SubsystemInfo> subsystems() {
        List<SubsystemInfo> all = new ArrayList<>();
        for (ConfigPart part : ConfigPart.values()) {
            var info = new SubsystemInfo();
            info.subsystem = part.label();
            info.depends_on = part.dependsOn();
            all.add(info);
        }
        return all;
    }

    /** The calls that make one part again. */
    @RpcMethod(
            value = "framework_get_config",
            description = "Lists the calls that make a part of the platform what it is.",
            mutates = false)
    public List<Map<String, Object>> config(GetConfig p) throws RpcException {
        if (p.name.equals(ConfigPart.OURS)) {
            return ConfigPart.ours(desired.entries()).stream().map(FrameworkMethods::call).toList();
        }
        ConfigPart part = ConfigPart.named(p.name);
        if (part == null) {
            throw new RpcException(
                    RpcException.INVALID_PARAMS, "Subsystem '" + p.name + "' not found");
        }
        List<Map<String, Object>> calls = new ArrayList<>();
        part.of(desired.entries()).forEach(entry -> calls.add(call(entry)));
        if (part == ConfigPart.BDEV) {
            // As SPDK: whoever loads the file waits for devices that others' metadata makes.
            calls.add(Map.of("method", "bdev_wait_for_examine"));
        }
        return calls;
    }

    private static Map<String, Object> call(DesiredState.Entry entry) {
        Map<String, Object> call = new LinkedHashMap<>();
        call.put("method", entry.method());
        if (!entry.parameters().isEmpty()) {
            call.put("params", entry.parameters());
        }
        return call;
    }
}
