package io.viaduct.core.control;

import io.viaduct.api.rpc.RpcException;
import io.viaduct.api.rpc.RpcMethod;
import io.viaduct.api.rpc.RpcMethods;
import io.viaduct.api.rpc.RpcParam;
import io.viaduct.api.rpc.RpcState;
import io.viaduct.api.rpc.RpcSupport;
import io.viaduct.core.memory.IoBuffers;
import io.viaduct.core.memory.IobufOptions;
import io.viaduct.core.memory.PoolStats;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/** The sizes of the I/O buffers, before they are made, and how they fare. */
public final class IobufMethods implements RpcMethods {
    /** SPDK's answer to sizes that cannot be: EINVAL. */
    private static final int INVALID = -22;

    private IobufOptions options = IobufOptions.DEFAULT;
    private IoBuffers buffers;

    /** Parameters of iobuf_set_options; what is left out keeps its value. */
    public static class SetOptions {
        /** Honoured. */
        @RpcParam("Small buffers of all reactors together, at least 64")
        public Integer small_pool_count;

        /** Honoured. */
        @RpcParam("Large buffers of all reactors together, at least 8")
        public Integer large_pool_count;

        /** Honoured. */
        @RpcParam("Bytes of a small buffer, at least 4096")
        public Integer small_bufsize;

        /** Honoured. */
        @RpcParam("Bytes of a large buffer, at least 8192 and more than of a small one")
        public Integer large_bufsize;

        /** Lacking. */
        @RpcParam(
                value = "A pool for each memory node; not supported",
                support = RpcSupport.LACKING)
        public boolean enable_numa;
    }

    /** One user of buffers. */
    public static class Usage {
        /** Who. */
        public String module;

        /** Small buffers. */
        public Pool small_pool;

        /** Large buffers. */
        public Pool large_pool;
    }

    /** How requests for one size went. */
    public static class Pool {
        /** Served from a reactor's share: all that were served at once. */
        public long cache;

        /** Served from a pool in common: there is none. */
        public long main;

        /** Had to wait. */
        public long retry;

        /** Buffers nobody has, in the reactors' shares. */
        public long cache_size;

        /** Ours: requests that wait now. */
        public long waiting;

        /** Ours: reactors on which requests wait and nothing is left. */
        public int exhausted;

        static Pool of(List<PoolStats> shares) {
            Pool pool = new Pool();
            for (PoolStats share : shares) {
                pool.cache += share.served();
                pool.retry += share.waited();
                pool.cache_size += share.free();
                pool.waiting += share.waiting();
                pool.exhausted += share.waiting() > 0 && share.free() == 0 ? 1 : 0;
            }
            return pool;
        }
    }

    /** The sizes to make the buffers with. */
    public IobufOptions options() {
        return options;
    }

    /** The buffers are made. */
    public void made(IoBuffers made) {
        buffers = made;
    }

    /** Sets sizes. */
    @RpcMethod(
            value = "iobuf_set_options",
            description = "Sets the number and the sizes of the I/O buffers.",
            states = RpcState.STARTUP)
    public void set(SetOptions p) throws RpcException {
        try {
            options =
                    new IobufOptions(
                            or(p.small_pool_count, options.smallPoolCount()),
                            or(p.large_pool_count, options.largePoolCount()),
                            or(p.small_bufsize, options.smallBufsize()),
                            or(p.large_bufsize, options.largeBufsize()));
        } catch (IllegalArgumentException e) {
            throw new RpcException(INVALID, "Invalid argument", Map.of("reason", e.getMessage()));
        }
    }

    private static int or(Integer given, int current) {
        return given == null ? current : given;
    }

    /** How the buffers fare. */
    @RpcMethod(
            value = "iobuf_get_stats",
            description = "Counts requests for I/O buffers.",
            mutates = false)
    public CompletionStage<List<Usage>> stats(NoParameters p) {
        return buffers.smallStats().thenCombine(buffers.largeStats(), IobufMethods::usage);
    }

    // Shares are the reactors': requests of all transports are counted together.
    private static List<Usage> usage(List<PoolStats> small, List<PoolStats> large) {
        Usage usage = new Usage();
        usage.module = "nvmf";
        usage.small_pool = Pool.of(small);
        usage.large_pool = Pool.of(large);
        return List.of(usage);
    }
}
