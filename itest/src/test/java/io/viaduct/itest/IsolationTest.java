package io.viaduct.itest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.viaduct.api.bdev.BdevRegistry;
import io.viaduct.api.reactor.Owner;
import io.viaduct.bdev.malloc.MallocMethods;
import io.viaduct.bdev.malloc.MallocModule;
import io.viaduct.core.Platform;
import io.viaduct.core.PlatformOptions;
import io.viaduct.core.bdev.Placement;
import io.viaduct.core.reactor.NanoClock;
import io.viaduct.testkit.RamBdev;
import io.viaduct.testkit.host.HostCommand;
import io.viaduct.testkit.host.HostConnection;
import io.viaduct.testkit.host.HostController;
import io.viaduct.testkit.host.HostResponse;
import io.viaduct.transport.tcp.TcpTargetTransport;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A namespace whose module blocks or throws, beside one that is well, on the same controller: the
 * good one does not notice, the bad one is named, held, and removed until it comes again.
 */
@Timeout(120)
class IsolationTest {
    private static final Logger LOG = System.getLogger(IsolationTest.class.getName());
    private static final String NQN = "nqn.2026-11.io.viaduct:isolation";
    private static final String HOST = "nqn.2014-08.org.nvmexpress:uuid:isolation";
    private static final int BLOCK_SIZE = 512;
    private static final int BLOCKS = 2048;
    private static final int GOOD = 1;
    private static final int BAD = 2;
    private static final int SAMPLES = 20_000;
    private static final int WARM_UP = 20_000;
    private static final int FAULTS_MAX = 8;
    private static final long LOOK_NANOS = 5_000_000;
    private static final long STALL_MS = 500;
    private static final long HOLD_MS = 1_500;

    private final UUID uuid = UUID.randomUUID();
    private Platform platform;
    private Owner module;
    private BadBdev bad;

    @BeforeEach
    void serve() throws Exception {
        platform = Platform.start(PlatformOptions.of(1));
        platform.isolationStallMs(STALL_MS);
        platform.boot();
        platform.add(platform.owner("tcp"), new TcpTargetTransport()).join();
        Owner owner = platform.owner("malloc");
        BdevRegistry registry = platform.registry(owner);
        platform.add(owner, new MallocMethods(new MallocModule(registry, platform.estates(owner))))
                .join();
        call("bdev_malloc_create", Map.of("name", "Good", "block_size", 512, "num_blocks", BLOCKS));
        call("nvmf_create_transport", Map.of("trtype", "TCP"));
        call("nvmf_create_subsystem", Map.of("nqn", NQN, "allow_any_host", true));
        addNamespace("Good", GOOD);
        Map<String, Object> address =
                Map.of("trtype", "TCP", "traddr", "127.0.0.1", "trsvcid", "0");
        call("nvmf_subsystem_add_listener", Map.of("nqn", NQN, "listen_address", address));
    }

    @AfterEach
    void close() {
        platform.close();
    }

    private void addNamespace(String bdev, int nsid) throws Exception {
        Map<String, Object> namespace = Map.of("bdev_name", bdev, "nsid", nsid);
        call("nvmf_subsystem_add_ns", Map.of("nqn", NQN, "namespace", namespace));
        call("viaduct_ns_set_hold", Map.of("nqn", NQN, "nsid", nsid, "hold_ms", HOLD_MS));
    }

    private void moduleComes(Placement placement) throws Exception {
        module = platform.owner("org.example.bad");
        bad = new BadBdev(new RamBdev("Bad", BLOCK_SIZE, BLOCKS), uuid);
        platform.register(module, placement, bad).get();
    }

    private Object call(String method, Map<String, Object> parameters) throws Exception {
        return platform.controlPlane().call(method, parameters);
    }

    private InetSocketAddress address() throws Exception {
        Map<?, ?> listener =
                (Map<?, ?>)
                        ((List<?>) call("nvmf_subsystem_get_listeners", Map.of("nqn", NQN)))
                                .getFirst();
        String port = (String) ((Map<?, ?>) listener.get("address")).get("trsvcid");
        return new InetSocketAddress("127.0.0.1", Integer.parseInt(port));
    }

    @Test
    void shouldLetOnlyItsOwnNamespacePayForAModuleThatBlocks() throws Exception {
        moduleComes(Placement.ISOLATED);
        addNamespace("Bad", BAD);
        try (HostController host = new HostController(address(), NQN, HOST)) {
            HostConnection good = host.openQueue(8);
            HostConnection other = host.openQueue(8);
            HostController.require(read(other, BAD), "Read before");
            long before = p99(good);
            bad.mood(BadBdev.Mood.BLOCKS);
            other.send(HostCommand.read(BAD, 0, 1, BLOCK_SIZE));
            long during = p99(good);
            awaitState("quarantined");
            report("blocks", before, during);
            Map<?, ?> page = moduleBad();
            assertEquals("isolated", page.get("placement"));
            assertEquals(1L, ((Number) page.get("outstanding")).longValue());
            assertTrue(page.get("reason").toString().contains("stuck for"), page.toString());
            assertEquals(List.of("module_quarantined"), notified("module_quarantined"));
            HostController.require(read(good, GOOD), "Read of the good namespace");
            awaitRemoval(good);
            assertWaits("nvmf_subsystem_add_ns");
            shouldComeBackWithAnotherInstance(Placement.ISOLATED, good);
        }
    }

