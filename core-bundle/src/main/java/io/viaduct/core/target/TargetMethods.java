package io.viaduct.core.target;

import io.viaduct.api.rpc.RpcMethods;
import io.viaduct.core.bdev.BdevStore;

import java.util.List;

/** The management methods of targets. */
public final class TargetMethods {
    private TargetMethods() {}

    /** All but those that set options before the first is made, and those that make others. */
    public static List<RpcMethods> of(
            Targets targets, TransportServices services, BdevStore devices) {
        return List.of(
                new TransportMethods(targets, services),
                new SubsystemMethods(targets),
                new NamespaceMethods(targets),
                new ReferralMethods(targets),
                new MdnsMethods(targets),
                new StatisticsMethods(targets, devices::parked),
                new HoldMethods(targets),
                new SwapMethods(targets),
                new ControllerMethods(targets),
                new ListenerMethods(targets),
                new HostMethods(targets),
                new TrafficMethods(targets));
    }
}
