package io.viaduct.testkit;

import io.viaduct.api.bdev.BdevRegistry;
import io.viaduct.api.reactor.Owner;
import io.viaduct.api.rpc.RpcException;
import io.viaduct.core.Platform;
import io.viaduct.core.PlatformOptions;
import io.viaduct.core.PlatformParts;
import io.viaduct.core.reactor.CoreReactor;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/**
 * The whole core over a {@link SteppedWorld}: every RPC method, the reconciler, holds and queue
 * pairs, without a thread and without a kernel. It has no sockets; a transport brings its own wire.
 * The test's thread.
 */
public final class SteppedPlatform implements AutoCloseable {
    /** Small pools, so that commands have to wait for buffers now and then. */
    private static final Map<String, Object> BUFFERS =
            Map.of("small_pool_count", 64, "large_pool_count", 8);

    private final SteppedWorld world;
    private final Platform platform;

    /** A platform that runs. */
    public SteppedPlatform(int reactorCount) throws Exception {
        world = new SteppedWorld(reactorCount);
        var parts =
                new PlatformParts(
                        world.reactors(),
                        List::of,
                        world.strand(),
                        world.memory(),
                        world.patience(),
                        (who, address, how, acceptor) -> {
                            throw new IOException("there are no sockets here");
                        },
                        world.delay());
        platform = Platform.over(PlatformOptions.of(reactorCount), parts);
        call("iobuf_set_options", BUFFERS);
        call("framework_start_init", null);
    }

    /** What it stands on. */
    public SteppedWorld world() {
        return world;
    }

    /** The core. */
    public Platform platform() {
        return platform;
    }

    /** The devices as one owner sees them. */
    public BdevRegistry registry(Owner owner) {
        return platform.registry(owner);
    }

    /** Begins a call of a management method. */
    public CompletionStage<Object> submit(String method, Object parameters) {
        return platform.controlPlane().submit(method, parameters);
    }

    /** Calls a management method and turns everything until it has answered. */
    public Object call(String method, Object parameters) throws Exception {
        try {
            return world.get(submit(method, parameters).toCompletableFuture());
        } catch (RpcException e) {
            throw e;
        }
    }

    /** Timers and pollers of all reactors: what a subsystem that is gone must not leave behind. */
    public int timersAndPollers() {
        return world.reactors().all().stream()
                .map(CoreReactor.class::cast)
                .mapToInt(reactor -> reactor.timerCount() + reactor.pollerCount())
                .sum();
    }

    /** Buffers that somebody has. */
    public int buffersInUse() {
        return world.reactors().stepped().stream().mapToInt(SteppedReactor::buffersInUse).sum();
    }

    /** Drains the core; false when that takes longer than {@code nanos} of the world's time. */
    public boolean drain(long nanos) {
        return world.await(platform.drain(), nanos);
    }

    @Override
    public void close() {
        world.close();
    }
}