    @Test
    void shouldResetAControllerWhileAModuleIsStuckWithItsCommand() throws Exception {
        moduleComes(Placement.ISOLATED);
        addNamespace("Bad", BAD);
        try (HostController host = new HostController(address(), NQN, HOST)) {
            HostConnection queue = host.openQueue(8);
            HostController.require(read(queue, BAD), "Read before");
            bad.mood(BadBdev.Mood.BLOCKS);
            queue.send(HostCommand.read(BAD, 0, 1, BLOCK_SIZE));
            awaitState("quarantined");
            // It waits until the controller says that it has shut down: its queues are gone.
            host.shutDown();
        }
        try (HostController again = new HostController(address(), NQN, HOST)) {
            HostController.require(read(again.openQueue(8), GOOD), "Read after");
        }
        bad.relent();
        awaitOutstanding(0);
    }

    @Test
    void shouldQuarantineAnInlineModuleThatThrowsAgainAndAgain() throws Exception {
        moduleComes(Placement.INLINE);
        addNamespace("Bad", BAD);
        try (HostController host = new HostController(address(), NQN, HOST)) {
            HostConnection good = host.openQueue(8);
            HostConnection other = host.openQueue(64);
            long before = p99(good);
            bad.mood(BadBdev.Mood.THROWS);
            for (int i = 0; i < FAULTS_MAX; i++) {
                assertNotEquals(0, read(other, BAD).status(), "fault " + i);
            }
            long during = p99(good);
            awaitState("quarantined");
            report("throws", before, during);
            Map<?, ?> page = moduleBad();
            assertEquals("inline", page.get("placement"));
            assertEquals((long) FAULTS_MAX, ((Number) page.get("faults")).longValue());
            awaitRemoval(good);
            shouldComeBackWithAnotherInstance(Placement.INLINE, good);
        }
    }

    private void shouldComeBackWithAnotherInstance(Placement placement, HostConnection queue)
            throws Exception {
        platform.leave(module).get();
        moduleComes(placement);
        awaitTrue(() -> List.of().equals(call("viaduct_get_waiting", null)), "the namespace");
        HostController.require(read(queue, BAD), "Read of the namespace that is back");
        assertEquals("active", moduleBad().get("state"));
    }

    private static HostResponse read(HostConnection queue, int nsid) throws IOException {
        return queue.call(HostCommand.read(nsid, 0, 1, BLOCK_SIZE));
    }

    /** Nanoseconds within which all but one of a hundred reads of the good namespace end. */
    private static long p99(HostConnection queue) throws IOException {
        for (int i = 0; i < WARM_UP; i++) {
            HostController.require(read(queue, GOOD), "Read");
        }
        long[] times = new long[SAMPLES];
        for (int i = 0; i < SAMPLES; i++) {
            long start = NanoClock.SYSTEM.nanoTime();
            HostController.require(read(queue, GOOD), "Read");
            times[i] = NanoClock.SYSTEM.nanoTime() - start;
        }
        Arrays.sort(times);
        return times[SAMPLES * 99 / 100];
    }

    private static void report(String what, long before, long during) {
        LOG.log(
                Level.INFO,
                "p99 of the good namespace: {0} us before, {1} us while the other {2}",
                before / 1000,
                during / 1000,
                what);
    }

    private Map<?, ?> moduleBad() throws Exception {
        return ((List<?>) call("viaduct_get_modules", null))
                .stream()
                        .map(page -> (Map<?, ?>) page)
                        .filter(page -> page.get("bundle").equals("org.example.bad"))
                        .findFirst()
                        .orElseThrow();
    }

    private List<String> notified(String type) throws Exception {
        return ((List<?>) call("notify_get_notifications", Map.of("id", 0, "max", 100)))
                .stream()
                        .map(event -> ((Map<?, ?>) event).get("type").toString())
                        .filter(type::equals)
                        .toList();
    }

    private void assertWaits(String method) throws Exception {
        String waiting = call("viaduct_get_waiting", null).toString();
        assertTrue(waiting.contains(method) && waiting.contains("org.example.bad"), waiting);
    }

    private void awaitState(String state) throws Exception {
        awaitTrue(() -> moduleBad().get("state").equals(state), state);
    }

    private void awaitOutstanding(long count) throws Exception {
        awaitTrue(
                () -> ((Number) moduleBad().get("outstanding")).longValue() == count,
                count + " I/O outstanding");
    }

    private void awaitRemoval(HostConnection queue) throws Exception {
        awaitTrue(() -> notified("namespace_removed").size() == 1, "the end of the hold");
        assertFalse(read(queue, BAD).status() == 0, "the namespace is gone");
    }

    /** What may fail while it does not hold. */
    private interface Condition {
        boolean holds() throws Exception;
    }

    private static void awaitTrue(Condition condition, String what) throws Exception {
        CompletableFuture<Void> holds =
                CompletableFuture.runAsync(
                        () -> {
                            try {
                                while (!condition.holds()) {
                                    LockSupport.parkNanos(LOOK_NANOS);
                                }
                            } catch (Exception e) {
                                throw new CompletionException(what, e);
                            }
                        });
        holds.get(30, TimeUnit.SECONDS);
    }
}
