package io.viaduct.core.memory;

import io.viaduct.api.memory.Memory;
import io.viaduct.api.memory.MemoryMap;
import io.viaduct.api.memory.Region;
import io.viaduct.api.reactor.Owner;
import io.viaduct.api.reactor.Reactor;
import io.viaduct.api.reactor.Timer;
import io.viaduct.core.reactor.OwnerTable;
import io.viaduct.core.reactor.Reactors;
import io.viaduct.linux.Mapping;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;

/** The regions of the process, each behind a memfd of its own. Control threads. */
public final class CoreMemory implements Memory, AutoCloseable {
    private static final Logger LOG = System.getLogger(CoreMemory.class.getName());

    /** How often a reactor looks whether its last lease is back. */
    private static final long LEASE_RETRY_NANOS = 10_000_000;

    private final Reactors reactors;
    private final Executor control;
    private final Owner owner;
    private final CoreMemoryMap map = new CoreMemoryMap();

    /** Names taken: also those of regions that are being mapped, or depart. */
    private final Set<String> names = ConcurrentHashMap.newKeySet();

    private final Map<String, CoreRegion> departing = new ConcurrentHashMap<>();

    /**
     * No regions yet.
     *
     * @param control where a region is unmapped and the stage of its end completed
     */
    public CoreMemory(Reactors reactors, Executor control) {
        this.reactors = reactors;
        this.control = control;
        this.owner = reactors.owner("memory");
    }

    @Override
    public Region allocate(String name, long bytes) throws IOException {
        if (bytes < 1) {
            throw new IOException("region " + name + " of " + bytes + " bytes refused");
        }
        if (!names.add(name)) {
            throw new IOException("region " + name + " exists");
        }
        try {
            Mapping mapping = Mapping.create(name, bytes);
            CoreRegion region = new CoreRegion(name, mapping, reactors.all().size());
            map.added(region);
            return region;
        } catch (IOException e) {
            names.remove(name);
            throw e;
        }
    }

    @Override
    public Region find(String name) {
        return map.find(name);
    }

    @Override
    public CompletionStage<Void> free(Region region) {
        if (!(region instanceof CoreRegion ours) || !map.removed(region)) {
            return CompletableFuture.failedFuture(
                    new IllegalStateException("region " + region.name() + " is not there"));
        }
        departing.put(ours.name(), ours);
        return reactors.onEach(owner, (reactor, done) -> new GiveUp(reactor, ours, done).run())
                .thenRunAsync(() -> unmap(ours), control);
    }

    @Override
    public MemoryMap map() {
        return map;
    }

    /** The regions there are. */
    public List<Region> regions() {
        return map.all();
    }

    /** Leases of the regions there are, as seen a moment ago. Any thread. */
    public long leases() {
        return map.all().stream().mapToLong(region -> ((CoreRegion) region).leases()).sum();
    }

    /** Regions that have been freed and are still held. Any thread. */
    public List<DepartingRegion> departing() {
        return departing.values().stream()
                .map(r -> new DepartingRegion(r.name(), r.size(), r.leases()))
                .toList();
    }

    /** Unmaps what nobody holds. The reactors have stopped. */
    @Override
    public void close() {
        for (Region region : map.all()) {
            map.removed(region);
            departing.put(region.name(), (CoreRegion) region);
        }
        for (CoreRegion region : List.copyOf(departing.values())) {
            if (region.leases() == 0) {
                unmap(region);
            } else {
                LOG.log(Level.WARNING, "region " + region.name() + " is held at the end");
            }
        }
    }

    private void unmap(CoreRegion region) {
        if (departing.remove(region.name(), region)) {
            region.unmap();
            names.remove(region.name());
        }
    }

    /** One reactor's part in the end of a region. */
    private static final class GiveUp implements Runnable {
        private final CoreRegion region;
        private final Reactor reactor;
        private final Runnable done;
        private final Timer retry;

        GiveUp(Reactor reactor, CoreRegion region, Runnable done) {
            this.reactor = reactor;
            this.region = region;
            this.done = done;
            this.retry = reactor.timer(OwnerTable.BASE, this);
        }

        @Override
        public void run() {
            if (region.giveUp(reactor)) {
                retry.close();
                done.run();
            } else {
                retry.arm(LEASE_RETRY_NANOS);
            }
        }
    }
}
