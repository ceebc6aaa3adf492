package io.viaduct.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.viaduct.api.bdev.BdevRegistration;
import io.viaduct.api.bdev.BdevRegistration.Departure;
import io.viaduct.api.reactor.Owner;
import io.viaduct.api.rpc.RpcException;
import io.viaduct.api.rpc.RpcState;
import io.viaduct.core.control.Boot;
import io.viaduct.core.control.ConfigFile;
import io.viaduct.core.reactor.NanoClock;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** The wired core on real reactors and loopback, with a transport and a device of the test. */
@Timeout(60)
class PlatformTest {
    private static final String NQN = "nqn.2026-11.io.viaduct:a";

    /** What {@code spdk_top} knows of a reactor; it refuses an answer with anything else. */
    private static final Set<String> SPDK_REACTOR =
            Set.of(
                    "lcore",
                    "numa_id",
                    "tid",
                    "busy",
                    "idle",
                    "in_interrupt",
                    "irq",
                    "sys",
                    "usr",
                    "lw_threads");

    @TempDir Path folder;

    private final ClosingTransport transport = new ClosingTransport();
    private Platform platform;

    @BeforeEach
    void start() throws Exception {
        start(PlatformOptions.of(1));
    }

    private void start(PlatformOptions options) throws Exception {
        if (platform != null) {
            platform.close();
        }
        platform = Platform.start(options);
        platform.add(platform.owner("wire"), transport).join();
    }

    @AfterEach
    void close() {
        platform.close();
    }

    private Object call(String method, Map<String, Object> parameters) throws Exception {
        return platform.controlPlane().call(method, parameters);
    }

    private Map<?, ?> subsystem() throws Exception {
        List<?> all = (List<?>) call("nvmf_get_subsystems", Map.of("nqn", NQN));
        return (Map<?, ?>) all.getFirst();
    }

    private Map<?, ?> namespace() throws Exception {
        return (Map<?, ?>) ((List<?>) subsystem().get("namespaces")).getFirst();
    }

    private int port() throws Exception {
        Map<?, ?> address = (Map<?, ?>) ((List<?>) subsystem().get("listen_addresses")).getFirst();
        return Integer.parseInt((String) address.get("trsvcid"));
    }

    /** A subsystem with one namespace and one port. */
    private BdevRegistration build(Owner module) throws Exception {
        BdevRegistration disk = platform.registry(module).register(new ZeroDisk("d", 1024));
        call("nvmf_create_transport", Map.of("trtype", "TCP"));
        call("nvmf_create_subsystem", Map.of("nqn", NQN));
        Map<String, Object> namespace = Map.of("bdev_name", "d");
        assertEquals(1, call("nvmf_subsystem_add_ns", Map.of("nqn", NQN, "namespace", namespace)));
        call("nvmf_subsystem_add_listener", Map.of("nqn", NQN, "listen_address", address()));
        return disk;
    }

    private static Map<String, Object> address() {
        return Map.of("trtype", "TCP", "adrfam", "IPv4", "traddr", "127.0.0.1", "trsvcid", "0");
    }

