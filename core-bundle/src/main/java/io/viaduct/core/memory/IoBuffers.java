package io.viaduct.core.memory;

import io.viaduct.api.memory.Memory;
import io.viaduct.api.memory.Region;
import io.viaduct.api.reactor.Owner;
import io.viaduct.api.reactor.Reactor;
import io.viaduct.core.reactor.CoreReactor;
import io.viaduct.core.reactor.Reactors;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** The I/O buffers of the process: one region, an equal share of which each reactor has. */
public final class IoBuffers {
    private static final String REGION = "io.viaduct.core/iobuf";

    private final IobufOptions options;
    private final Reactors reactors;
    private final Owner owner;
    private final List<CoreBufferPool> pools = new ArrayList<>();

    private IoBuffers(IobufOptions options, Reactors reactors) {
        this.options = options;
        this.reactors = reactors;
        this.owner = reactors.owner("iobuf");
    }

    /**
     * Maps the buffers and gives each reactor its share, once in the life of the process. Control
     * strand; the future completes when every reactor has it.
     *
     * @param reactors of the core
     * @throws IOException when the kernel has no such memory
     */
    public static CompletableFuture<IoBuffers> create(
            Memory memory, IobufOptions options, Reactors reactors) throws IOException {
        int count = reactors.all().size();
        long share = CoreBufferPool.shareBytes(options, count);
        Region region = memory.allocate(REGION, share * count);
        IoBuffers buffers = new IoBuffers(options, reactors);
        for (Reactor one : reactors.all()) {
            CoreReactor reactor = (CoreReactor) one;
            buffers.pools.add(
                    new CoreBufferPool(
                            region.address() + reactor.index() * share,
                            options,
                            count,
                            t -> reactor.fault("buffer waiter", t)));
        }
        return reactors.onEach(
                        buffers.owner,
                        (reactor, done) -> {
                            ((CoreReactor) reactor).useBuffers(buffers.pools.get(reactor.index()));
                            done.run();
                        })
                .thenApply(done -> buffers);
    }

    /** What they were made with. */
    public IobufOptions options() {
        return options;
    }

    /** Small buffers of every reactor, by index. */
    public CompletableFuture<List<PoolStats>> smallStats() {
        return reactors.ask(owner, reactor -> pools.get(reactor.index()).smallStats());
    }

    /** Large buffers of every reactor, by index. */
    public CompletableFuture<List<PoolStats>> largeStats() {
        return reactors.ask(owner, reactor -> pools.get(reactor.index()).largeStats());
    }
}
