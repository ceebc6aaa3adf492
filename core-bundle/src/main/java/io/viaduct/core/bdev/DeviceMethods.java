package io.viaduct.core.bdev;

import io.viaduct.api.reactor.Owner;
import io.viaduct.api.rpc.RpcMethods;
import io.viaduct.core.reactor.Reactors;

import java.util.List;

/** The management methods of devices of any kind. */
public final class DeviceMethods {
    private DeviceMethods() {}

    /**
     * All of them.
     *
     * @param reactors those that the store's channels are on
     * @param owner in whose name timers run
     */
    public static List<RpcMethods> of(BdevStore store, Reactors reactors, Owner owner) {
        return List.of(
                new BdevMethods(store, owner),
                new BdevStatisticsMethods(store, reactors),
                new ChannelMethods(store, reactors),
                new QosMethods(store),
                new HistogramMethods(store),
                new QueueDepthMethods(store),
                new DepartureMethods(store),
                new ModuleMethods(store));
    }
}
