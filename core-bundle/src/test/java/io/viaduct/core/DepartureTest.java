package io.viaduct.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.viaduct.api.bdev.BdevDescriptor;
import io.viaduct.api.bdev.BdevRegistration;
import io.viaduct.api.bdev.BdevRegistration.Departure;
import io.viaduct.api.bdev.BdevRegistry;
import io.viaduct.api.reactor.Owner;
import io.viaduct.api.rpc.RpcException;
import io.viaduct.api.rpc.RpcMethod;
import io.viaduct.api.rpc.RpcMethods;
import io.viaduct.core.reactor.NanoClock;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/** Modules that leave while they are in use, on real reactors. */
@Timeout(60)
class DepartureTest {
    private static final String NQN = "nqn.2026-11.io.viaduct:a";

    private Platform platform;

    @BeforeEach
    void start() throws Exception {
        platform = Platform.start(PlatformOptions.of(2));
        platform.boot();
        call("nvmf_create_subsystem", Map.of("nqn", NQN));
    }

    @AfterEach
    void close() {
        platform.close();
    }

    private Object call(String method, Map<String, Object> parameters) throws Exception {
        return platform.controlPlane().call(method, parameters);
    }

    private void serve(String bdev) throws Exception {
        Map<String, Object> wanted = Map.of("bdev_name", bdev);
        call("nvmf_subsystem_add_ns", Map.of("nqn", NQN, "namespace", wanted));
    }

    private List<?> namespaces() throws Exception {
        List<?> all = (List<?>) call("nvmf_get_subsystems", Map.of("nqn", NQN));
        return (List<?>) ((Map<?, ?>) all.getFirst()).get("namespaces");
    }

    private List<?> waiting() throws Exception {
        return (List<?>) call("viaduct_get_waiting", null);
    }

    private Map<?, ?> departing() throws Exception {
        return (Map<?, ?>) call("viaduct_get_departing", null);
    }

    private List<?> going() throws Exception {
        return (List<?>) departing().get("devices");
    }

    /** What was told of devices, without registrations. */
    private List<String> unregistered() throws Exception {
        return ((List<?>) call("notify_get_notifications", null))
                .stream()
                        .map(event -> (Map<?, ?>) event)
                        .filter(event -> event.get("type").equals("bdev_unregister"))
                        .map(event -> (String) event.get("ctx"))
                        .toList();
    }

    private interface Check {
        boolean holds() throws Exception;
    }

