package io.viaduct.itest;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.viaduct.api.bdev.BdevRegistry;
import io.viaduct.api.reactor.Owner;
import io.viaduct.bdev.malloc.MallocMethods;
import io.viaduct.bdev.malloc.MallocModule;
import io.viaduct.core.Platform;
import io.viaduct.core.PlatformOptions;
import io.viaduct.core.reactor.ReactorOptions;
import io.viaduct.testkit.RamBdev;
import io.viaduct.testkit.host.HostCommand;
import io.viaduct.testkit.host.HostConnection;
import io.viaduct.testkit.host.HostController;
import io.viaduct.testkit.host.HostResponse;
import io.viaduct.transport.tcp.TcpTargetTransport;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * A host sends all it can to a held namespace, over NVMe/TCP and with the fewest I/O buffers there
 * can be: other namespaces are served on the same connection and on others, and nothing is lost.
 */
@Timeout(120)
class HeldNamespaceTest {
    private static final String NQN = "nqn.2026-11.io.viaduct:held";
    private static final String HOST = "nqn.2014-08.org.nvmexpress:uuid:held";
    private static final int BLOCK_SIZE = 512;
    private static final int BLOCKS = 65536;
    private static final int HELD = 1;
    private static final int OTHER = 2;
    private static final int DEPTH = 128;

    /** Nearly all of the queue: in-capsule writes, of which some are not of whole pages. */
    private static final int SMALL = 96;

    /** More than a reactor has large buffers. */
    private static final int LARGE = 24;

    private static final int LARGE_BYTES = 65536;
    private static final int KEEP_ALIVE = 0x18;
    private static final int ABORT = 0x08;
    private static final int ABORTED = 0x07;

    private final Random random = new Random(5);
    private final List<byte[]> written = new ArrayList<>();
    private final List<Integer> cids = new ArrayList<>();
    private Platform platform;
    private Owner owner;
    private MallocMethods methods;

    private void serve(String engine) throws Exception {
        PlatformOptions preset = PlatformOptions.of(1);
        ReactorOptions best = preset.reactors();
        var reactors =
                new ReactorOptions(
                        best.cores(), false, engine, best.spinNanos(), best.stallNanos());
        platform =
                Platform.start(
                        new PlatformOptions(
                                preset.version(), reactors, preset.plan(), preset.signals()));
        call("iobuf_set_options", Map.of("small_pool_count", 64, "large_pool_count", 8));
        platform.boot();
        platform.add(platform.owner("tcp"), new TcpTargetTransport()).join();
        moduleComes();
        var ram = new RamBdev("R", BLOCK_SIZE, BLOCKS);
        platform.register(platform.owner("ram"), ram).join();
        call(
                "bdev_malloc_create",
                Map.of("name", "M", "block_size", BLOCK_SIZE, "num_blocks", BLOCKS));
        call("nvmf_create_transport", Map.of("trtype", "TCP"));
        call("nvmf_create_subsystem", Map.of("nqn", NQN, "allow_any_host", true));
        addNamespace("M");
        addNamespace("R");
        Map<String, Object> address =
                Map.of("trtype", "TCP", "traddr", "127.0.0.1", "trsvcid", "0");
        call("nvmf_subsystem_add_listener", Map.of("nqn", NQN, "listen_address", address));
    }

    private void addNamespace(String bdev) throws Exception {
        call("nvmf_subsystem_add_ns", Map.of("nqn", NQN, "namespace", Map.of("bdev_name", bdev)));
    }

    @AfterEach
    void close() {
        platform.close();
    }

    private void moduleComes() {
        owner = platform.owner("malloc");
        BdevRegistry registry = platform.registry(owner);
        methods = new MallocMethods(new MallocModule(registry, platform.estates(owner)));
        platform.add(owner, methods).join();
    }

