package io.viaduct.testkit;

import io.viaduct.api.memory.Memory;
import io.viaduct.api.memory.MemoryMap;
import io.viaduct.api.memory.Region;
import io.viaduct.api.reactor.Reactor;
import io.viaduct.linux.Mapping;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Regions whose leases a test can see. What has been freed stays mapped and is overwritten, so that
 * whoever still reads it is found out. The test's thread.
 */
public final class TestMemory implements Memory, AutoCloseable {
    private static final long PAGE = 4096;
    private static final byte FREED = (byte) 0xdb;

    /** Of a region that is larger, so much is overwritten when it is freed. */
    private static final long LARGE_BYTES = 1 << 20;

    private final Arena arena = Arena.ofShared();
    private final List<Mapping> mappings = new ArrayList<>();
    private final Map<String, TestRegion> regions = new LinkedHashMap<>();
    private final List<MemoryMap.Listener> listeners = new ArrayList<>();

    @Override
    public Region allocate(String name, long bytes) throws IOException {
        if (regions.containsKey(name)) {
            throw new IOException("region " + name + " exists");
        }
        long size = Math.ceilDiv(bytes, PAGE) * PAGE;
        TestRegion region = new TestRegion(name, segment(name, size));
        regions.put(name, region);
        listeners.forEach(listener -> listener.regionAdded(region));
        return region;
    }

    // Most of a large region is never used: the kernel gives pages to those who touch them.
    private MemorySegment segment(String name, long size) throws IOException {
        if (size <= LARGE_BYTES) {
            return arena.allocate(size, PAGE);
        }
        Mapping mapping = Mapping.create(name, size);
        mappings.add(mapping);
        return mapping.segment();
    }

    @Override
    public Region find(String name) {
        TestRegion region = regions.get(name);
        return region == null || region.freed != null ? null : region;
    }

    @Override
    public CompletionStage<Void> free(Region region) {
        TestRegion ours = (TestRegion) region;
        if (ours.freed != null) {
            throw new IllegalStateException("region " + region.name() + " is freed already");
        }
        ours.freed = new CompletableFuture<>();
        listeners.forEach(listener -> listener.regionRemoved(region));
        ours.endIfUnused();
        return ours.freed;
    }

    /** Leases of all regions that are not back. */
    public long leases() {
        return regions.values().stream().mapToLong(region -> region.leases).sum();
    }

    /** Names of the regions there are, departing ones among them. */
    public List<String> names() {
        return List.copyOf(regions.keySet());
    }

    @Override
    public MemoryMap map() {
        return new MemoryMap() {
            @Override
            public void add(Listener listener) {
                listeners.add(listener);
                regions.values().forEach(listener::regionAdded);
            }

            @Override
            public void remove(Listener listener) {
                listeners.remove(listener);
            }
        };
    }

    @Override
    public void close() {
        arena.close();
        mappings.forEach(Mapping::close);
    }

    private final class TestRegion implements Region {
        private final String name;
        private final MemorySegment segment;
        private CompletableFuture<Void> freed;
        private long leases;

        TestRegion(String name, MemorySegment segment) {
            this.name = name;
            this.segment = segment;
        }

        @Override
        public String name() {
            return name;
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
        public MemorySegment segment() {
            return segment;
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
            assert reactor.isCurrent() && freed == null : "no lease can be had here";
            leases++;
        }

        @Override
        public void unlease(Reactor reactor) {
            assert reactor.isCurrent() && leases > 0 : "no lease to return";
            leases--;
            endIfUnused();
        }

        private void endIfUnused() {
            if (freed != null && leases == 0) {
                segment.asSlice(0, Math.min(segment.byteSize(), LARGE_BYTES)).fill(FREED);
                regions.remove(name, this);
                freed.complete(null);
            }
        }
    }
}
