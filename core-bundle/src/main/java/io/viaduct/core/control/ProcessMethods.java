package io.viaduct.core.control;

import io.viaduct.api.rpc.RpcMethods;
import io.viaduct.core.reactor.ReactorInfo;
import io.viaduct.core.reactor.Reactors;

import java.util.List;
import java.util.function.Supplier;

/** The management methods of reactors, threads and their tracing. */
public final class ProcessMethods {
    private ProcessMethods() {}

    /** All of them, over one platform's reactors and how they fare. */
    public static List<RpcMethods> of(Supplier<List<ReactorInfo>> infos, Reactors reactors) {
        return List.of(
                new ReactorMethods(infos),
                new LoopMethods(infos),
                new PollerMethods(reactors),
                new TraceMethods());
    }
}