    private void moduleLeaves() {
        platform.remove(methods).join();
        platform.leave(owner).join();
        platform.leaveEstates(owner);
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

    private byte[] data(int bytes) {
        byte[] data = new byte[bytes];
        random.nextBytes(data);
        return data;
    }

    private static long lba(int write) {
        return (long) write * LARGE_BYTES / BLOCK_SIZE;
    }

    private void send(HostConnection queue, int bytes) throws IOException {
        byte[] data = data(bytes);
        long lba = lba(written.size());
        written.add(data);
        cids.add(queue.send(HostCommand.write(HELD, lba, bytes / BLOCK_SIZE, data)));
    }

    private void assertServed(HostConnection queue, int nsid, int bytes) throws IOException {
        byte[] data = data(bytes);
        int blocks = bytes / BLOCK_SIZE;
        HostController.require(queue.call(HostCommand.write(nsid, 7, blocks, data)), "Write");
        HostResponse read = queue.call(HostCommand.read(nsid, 7, blocks, BLOCK_SIZE));
        HostController.require(read, "Read");
        assertArrayEquals(data, read.data());
    }

    @ParameterizedTest
    @ValueSource(strings = {"uring", "epoll"})
    void shouldServeOthersWhileAHostSendsAllItCanToAHeldNamespace(String engine) throws Exception {
        serve(engine);
        try (HostController host = new HostController(address(), NQN, HOST)) {
            HostConnection queue = host.openQueue(DEPTH);
            HostConnection another = host.openQueue(DEPTH);
            // They take all large buffers, and their data is sent when the gate has closed.
            for (int i = 0; i < LARGE; i++) {
                send(queue, LARGE_BYTES);
            }
            assertServed(another, OTHER, BLOCK_SIZE);
            moduleLeaves();
            for (int i = 0; i < SMALL; i++) {
                send(queue, (1 + i % 8) * BLOCK_SIZE);
            }
            assertServed(queue, OTHER, 4096);
            assertServed(queue, OTHER, LARGE_BYTES);
            assertServed(another, OTHER, LARGE_BYTES);
            HostController.require(
                    host.admin().call(HostCommand.identify(0, HELD)), "Identify of the held one");
            HostController.require(host.admin().call(HostCommand.of(KEEP_ALIVE, 0)), "Keep Alive");
            abortTheLast(host, queue);
            moduleComes();
            for (int cid : cids) {
                HostController.require(queue.await(cid), "Write to the held namespace");
            }
            for (int i = 0; i < written.size(); i++) {
                int blocks = written.get(i).length / BLOCK_SIZE;
                HostResponse read = queue.call(HostCommand.read(HELD, lba(i), blocks, BLOCK_SIZE));
                assertArrayEquals(written.get(i), read.data(), "write " + i);
            }
        }
        assertTold();
    }

    private void abortTheLast(HostController host, HostConnection queue) throws IOException {
        int cid = cids.removeLast();
        written.removeLast();
        HostResponse abort = host.admin().call(HostCommand.of(ABORT, 0).cdw(10, 1 | cid << 16));
        HostController.require(abort, "Abort");
        assertEquals(0, abort.dw0() & 1, "it was aborted");
        assertEquals(ABORTED, queue.await(cid).status());
    }

    private void assertTold() throws Exception {
        Map<?, ?> swap = null;
        while (swap == null) {
            List<?> swaps = (List<?>) ((Map<?, ?>) call("viaduct_get_swaps", null)).get("swaps");
            swap = swaps.isEmpty() ? null : (Map<?, ?>) swaps.getFirst();
        }
        assertEquals("resumed", swap.get("outcome"));
        assertEquals(0L, ((Number) swap.get("blocked")).longValue());
        assertTrue(((Number) swap.get("parked")).longValue() >= SMALL + LARGE);
        assertTrue((Double) swap.get("wait_ms") > 0);
        String region = "io.viaduct.core/hold/1/nvmf_tgt";
        while (platform.memory().find(region) != null) {
            Thread.onSpinWait();
        }
        assertNull(platform.memory().find(region));
    }
}
