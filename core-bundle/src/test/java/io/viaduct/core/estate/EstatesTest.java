package io.viaduct.core.estate;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.viaduct.api.estate.Estate;
import io.viaduct.api.estate.Estates;
import io.viaduct.api.memory.Region;
import io.viaduct.api.reactor.Owner;
import io.viaduct.api.reactor.Reactor;
import io.viaduct.api.rpc.RpcException;
import io.viaduct.core.memory.CoreMemory;
import io.viaduct.core.reactor.LinuxKernel;
import io.viaduct.core.reactor.NanoClock;
import io.viaduct.core.reactor.ReactorGroup;
import io.viaduct.core.reactor.ReactorOptions;
import io.viaduct.linux.Descriptor;
import io.viaduct.linux.EventDescriptor;
import io.viaduct.linux.engine.EngineOptions;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** What instances of bundles leave to those that follow them. */
@Timeout(60)
class EstatesTest {
    private static final String NAME = "io.example.disks/one";

    private final AtomicInteger cleared = new AtomicInteger();
    private ReactorGroup reactors;
    private CoreMemory memory;
    private CoreEstates core;
    private Estates older;
    private Estates newer;

    @BeforeEach
    void open() throws Exception {
        var kernel = new LinuxKernel(EngineOptions.DEFAULT);
        reactors = ReactorGroup.start(ReactorOptions.of(1), NanoClock.SYSTEM, kernel);
        memory = new CoreMemory(reactors, Runnable::run);
        core = new CoreEstates(memory, cleared::incrementAndGet);
        older = core.of(new Owner(100, "io.example.disks"));
        newer = core.of(new Owner(101, "io.example.disks"));
    }

    @AfterEach
    void close() throws Exception {
        core.close();
        reactors.close();
        memory.close();
    }

    private static void refused(int code, Executable call) {
        assertEquals(code, assertThrows(RpcException.class, call).code());
    }

    private static int descriptor() throws IOException {
        try (EventDescriptor counter = EventDescriptor.open()) {
            return Descriptor.duplicate(counter.descriptor());
        }
    }

    @Test
    void shouldHandOverWhatAnInstanceHasLeft() throws Exception {
        Estate left = older.create(NAME, 3);
        byte[] state = {1, 2, 3};
        left.bytes(state);
        Region region = left.addRegion("blocks", 5000);
        state[0] = 9;
        left.release();
        assertEquals(1, cleared.get());

        Estate found = newer.adopt(NAME, 3);
        assertArrayEquals(new byte[] {1, 2, 3}, found.bytes());
        found.bytes()[1] = 9;
        assertArrayEquals(new byte[] {1, 2, 3}, found.bytes());
        assertSame(region, found.region("blocks"));
        assertSame(region, memory.find(NAME + "/blocks"));
        assertNull(found.region("other"));
        assertEquals(3, found.version());
    }

    @Test
    void shouldKnowNothingOfANameThatNobodyHasUsed() throws Exception {
        assertNull(older.adopt(NAME, 1));
        assertEquals(-1, older.versionOf(NAME));
    }

    @Test
    void shouldBeInOnePairOfHands() throws Exception {
        Estate used = older.create(NAME, 1);
        refused(-16, () -> newer.adopt(NAME, 1));
        refused(-16, () -> older.adopt(NAME, 1));
        refused(-17, () -> newer.create(NAME, 1));
        used.release();
        Estate next = newer.adopt(NAME, 1);
        assertNotSame(used, next);
        assertThrows(IllegalStateException.class, used::bytes);
        assertThrows(IllegalStateException.class, used::version);
        assertThrows(IllegalStateException.class, used::discard);
        used.release();
        next.bytes(new byte[1]);
    }

    @Test
    void shouldKeepWhatHasAnotherVersion() throws Exception {
        Estate left = older.create(NAME, 1);
        left.bytes(new byte[7]);
        left.release();
        refused(-22, () -> newer.adopt(NAME, 2));
        assertEquals(1, newer.versionOf(NAME));
        Estate found = newer.adopt(NAME, 1);
        assertEquals(7, found.bytes().length);
        found.version(2);
        found.release();
        refused(-22, () -> newer.adopt(NAME, 1));
        assertEquals(2, newer.adopt(NAME, 2).version());
    }

