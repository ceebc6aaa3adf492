package io.viaduct.core.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.viaduct.api.memory.MemoryMap;
import io.viaduct.api.memory.Region;
import io.viaduct.core.reactor.LinuxKernel;
import io.viaduct.core.reactor.NanoClock;
import io.viaduct.core.reactor.OwnerTable;
import io.viaduct.core.reactor.ReactorGroup;
import io.viaduct.core.reactor.ReactorOptions;
import io.viaduct.linux.engine.EngineOptions;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

class CoreMemoryTest {
    private final ExecutorService control = Executors.newSingleThreadExecutor();
    private ReactorGroup reactors;
    private CoreMemory memory;

    @BeforeEach
    void start() throws Exception {
        reactors =
                ReactorGroup.start(
                        ReactorOptions.of(2),
                        NanoClock.SYSTEM,
                        new LinuxKernel(new EngineOptions(64, 4, 4096)));
        memory = new CoreMemory(reactors, control);
    }

    @AfterEach
    void stop() throws Exception {
        reactors.close();
        memory.close();
        control.shutdown();
    }

    private void on(int reactor, Consumer<io.viaduct.api.reactor.Reactor> action) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        var target = reactors.all().get(reactor);
        assertTrue(
                target.send(
                        OwnerTable.BASE,
                        () -> {
                            try {
                                action.accept(target);
                                done.complete(null);
                            } catch (RuntimeException e) {
                                done.completeExceptionally(e);
                            }
                        }));
        done.join();
    }

    private static boolean mapped(Region region) throws IOException {
        String start = Long.toHexString(region.address()) + "-";
        try (var lines = Files.lines(Path.of("/proc/self/maps"))) {
            return lines.anyMatch(line -> line.startsWith(start));
        }
    }

    @Test
    void shouldMapZeroedPagesUnderAName() throws Exception {
        Region region = memory.allocate("test/a", 5000);
        assertEquals(8192, region.size());
        assertEquals(0, region.address() % 4096);
        assertEquals(0, region.segment().get(ValueLayout.JAVA_LONG, 8184));
        region.segment().set(ValueLayout.JAVA_LONG, 8184, 5);
        assertFalse(region.foreign());
        assertTrue(region.descriptor() >= 0);
        assertSame(region, memory.find("test/a"));
        assertNull(memory.find("test/b"));
        assertTrue(mapped(region));
    }

    @Test
    void shouldRefuseANameThatIsTaken() throws Exception {
        Region region = memory.allocate("test/a", 1);
        assertThrows(IOException.class, () -> memory.allocate("test/a", 1));
        memory.free(region).toCompletableFuture().get(5, TimeUnit.SECONDS);
        assertNull(memory.find("test/a"));
        memory.allocate("test/a", 1);
    }

    @Test
    void shouldRefuseASizeThatCannotBeAndKeepTheNameFree() throws Exception {
        assertThrows(IOException.class, () -> memory.allocate("test/a", 0));
        assertThrows(IOException.class, () -> memory.allocate("test/a", 1L << 60));
        memory.allocate("test/a", 1);
    }

    @Test
    void shouldKeepARegionUntilItsLastLeaseIsBack() throws Exception {
        Region region = memory.allocate("test/a", 1);
        on(0, region::lease);
        on(1, region::lease);
        on(1, region::lease);
        CompletableFuture<Void> freed = memory.free(region).toCompletableFuture();
        on(1, region::unlease);
        assertEquals(List.of(new DepartingRegion("test/a", 4096, 2)), memory.departing());
        assertNull(memory.find("test/a"));
        assertThrows(IOException.class, () -> memory.allocate("test/a", 1));
        on(0, region::unlease);
        assertFalse(freed.isDone());
        assertTrue(mapped(region));
        on(1, region::unlease);
        freed.get(5, TimeUnit.SECONDS);
        assertEquals(List.of(), memory.departing());
        assertFalse(mapped(region));
    }

    @Test
    void shouldRefuseALeaseOfARegionThatWasGivenUp() throws Exception {
        Region region = memory.allocate("test/a", 1);
        memory.free(region).toCompletableFuture().get(5, TimeUnit.SECONDS);
        assertThrows(RuntimeException.class, () -> on(0, region::lease));
    }

    @Test
    void shouldRefuseTheReturnOfALeaseThatWasNotTaken() throws Exception {
        Region region = memory.allocate("test/a", 1);
        on(0, region::lease);
        assertThrows(RuntimeException.class, () -> on(1, region::unlease));
        on(0, region::unlease);
    }

    @Test
    void shouldRefuseToFreeTwice() throws Exception {
        Region region = memory.allocate("test/a", 1);
        memory.free(region).toCompletableFuture().get(5, TimeUnit.SECONDS);
        assertTrue(memory.free(region).toCompletableFuture().isCompletedExceptionally());
    }

    @Test
    void shouldTellListenersOfRegionsThatComeAndGo() throws Exception {
        List<String> log = new ArrayList<>();
        MemoryMap.Listener listener =
                new MemoryMap.Listener() {
                    @Override
                    public void regionAdded(Region region) {
                        log.add("+" + region.name());
                    }

                    @Override
                    public void regionRemoved(Region region) {
                        log.add("-" + region.name());
                    }
                };
        Region first = memory.allocate("a", 1);
        memory.map().add(listener);
        Region second = memory.allocate("b", 1);
        memory.free(first).toCompletableFuture().get(5, TimeUnit.SECONDS);
        memory.map().remove(listener);
        memory.free(second).toCompletableFuture().get(5, TimeUnit.SECONDS);
        assertEquals(List.of("+a", "+b", "-a"), log);
    }

    @Test
    void shouldUnmapEverythingAtTheEndButWhatIsHeld() throws Exception {
        Region free = memory.allocate("free", 1);
        Region held = memory.allocate("held", 1);
        on(0, held::lease);
        reactors.close();
        memory.close();
        assertFalse(mapped(free));
        assertTrue(mapped(held));
        assertEquals(1, memory.departing().size());
    }

    @Test
    void shouldGiveEachReactorItsShareOfTheBuffers() throws Exception {
        IobufOptions options = new IobufOptions(100, 40, 4096, 65536);
        IoBuffers buffers = IoBuffers.create(memory, options, reactors).join();
        var small = buffers.smallStats().get(5, TimeUnit.SECONDS);
        var large = buffers.largeStats().get(5, TimeUnit.SECONDS);
        assertEquals(List.of(50, 50), small.stream().map(PoolStats::count).toList());
        // As many as the largest request needs, where the share would be less.
        assertEquals(List.of(32, 32), large.stream().map(PoolStats::free).toList());
        on(1, reactor -> assertTrue(reactor.buffers().bytesMax() >= 2 << 20));
        assertEquals(options, buffers.options());
    }
}
