package io.viaduct.core.memory;

import io.viaduct.api.memory.Region;
import io.viaduct.api.reactor.Owner;
import io.viaduct.core.reactor.CoreReactor;
import io.viaduct.core.reactor.ReactorGroup;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** The I/O buffers of the process: one region, an equal share of which each reactor has. */
public final class IoBuffers {
    private static final String REGION = "io.viaduct.core/iobuf";

    private final IobufOptions options;
    private final ReactorGroup reactors;
    private final Owner owner;
    private final List<CoreBufferPool> pools = new ArrayList<>();

    private IoBuffers(IobufOptions options, ReactorGroup reactors) {
        this.options = options;
        this.reactors = reactors;
        this.owner = reactors.owner("iobuf");
    }

    /**
     * Maps the buffers and gives each reactor its share, once in the life of the process. Control
     * strand; returns when every reactor has it.
     *
     * @throws IOException when the kernel has no such memory
     */
    public static IoBuffers create(CoreMemory memory, IobufOptions options, ReactorGroup reactors)
            throws IOException {
        int count = reactors.reactors().size();
        long share = CoreBufferPool.shareBytes(options, count);
        Region region = memory.allocate(REGION, share * count);
        IoBuffers buffers = new IoBuffers(options, reactors);
        for (CoreReactor reactor : reactors.reactors()) {
            buffers.pools.add(
                    new CoreBufferPool(
                            region.address() + reactor.index() * share,
                            options,
                            count,
                            t -> reactor.fault("buffer waiter", t)));
        }
        reactors.onEach(
                        buffers.owner,
                        (reactor, done) -> {
                            ((CoreReactor) reactor).useBuffers(buffers.pools.get(reactor.index()));
                            done.run();
                        })
                .join();
        return buffers;
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