    private static void await(Check check) throws Exception {
        long end = NanoClock.SYSTEM.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!check.holds()) {
            assertTrue(NanoClock.SYSTEM.nanoTime() < end, "it does not come");
        }
    }

    private Owner zeroModule() {
        Owner module = platform.owner("io.example.zero");
        platform.add(module, new ZeroMethods(platform.registry(module))).join();
        return module;
    }

    private Owner stackModule() {
        Owner module = platform.owner("io.example.stack");
        platform.add(module, new StackMethods(platform.registry(module))).join();
        return module;
    }

    /** Somebody who does not give up a device before he wants to. */
    private BdevDescriptor sluggish(String bdev) throws Exception {
        BdevRegistry registry = platform.registry(platform.owner("io.example.backup"));
        return registry.open(bdev, false, (gone, cause) -> {});
    }

    @Test
    void shouldAdoptADeviceAgainOnlyWhenItHasBeenGivenBack() throws Exception {
        Owner module = zeroModule();
        call("bdev_zero_create", Map.of("name", "z"));
        serve("z");
        List<?> before = namespaces();
        BdevDescriptor use = sluggish("z");
        CompletableFuture<Void> gone = platform.leave(module);
        zeroModule();
        await(() -> waiting().toString().contains("z goes, and is still in use"));
        assertTrue(waiting().toString().contains("io.example.zero"), waiting()::toString);
        Map<?, ?> device = (Map<?, ?>) going().getFirst();
        assertEquals("z", device.get("bdev_name"));
        assertEquals("io.example.zero", device.get("module"));
        assertEquals("MODULE_LEAVING", device.get("cause"));
        assertEquals(false, device.get("overdue"));
        assertFalse(gone.isDone());
        use.close();
        gone.join();
        await(() -> waiting().isEmpty());
        assertEquals(List.of(), going());
        assertEquals(before, namespaces());
    }

    @Test
    void shouldLetAModuleGoAtTheDeadlineAndSayWhatItHasLeft() throws Exception {
        BdevRegistry registry = platform.registry(platform.owner("io.example.disks"));
        BdevRegistration one = registry.register(new ZeroDisk("one", 8));
        BdevRegistration two = registry.register(new ZeroDisk("two", 8));
        BdevDescriptor first = sluggish("one");
        BdevDescriptor second = sluggish("two");
        var unused = two.depart(Departure.MODULE_LEAVING);
        one.close(Departure.MODULE_LEAVING);
        two.close(Departure.MODULE_LEAVING);
        assertEquals(2L, ((Number) departing().get("overdue_count")).longValue());
        for (Object device : going()) {
            assertEquals(true, ((Map<?, ?>) device).get("overdue"));
            assertEquals(List.of("io.example.backup"), ((Map<?, ?>) device).get("users"));
        }
        first.close();
        second.close();
        assertEquals(List.of(), going());
    }

    @Test
    void shouldSeeOffAStackFromTheTopAndBringItBackFromTheBottom() throws Exception {
        Owner below = zeroModule();
        stackModule();
        call("bdev_zero_create", Map.of("name", "z"));
        call("bdev_stack_create", Map.of("name", "s", "base_bdev_name", "z"));
        serve("s");
        List<?> before = namespaces();
        platform.leave(below).join();
        assertEquals(List.of("s", "z"), unregistered());
        assertEquals(before, namespaces(), "it is held");
        assertEquals(3, waiting().size());
        zeroModule();
        await(() -> waiting().isEmpty());
        assertEquals(before, namespaces());
        assertEquals(2, ((List<?>) call("bdev_get_bdevs", null)).size());
    }

    @Test
    void shouldSeeOffTwoModulesAtOnceOneOfThemInTheMiddleOfTheOthers() throws Exception {
        Owner below = zeroModule();
        Owner above = stackModule();
        call("bdev_zero_create", Map.of("name", "z"));
        call("bdev_stack_create", Map.of("name", "s", "base_bdev_name", "z"));
        serve("s");
        List<?> before = namespaces();
        BdevDescriptor use = sluggish("s");
        CompletableFuture<Void> first = platform.leave(below);
        CompletableFuture<Void> second = platform.leave(above);
        await(() -> going().size() == 2);
        use.close();
        CompletableFuture.allOf(first, second).join();
        assertEquals(List.of("s", "z"), unregistered());
        stackModule();
        zeroModule();
        await(() -> waiting().isEmpty());
        assertEquals(before, namespaces());
    }

    @Test
    void shouldKeepANamespaceInMindWhoseDeviceIsLost() throws Exception {
        BdevRegistry registry = platform.registry(platform.owner("io.example.disks"));
        BdevRegistration disk = registry.register(new ZeroDisk("d", 1024));
        serve("d");
        List<?> before = namespaces();
        disk.lost();
        await(() -> unregistered().contains("d"));
        assertEquals(List.of(), namespaces());
        assertTrue(waiting().toString().contains("device d is lost"), waiting()::toString);
        registry.register(new ZeroDisk("d", 1024));
        await(() -> waiting().isEmpty());
        assertEquals(before, namespaces());
    }

    @Test
    void shouldKnowADeviceThatItsModuleHasFoundAgainByItself() throws Exception {
        Owner module = zeroModule();
        call("bdev_zero_create", Map.of("name", "z"));
        platform.leave(module).join();
        assertEquals(1, waiting().size());
        Owner again = platform.owner("io.example.zero");
        platform.registry(again).register(new ZeroDisk("z", 1024));
        platform.add(again, new ZeroMethods(platform.registry(again))).join();
        await(() -> waiting().isEmpty());
    }

    /** A method that takes its time. */
    public static final class SlowMethods implements RpcMethods {
        private final BdevRegistry registry;
        private final CompletableFuture<Void> end = new CompletableFuture<>();

        private SlowMethods(BdevRegistry registry) {
            this.registry = registry;
        }

        @RpcMethod(value = "bdev_zero_create", description = "Makes a device, slowly.")
        public CompletionStage<String> create(ZeroMethods.Create p) throws RpcException {
            registry.register(new ZeroDisk(p.name, 1024));
            return end.thenApply(done -> p.name);
        }
    }

    @Test
    void shouldKeepInMindWhatAModuleWasMakingWhenItLeft() throws Exception {
        Owner module = platform.owner("io.example.zero");
        var slow = new SlowMethods(platform.registry(module));
        platform.add(module, slow).join();
        Map<String, Object> wanted = Map.of("name", "z");
        var answer = platform.controlPlane().submit("bdev_zero_create", wanted);
        await(() -> !((List<?>) call("bdev_get_bdevs", null)).isEmpty());
        platform.leave(module).join();
        slow.end.complete(null);
        assertEquals("z", answer.toCompletableFuture().join());
        assertEquals(1, waiting().size());
        zeroModule();
        await(() -> waiting().isEmpty());
        assertEquals(1, ((List<?>) call("bdev_get_bdevs", null)).size());
    }

    @Test
    void shouldTakeNothingMoreFromAModuleThatHasLeft() throws Exception {
        Owner module = platform.owner("io.example.disks");
        BdevRegistry registry = platform.registry(module);
        registry.register(new ZeroDisk("d", 8));
        platform.leave(module).join();
        var refusal =
                assertThrows(RpcException.class, () -> registry.register(new ZeroDisk("d", 8)));
        assertEquals(-19, refusal.code());
        platform.registry(platform.owner("other")).register(new ZeroDisk("e", 8));
        assertThrows(RpcException.class, () -> registry.open("e", false, (gone, cause) -> {}));
    }

    @Test
    void shouldNotWaitOnAThreadThatMustNot() throws Exception {
        Owner module = platform.owner("io.example.disks");
        BdevRegistry registry = platform.registry(module);
        BdevRegistration one = registry.register(new ZeroDisk("one", 1024));
        BdevRegistration two = registry.register(new ZeroDisk("two", 1024));
        serve("one");
        serve("two");
        platform.strand()
                .submit(
                        () -> {
                            one.close(Departure.MODULE_LEAVING);
                            return null;
                        })
                .join();
        var reactor = platform.reactors().all().getFirst();
        assertTrue(reactor.send(module, () -> two.close(Departure.MODULE_LEAVING)));
        await(() -> unregistered().containsAll(List.of("one", "two")));
        assertEquals(0L, ((Number) departing().get("overdue_count")).longValue());
        assertEquals(2, namespaces().size(), "both are held");
    }

    @Test
    void shouldRegisterADeviceThatIsAServiceWhenItsPredecessorIsGone() throws Exception {
        Owner first = platform.owner("io.example.plugin");
        platform.register(first, new ZeroDisk("p", 1024)).join();
        serve("p");
        List<?> before = namespaces();
        BdevDescriptor use = sluggish("p");
        var gone = platform.leave(first);
        platform.register(platform.owner("io.example.plugin"), new ZeroDisk("p", 1024)).join();
        assertEquals(1, going().size());
        use.close();
        gone.join();
        await(() -> waiting().isEmpty());
        assertEquals(before, namespaces());
    }

    @Test
    void shouldShowHostsALargerDeviceAndReplaceOneOfAnotherShape() throws Exception {
        Owner module = platform.owner("io.example.disks");
        platform.registry(module).register(new ZeroDisk("d", 1024));
        serve("d");
        platform.leave(module).join();
        Owner larger = platform.owner("io.example.disks");
        platform.registry(larger).register(new ZeroDisk("d", 2048));
        await(() -> waiting().isEmpty());
        assertEquals(1, namespaces().size());
        assertEquals(List.of(), news("namespace_removed"));
        platform.leave(larger).join();
        platform.registry(platform.owner("io.example.disks")).register(new ZeroDisk("d", 1024));
        await(() -> waiting().isEmpty());
        assertEquals(1, namespaces().size());
        assertEquals(List.of(NQN + "/1"), news("namespace_removed"));
    }

    private List<Object> news(String type) throws Exception {
        return ((List<?>) call("notify_get_notifications", null))
                .stream()
                        .map(event -> (Map<?, ?>) event)
                        .filter(event -> event.get("type").equals(type))
                        .map(event -> (Object) event.get("ctx"))
                        .toList();
    }
}
