package io.viaduct.core.bdev;

import io.viaduct.api.rpc.RpcException;
import io.viaduct.api.rpc.RpcMethod;
import io.viaduct.api.rpc.RpcMethods;
import io.viaduct.api.rpc.RpcParam;

import java.util.concurrent.CompletionStage;

/** How often it is looked how many I/O a device has, which bdev_get_iostat tells. */
public final class QueueDepthMethods implements RpcMethods {
    private final BdevStore store;

    /** The methods over a store. */
    public QueueDepthMethods(BdevStore store) {
        this.store = store;
    }

    /** Parameters of bdev_set_qd_sampling_period. */
    public static final class Period {
        @RpcParam(value = "Name, alias or UUID", required = true)
        public String name;

        @RpcParam(
                value = "Microseconds; 0 for not at all, below 1000 it is each millisecond",
                required = true)
        public long period;
    }

    /** Sets how often. */
    @RpcMethod(
            value = "bdev_set_qd_sampling_period",
            description = "Look from time to time how many I/O a block device has.")
    public CompletionStage<Boolean> period(Period p) throws RpcException {
        BdevEntry entry = store.named(p.name);
        p.name = entry.name();
        entry.settings().queueDepth().period(Unsigned.checked("period", p.period));
        return store.settings().publish(entry).thenApply(seen -> true);
    }
}
