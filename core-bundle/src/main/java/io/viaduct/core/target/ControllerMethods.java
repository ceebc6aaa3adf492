package io.viaduct.core.target;

import io.viaduct.api.rpc.RpcException;
import io.viaduct.api.rpc.RpcMethod;
import io.viaduct.api.rpc.RpcMethods;
import io.viaduct.api.rpc.RpcParam;

import java.util.concurrent.CompletionStage;

/** What the controllers of a subsystem are. */
public final class ControllerMethods implements RpcMethods {
    private final Targets targets;

    /** The methods of all targets. */
    public ControllerMethods(Targets targets) {
        this.targets = targets;
    }

    /** Parameters of viaduct_subsystem_set_controller_model. */
    public static class SetModel extends TargetParams.InSubsystem {
        /** Honoured. */
        @RpcParam(
                value = "dynamic: any free identifier; static: the host may name one",
                required = true)
        public String model;
    }

    /** Sets the controller model of a subsystem; controllers that are there stay as they are. */
    @RpcMethod(
            value = "viaduct_subsystem_set_controller_model",
            description = "Sets whether a host may name the identifier of its controller.")
    public CompletionStage<Void> setModel(SetModel p) throws RpcException {
        Target target = p.target(targets);
        Subsystem subsystem = p.subsystem(target);
        if (subsystem.isDiscovery()) {
            throw Refusal.invalid("nqn", p.nqn, "discovery has dynamic controllers");
        }
        subsystem.namedControllers(isStatic(p.model));
        return target.publish(subsystem);
    }

    private static boolean isStatic(String model) throws RpcException {
        return switch (model) {
            case "dynamic" -> false;
            case "static" -> true;
            default -> throw Refusal.invalid("model", model, "dynamic or static");
        };
    }
}
