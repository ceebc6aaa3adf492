package io.viaduct.core.bdev;

import io.viaduct.api.dto.BdevDTO;
import io.viaduct.api.reactor.Owner;
import io.viaduct.api.rpc.Errno;
import io.viaduct.api.rpc.RpcException;
import io.viaduct.api.rpc.RpcMethod;
import io.viaduct.api.rpc.RpcMethods;
import io.viaduct.api.rpc.RpcParam;
import io.viaduct.api.rpc.RpcState;
import io.viaduct.api.rpc.RpcSupport;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/** Management of block devices in general; what creates them is their modules' business. */
public final class BdevMethods implements RpcMethods {
    private final BdevStore store;
    private final Arrivals arrivals;

    /**
     * The methods over a store.
     *
     * @param owner in whose name timers run
     */
    public BdevMethods(BdevStore store, Owner owner) {
        this.store = store;
        arrivals = new Arrivals(store, owner);
        store.add(arrivals);
    }

    /** Which device to show. */
    public static final class GetBdevs {
        @RpcParam("Name, alias or UUID; all devices without")
        public String name;

        @RpcParam("Milliseconds to wait until the named device appears")
        public long timeout;
    }

    /** Lists devices in the order of their registration, or one of them. */
    @RpcMethod(
            value = "bdev_get_bdevs",
            description = "Get information about block devices.",
            mutates = false)
    public CompletionStage<List<BdevDTO>> getBdevs(GetBdevs request) {
        if (request.name == null) {
            return CompletableFuture.completedStage(store.pages());
        }
        return arrivals.await(request.name, Math.max(0, request.timeout))
                .thenApply(there -> List.of(page(request)));
    }

    private BdevDTO page(GetBdevs request) {
        BdevDTO page = store.page(request.name);
        if (page == null) {
            Errno why = request.timeout > 0 ? Errno.ETIMEDOUT : Errno.ENODEV;
            throw new CompletionException(why.refusal("there is no block device " + request.name));
        }
        return page;
    }

    /** Which device to examine. */
    public static final class Examine {
        @RpcParam(value = "Name, alias or UUID", required = true)
        public String name;
    }

    /** Lets one device be examined, now or when it comes. */
    @RpcMethod(
            value = "bdev_examine",
            description = "Examine a device for metadata of other modules, where that is manual.")
    public boolean examine(Examine request) throws RpcException {
        store.examiner().allow(request.name, store.find(request.name));
        return true;
    }

    /** Answers when every module has looked at every device. */
    @RpcMethod(
            value = "bdev_wait_for_examine",
            description = "Report when all devices have been examined by every module.",
            mutates = false)
    public CompletionStage<Boolean> waitForExamine() {
        return store.examined().thenApply(none -> true);
    }

    /** Options of devices in general. */
    public static final class Options {
        @RpcParam(
                value = "I/O structures; kept for clients, pools here grow by themselves",
                support = RpcSupport.STORED)
        public Long bdev_io_pool_size;

        @RpcParam(
                value = "I/O structures cached per thread; kept for clients",
                support = RpcSupport.STORED)
        public Long bdev_io_cache_size;

        @RpcParam("Whether devices are examined as they appear")
        public Boolean bdev_auto_examine;

        @RpcParam(
                value = "Small buffers cached per thread; kept for clients",
                support = RpcSupport.STORED)
        public Long iobuf_small_cache_size;

        @RpcParam(
                value = "Large buffers cached per thread; kept for clients",
                support = RpcSupport.STORED)
        public Long iobuf_large_cache_size;
    }

    /** Sets options of devices in general. */
    @RpcMethod(
            value = "bdev_set_options",
            description = "Set global parameters for block devices.",
            states = RpcState.STARTUP)
    public boolean setOptions(Options request) {
        if (request.bdev_auto_examine != null) {
            store.examiner().automatic(request.bdev_auto_examine);
        }
        return true;
    }
}