    private static boolean accepts(int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress("127.0.0.1", port));
            return socket.getInputStream().read() < 0;
        } catch (IOException e) {
            return false;
        }
    }

    @Test
    void shouldServeASubsystemAndTakeItAwayAgain() throws Exception {
        platform.boot();
        build(platform.owner("disks"));
        int port = port();
        assertTrue(accepts(port));
        assertEquals(true, bdev().get("claimed"));
        call("nvmf_delete_subsystem", Map.of("nqn", NQN));
        assertFalse(accepts(port));
        assertEquals(false, bdev().get("claimed"));
    }

    private Map<?, ?> bdev() throws Exception {
        return (Map<?, ?>) ((List<?>) call("bdev_get_bdevs", null)).getFirst();
    }

    @Test
    void shouldTakeTheNamespaceAwayWithItsDevice() throws Exception {
        platform.boot();
        BdevRegistration disk = build(platform.owner("disks"));
        disk.close(Departure.DELETED);
        assertEquals(List.of(), subsystem().get("namespaces"));
        assertEquals(List.of(), call("bdev_get_bdevs", null));
    }

    @Test
    void shouldSeeOffAnOwnerWithAllThatIsIts() throws Exception {
        platform.boot();
        Owner module = platform.owner("disks");
        build(module);
        Map<?, ?> held = namespace();
        platform.leave(module).join();
        assertEquals(held, namespace());
        assertEquals(List.of(), call("bdev_get_bdevs", null));
        platform.remove(transport).join();
        assertTrue(transport.closed);
        Map<?, ?> shown = (Map<?, ?>) ((List<?>) call("nvmf_get_transports", null)).getFirst();
        assertEquals("HELD", shown.get("state"));
        int port = port();
        call("nvmf_delete_subsystem", Map.of("nqn", NQN));
        assertFalse(accepts(port));
    }

    @Test
    void shouldTellOfDevicesThatComeAndGo() throws Exception {
        platform.boot();
        BdevRegistration disk =
                platform.registry(platform.owner("disks")).register(new ZeroDisk("d", 8));
        disk.close(Departure.DELETED);
        List<?> types = (List<?>) call("notify_get_types", null);
        assertTrue(types.containsAll(List.of("bdev_register", "bdev_unregister")));
        assertEquals(
                List.of(
                        Map.of("type", "bdev_register", "ctx", "d", "id", 0L),
                        Map.of("type", "bdev_unregister", "ctx", "d", "id", 1L)),
                call("notify_get_notifications", null));
        assertEquals(
                List.of(Map.of("type", "bdev_unregister", "ctx", "d", "id", 1L)),
                call("notify_get_notifications", Map.of("id", 1, "max", 1)));
    }

    /** What waits comes back by itself, some turns of the strand after its module. */
    private void awaitNothingWaiting() throws Exception {
        long end = NanoClock.SYSTEM.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (!List.of().equals(call("viaduct_get_waiting", null))) {
            assertTrue(NanoClock.SYSTEM.nanoTime() < end, "objects still wait");
        }
    }

    @Test
    void shouldBringBackWhatWaitsForAModule() throws Exception {
        platform.boot();
        Owner module = platform.owner("zero");
        var methods = new ZeroMethods(platform.registry(module));
        platform.add(module, methods).join();
        call("bdev_zero_create", Map.of("name", "z"));
        call("nvmf_create_subsystem", Map.of("nqn", NQN));
        Map<String, Object> wanted = Map.of("bdev_name", "z");
        call("nvmf_subsystem_add_ns", Map.of("nqn", NQN, "namespace", wanted));
        Object before = subsystem().get("namespaces");
        Map<?, ?> held = namespace();

        platform.leave(module).join();
        assertEquals(held, namespace());
        List<?> waiting = (List<?>) call("viaduct_get_waiting", null);
        assertEquals(2, waiting.size());
        assertEquals("bdev_zero_create", ((Map<?, ?>) waiting.getFirst()).get("method"));

        Owner again = platform.owner("zero");
        platform.add(again, new ZeroMethods(platform.registry(again))).join();
        awaitNothingWaiting();
        assertEquals(before, subsystem().get("namespaces"));
    }

    @Test
    void shouldGoOnWithANewInstanceThatHasComeBeforeTheOldOneLeaves() throws Exception {
        platform.boot();
        Owner old = platform.owner("zero");
        var methods = new ZeroMethods(platform.registry(old));
        platform.add(old, methods).join();
        call("bdev_zero_create", Map.of("name", "z"));
        Owner next = platform.owner("zero");
        platform.add(next, new ZeroMethods(platform.registry(next))).join();

        platform.remove(methods).join();
        platform.leave(old).join();
        awaitNothingWaiting();
        assertEquals("z", bdev().get("name"));
    }

    @Test
    void shouldTryAgainWhatWasRefusedForAClaimThatIsGivenUp() throws Exception {
        platform.boot();
        Owner module = platform.owner("zero");
        platform.add(module, new ZeroMethods(platform.registry(module))).join();
        call("bdev_zero_create", Map.of("name", "z"));
        Owner stack = platform.owner("stack");
        var methods = new StackMethods(platform.registry(stack));
        platform.add(stack, methods).join();
        call("bdev_stack_create", Map.of("name", "s", "base_bdev_name", "z"));
        Owner next = platform.owner("stack");
        platform.add(next, new StackMethods(platform.registry(next))).join();

        platform.remove(methods).join();
        // The device goes, and its claim of the one below only after it.
        platform.leave(stack).join();
        awaitNothingWaiting();
    }

    @Test
    void shouldForgetWhatTheAdministratorDeletesWhileItWaits() throws Exception {
        platform.boot();
        Owner module = platform.owner("zero");
        platform.add(module, new ZeroMethods(platform.registry(module))).join();
        call("bdev_zero_create", Map.of("name", "z"));
        call("nvmf_create_subsystem", Map.of("nqn", NQN));
        Map<String, Object> wanted = Map.of("bdev_name", "z");
        call("nvmf_subsystem_add_ns", Map.of("nqn", NQN, "namespace", wanted));
        platform.leave(module).join();
        call("nvmf_subsystem_remove_ns", Map.of("nqn", NQN, "nsid", 1));
        assertEquals(1, ((List<?>) call("viaduct_get_waiting", null)).size());
    }

    @Test
    void shouldBringBackATransportWithItsListeners() throws Exception {
        platform.boot();
        build(platform.owner("disks"));
        int port = port();
        platform.remove(transport).join();
        assertEquals(1, ((List<?>) call("viaduct_get_waiting", null)).size());
        var early = CompletableFuture.supplyAsync(() -> accepts(port));
        platform.add(platform.owner("wire"), new ClosingTransport()).join();
        platform.strand().submit(() -> null).join();
        awaitNothingWaiting();
        assertTrue(early.join());
        assertTrue(accepts(port));
    }

    @Test
    void shouldWaitForInitialization() throws Exception {
        Boot.Plan plan = new Boot.Plan(null, true, true, "127.0.0.1", 0);
        start(PlatformOptions.of(1).withPlan(plan));
        assertEquals(RpcState.STARTUP, platform.controlPlane().state());
        assertEquals(-1, assertThrows(RpcException.class, this::listTransports).code());
        call("iobuf_set_options", Map.of("small_pool_count", 64, "large_pool_count", 16));
        var waiting = platform.controlPlane().submit("framework_wait_init", null);
        call("framework_start_init", null);
        assertEquals(true, waiting.toCompletableFuture().get());
        assertEquals(List.of(), platform.boot());
        assertEquals(-1, assertThrows(RpcException.class, this::startInit).code());
        assertEquals(
                List.of(
                        Map.of(
                                "method",
                                "iobuf_set_options",
                                "params",
                                Map.of("small_pool_count", 64, "large_pool_count", 16))),
                call("framework_get_config", Map.of("name", "iobuf")));
    }

    private void listTransports() throws Exception {
        call("nvmf_get_transports", null);
    }

    private void startInit() throws Exception {
        call("framework_start_init", null);
    }

    @Test
    void shouldStartFromAConfigurationAndSaveItAgain() throws Exception {
        Path file =
                Files.writeString(
                        folder.resolve("config.json"),
                        """
                        {"subsystems": [
                          {"subsystem": "nvmf", "config": [
                            {"method": "nvmf_create_transport", "params": {"trtype": "TCP"}},
                            {"method": "nvmf_create_subsystem",
                             "params": {"nqn": "%s", "allow_any_host": true}},
                            {"method": "nvmf_subsystem_add_listener",
                             "params": {"nqn": "%s", "listen_address":
                               {"trtype": "TCP", "traddr": "127.0.0.1", "trsvcid": "0"}}}]},
                          {"subsystem": "iobuf", "config": [
                            {"method": "iobuf_set_options",
                             "params": {"small_pool_count": 128}}]}]}
                        """
                                .formatted(NQN, NQN));
        start(PlatformOptions.of(1).withConfig(file));
        List<String> connect = platform.boot();
        assertEquals(
                List.of("nvme connect -t tcp -a 127.0.0.1 -s " + port() + " -n " + NQN), connect);
        List<?> saved = (List<?>) call("framework_get_config", Map.of("name", "nvmf"));
        assertEquals(3, saved.size());
    }

    @Test
    void shouldStartFromAConfigurationAsSpdkSavesIt() throws Exception {
        Path file = folder.resolve("config.json");
        try (var twin = PlatformTest.class.getResourceAsStream("as-spdk-saves.json")) {
            Files.copy(twin, file);
        }
        start(PlatformOptions.of(1).withConfig(file));
        platform.registry(platform.owner("disks")).register(new ZeroDisk("d", 1024));
        assertEquals(1, platform.boot().size());
        assertEquals("00112233-4455-6677-8899-aabbccddeeff", namespace().get("uuid"));
        for (String part : List.of("scheduler", "sock", "iobuf", "accel", "bdev", "nvmf")) {
            List<?> saved = (List<?>) call("framework_get_config", Map.of("name", part));
            assertFalse(saved.isEmpty(), part);
        }
        List<?> sockets = (List<?>) call("framework_get_config", Map.of("name", "sock"));
        assertEquals(4, sockets.size());
        assertEquals(Map.of("impl_name", "posix"), call("sock_get_default_impl", null));
        Map<?, ?> scheduler = (Map<?, ?>) call("framework_get_scheduler", null);
        assertEquals("static", scheduler.get("scheduler_name"));
        call("framework_set_scheduler", Map.of("name", "dynamic", "period", 5000));
        scheduler = (Map<?, ?>) call("framework_get_scheduler", null);
        assertEquals("dynamic", scheduler.get("scheduler_name"));
        assertEquals(5000, scheduler.get("scheduler_period"));
        Map<?, ?> tls = (Map<?, ?>) call("sock_impl_get_options", Map.of("impl_name", "ssl"));
        assertEquals(4096, tls.get("recv_buf_size"));
    }

    @Test
    void shouldTellOptionsOfSocketsThatAreStored() throws Exception {
        call("sock_set_default_impl", Map.of("impl_name", "ssl"));
        assertEquals(Map.of("impl_name", "ssl"), call("sock_get_default_impl", null));
        Map<String, Object> posix = Map.of("impl_name", "posix");
        assertEquals(false, ((Map<?, ?>) call("sock_impl_get_options", posix)).get("enable_ktls"));
        call("sock_impl_set_options", Map.of("impl_name", "posix", "enable_ktls", true));
        Map<?, ?> options = (Map<?, ?>) call("sock_impl_get_options", posix);
        assertEquals(true, options.get("enable_ktls"));
        assertEquals(2097152L, options.get("recv_buf_size"));
        Map<String, Object> none = Map.of("impl_name", "none");
        assertThrows(RpcException.class, () -> call("sock_impl_get_options", none));
    }

    @Test
    void shouldRefuseStoredOptionsThatSpdkHasNot() throws Exception {
        platform.boot();
        Map<String, Object> unknown = Map.of("no_such_option", 1);
        var answer = assertThrows(RpcException.class, () -> call("bdev_nvme_set_options", unknown));
        assertEquals("spdk_json_decode_object failed", answer.getMessage());
        Map<String, Object> wrong = Map.of("bdev_retry_count", "3");
        assertThrows(RpcException.class, () -> call("bdev_nvme_set_options", wrong));
        assertEquals(true, call("bdev_nvme_set_options", Map.of("bdev_retry_count", 3)));
    }

    @Test
    void shouldFailAStartWhoseConfigurationFails() throws Exception {
        Path file =
                Files.writeString(
                        folder.resolve("config.json"),
                        """
                        {"subsystems": [{"subsystem": "nvmf", "config": [
                            {"method": "nvmf_create_subsystem", "params": {"nqn": "none"}}]}]}
                        """);
        start(PlatformOptions.of(1).withConfig(file));
        var failure = assertThrows(ConfigFile.Invalid.class, platform::boot);
        assertTrue(failure.getMessage().contains("entry 1"), failure::getMessage);
    }

    @Test
    void shouldShowReactorsBuffersMethodsAndVersion() throws Exception {
        platform.boot();
        Map<?, ?> all = (Map<?, ?>) call("framework_get_reactors", null);
        assertEquals(ProcessHandle.current().pid(), ((Number) all.get("pid")).longValue());
        Map<?, ?> reactor = (Map<?, ?>) ((List<?>) all.get("reactors")).getFirst();
        // SPDK's clients take these alone.
        assertEquals(SPDK_REACTOR, reactor.keySet());
        Map<?, ?> loops = (Map<?, ?>) call("viaduct_get_reactors", null);
        Map<?, ?> loop = (Map<?, ?>) ((List<?>) loops.get("reactors")).getFirst();
        assertEquals("reactor_0", loop.get("name"));
        assertTrue(Set.of("uring", "epoll").contains(loop.get("engine")), loop::toString);
        Map<?, ?> pollers = (Map<?, ?>) call("thread_get_pollers", null);
        Map<?, ?> thread = (Map<?, ?>) ((List<?>) pollers.get("threads")).getFirst();
        assertEquals("reactor_0", thread.get("name"));
        assertEquals(List.of(), thread.get("active_pollers"), "it would never sleep");
        Map<?, ?> usage = (Map<?, ?>) ((List<?>) call("iobuf_get_stats", null)).getFirst();
        assertEquals("nvmf", usage.get("module"));
        long free = ((Number) ((Map<?, ?>) usage.get("small_pool")).get("cache_size")).longValue();
        assertTrue(free >= 64, usage::toString);
        assertTrue(((List<?>) call("rpc_get_methods", null)).contains("nvmf_create_subsystem"));
        assertFalse(
                ((List<?>) call("rpc_get_methods", Map.of("current", true)))
                        .contains("framework_start_init"));
        Map<?, ?> version = (Map<?, ?>) call("spdk_get_version", null);
        assertEquals("Viaduct v0.0.0", version.get("version"));
    }
}
