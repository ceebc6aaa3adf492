package io.viaduct.core.target;

import io.viaduct.api.rpc.RpcMethods;
import io.viaduct.core.bdev.BdevStore;

import java.util.List;

/** The management methods of a target. */
public final class TargetMethods {
    private TargetMethods() {}

    /** All but those that set its options before it is made. */
    public static List<RpcMethods> of(
            Target target, TransportServices services, BdevStore devices) {
        return List.of(
                new TransportMethods(target, services),
                new SubsystemMethods(target),
                new NamespaceMethods(target),
                new ReferralMethods(target),
                new StatisticsMethods(target, devices::parked),
                new HoldMethods(target),
                new SwapMethods(target),
                new ControllerMethods(target),
                new ListenerMethods(target),
                new HostMethods(target));
    }
}