    @Test
    void shouldLetGoOfWhatABundleThatLeavesHasNotGivenUp() throws Exception {
        Estate used = older.create(NAME, 1);
        core.leave(new Owner(101, "io.example.disks"));
        refused(-16, () -> newer.adopt(NAME, 1));
        core.leave(new Owner(100, "io.example.disks"));
        newer.adopt(NAME, 1).release();
        assertThrows(IllegalStateException.class, used::bytes);
    }

    @Test
    void shouldCloseDescriptorsWithTheEstateAndWhenTheyAreReplaced() throws Exception {
        Estate used = older.create(NAME, 1);
        int first = descriptor();
        int second = descriptor();
        used.descriptor("socket", first);
        used.descriptor("socket", second);
        assertFalse(Descriptor.isOpen(first));
        used.release();
        assertTrue(Descriptor.isOpen(second));
        Estate next = newer.adopt(NAME, 1);
        assertEquals(second, next.descriptor("socket"));
        assertEquals(List.of("socket"), next.descriptors());
        assertEquals(-1, next.descriptor("other"));
        next.discard().toCompletableFuture().get(10, TimeUnit.SECONDS);
        assertFalse(Descriptor.isOpen(second));
    }

    @Test
    void shouldFreeNameAndMemoryOfWhatIsDiscardedOnceNoReactorUsesIt() throws Exception {
        Estate used = older.create(NAME, 1);
        Region region = used.addRegion("blocks", 1);
        reactors.ask(reactors.owner("test"), r -> lease(region, r)).join();
        var gone = used.discard().toCompletableFuture();
        refused(-16, () -> newer.adopt(NAME, 1));
        refused(-17, () -> newer.create(NAME, 1));
        assertFalse(gone.isDone());
        reactors.ask(reactors.owner("test"), r -> unlease(region, r)).join();
        gone.get(10, TimeUnit.SECONDS);
        assertNull(newer.adopt(NAME, 1));
        assertNull(memory.find(NAME + "/blocks"));
        newer.create(NAME, 1).addRegion("blocks", 1);
    }

    private static boolean lease(Region region, Reactor reactor) {
        region.lease(reactor);
        return true;
    }

    private static boolean unlease(Region region, Reactor reactor) {
        region.unlease(reactor);
        return true;
    }

    @Test
    void shouldBeBounded() throws Exception {
        refused(-22, () -> older.create("", 1));
        refused(-22, () -> older.create("a".repeat(Estates.NAME_LENGTH_MAX + 1), 1));
        refused(-22, () -> older.create("a\n", 1));
        refused(-22, () -> older.create(NAME, -1));
        Estate used = older.create("a".repeat(Estates.NAME_LENGTH_MAX), 1);
        String part = "p".repeat(Estates.PART_LENGTH_MAX);
        used.addRegion(part, 1);
        assertThrows(IOException.class, () -> used.addRegion(part, 1));
        byte[] large = new byte[Estates.BYTES_MAX + 1];
        assertThrows(IllegalArgumentException.class, () -> used.bytes(large));
        assertThrows(IllegalArgumentException.class, () -> used.addRegion("", 1));
        for (int i = 1; i < Estates.REGIONS_MAX; i++) {
            used.addRegion("r" + i, 1);
        }
        assertThrows(IOException.class, () -> used.addRegion("more", 1));
    }

    @Test
    void shouldShowTheAdministratorWhatIsLeftAndDiscardIt() throws Exception {
        var methods = new EstateMethods(core);
        Estate used = older.create(NAME, 4);
        used.bytes(new byte[16]);
        used.addRegion("blocks", 4096);
        var shown = methods.list().getFirst();
        assertEquals(NAME, shown.name);
        assertEquals(4, shown.version);
        assertEquals("io.example.disks", shown.made_by);
        assertEquals("io.example.disks", shown.used_by);
        assertEquals(16, shown.bytes);
        assertEquals("blocks", shown.regions.getFirst().name);
        assertEquals(4096, shown.regions.getFirst().bytes);
        var which = new EstateMethods.Discard();
        which.name = NAME;
        refused(-16, () -> methods.discard(which));
        used.release();
        assertNull(methods.list().getFirst().used_by);
        methods.discard(which).toCompletableFuture().get(10, TimeUnit.SECONDS);
        assertEquals(List.of(), methods.list());
        refused(-2, () -> methods.discard(which));
    }
}
