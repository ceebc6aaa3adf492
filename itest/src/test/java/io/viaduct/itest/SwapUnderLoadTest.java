package io.viaduct.itest;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.viaduct.api.bdev.BdevRegistry;
import io.viaduct.api.reactor.Owner;
import io.viaduct.bdev.malloc.MallocMethods;
import io.viaduct.bdev.malloc.MallocModule;
import io.viaduct.conformance.Proves;
import io.viaduct.core.Platform;
import io.viaduct.core.PlatformOptions;
import io.viaduct.testkit.host.HostCommand;
import io.viaduct.testkit.host.HostConnection;
import io.viaduct.testkit.host.HostController;
import io.viaduct.transport.tcp.TcpTargetTransport;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/** A module is replaced while a host writes and reads: it sees a pause, not an error. */
@Timeout(120)
class SwapUnderLoadTest {
    private static final String NQN = "nqn.2026-11.io.viaduct:swap";
    private static final String HOST = "nqn.2014-08.org.nvmexpress:uuid:swap";
    private static final int BLOCK_SIZE = 512;
    private static final int BLOCKS = 2048;
    private static final int QUEUE_DEPTH = 16;
    private static final int SWAPS = 5;

    /** Commands between two swaps, so that the host is in full swing at each. */
    private static final int COMMANDS_BETWEEN = 50;

    private Platform platform;
    private Owner owner;
    private MallocMethods methods;

    @BeforeEach
    void serve() throws Exception {
        platform = Platform.start(PlatformOptions.of(2));
        platform.boot();
        platform.add(platform.owner("tcp"), new TcpTargetTransport()).join();
        moduleComes();
        call("bdev_malloc_create", Map.of("name", "M", "block_size", 512, "num_blocks", BLOCKS));
        call("nvmf_create_transport", Map.of("trtype", "TCP"));
        call("nvmf_create_subsystem", Map.of("nqn", NQN, "allow_any_host", true));
        Map<String, Object> namespace = Map.of("bdev_name", "M");
        call("nvmf_subsystem_add_ns", Map.of("nqn", NQN, "namespace", namespace));
        Map<String, Object> address =
                Map.of("trtype", "TCP", "traddr", "127.0.0.1", "trsvcid", "0");
        call("nvmf_subsystem_add_listener", Map.of("nqn", NQN, "listen_address", address));
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

    @Test
    @Proves("features 1 module replaced")
    void shouldShowTheHostAPauseAndNoErrorWhenAModuleIsReplaced() throws Exception {
        AtomicLong commands = new AtomicLong();
        AtomicBoolean enough = new AtomicBoolean();
        try (HostController host = new HostController(address(), NQN, HOST)) {
            HostConnection queue = host.openQueue(QUEUE_DEPTH);
            CompletableFuture<Void> load =
                    CompletableFuture.runAsync(() -> writeAndReadBack(queue, commands, enough));
            for (int i = 0; i < SWAPS; i++) {
                awaitProgress(commands, load);
                moduleLeaves();
                moduleComes();
            }
            awaitProgress(commands, load);
            enough.set(true);
            load.join();
            var controllers = (List<?>) call("nvmf_subsystem_get_controllers", Map.of("nqn", NQN));
            assertEquals(1, controllers.size());
        }
        assertEquals(List.of(), call("viaduct_get_waiting", null));
    }

    private static void awaitProgress(AtomicLong commands, CompletableFuture<Void> load) {
        long enough = commands.get() + COMMANDS_BETWEEN;
        while (commands.get() < enough && !load.isDone()) {
            Thread.onSpinWait();
        }
    }

    // Every block that has been written keeps its content across the modules.
    private static void writeAndReadBack(
            HostConnection queue, AtomicLong commands, AtomicBoolean enough) {
        Random random = new Random(1);
        byte[][] written = new byte[BLOCKS][];
        try {
            while (!enough.get()) {
                int lba = random.nextInt(BLOCKS);
                if (written[lba] != null) {
                    var read = queue.call(HostCommand.read(1, lba, 1, BLOCK_SIZE));
                    HostController.require(read, "Read");
                    assertArrayEquals(written[lba], read.data());
                }
                byte[] data = new byte[BLOCK_SIZE];
                random.nextBytes(data);
                var wrote = queue.call(HostCommand.write(1, lba, 1, data));
                HostController.require(wrote, "Write");
                written[lba] = data;
                commands.incrementAndGet();
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
