package io.viaduct.core.qpair;

import io.viaduct.api.memory.Memory;
import io.viaduct.api.memory.MemoryMap;
import io.viaduct.api.memory.Region;
import io.viaduct.api.reactor.Reactor;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;

/** Regions on the heap of the C library, for as long as anybody knows them. */
final class FakeMemory implements Memory {
    private final Map<String, Region> regions = new ConcurrentHashMap<>();
    private volatile boolean exhausted;
    private int leases;

    int regions() {
        return regions.size();
    }

    /** Leases on all regions, also those that have been freed. */
    int leases() {
        return leases;
    }

    /** Waits until that many regions have been mapped. */
    synchronized boolean awaitRegions(int count) throws InterruptedException {
        while (regions.size() < count) {
            wait();
        }
        return true;
    }

    void exhaust() {
        exhausted = true;
    }

    @Override
    public Region allocate(String name, long bytes) throws IOException {
        if (exhausted) {
            throw new IOException("exhausted by the test");
        }
        var region = new FakeRegion(name, Arena.ofAuto().allocate(bytes, 4096));
        regions.put(name, region);
        synchronized (this) {
            notifyAll();
        }
        return region;
    }

    @Override
    public Region find(String name) {
        return regions.get(name);
    }

    @Override
    public CompletionStage<Void> free(Region region) {
        regions.remove(region.name());
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public MemoryMap map() {
        throw new UnsupportedOperationException();
    }

    private final class FakeRegion implements Region {
        private final String name;
        private final MemorySegment segment;

        private FakeRegion(String name, MemorySegment segment) {
            this.name = name;
            this.segment = segment;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public MemorySegment segment() {
            return segment;
        }

        @Override
        public long address() {
            return segment.address();
        }

        @Override
        public long size() {
            return segment.byteSize();
        }

        @Override
        public boolean foreign() {
            return false;
        }

        @Override
        public int descriptor() {
            return -1;
        }

        @Override
        public void lease(Reactor reactor) {
            leases++;
        }

        @Override
        public void unlease(Reactor reactor) {
            leases--;
        }
    }
}
