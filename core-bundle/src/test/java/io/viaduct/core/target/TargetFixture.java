package io.viaduct.core.target;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.viaduct.api.reactor.Owner;
import io.viaduct.api.rpc.RpcException;
import io.viaduct.api.rpc.RpcState;
import io.viaduct.core.control.ControlStrand;
import io.viaduct.core.control.DesiredState;
import io.viaduct.core.control.MethodRegistry;
import io.viaduct.core.control.Notifications;
import io.viaduct.core.control.TargetNames;
import io.viaduct.core.qpair.TargetOptions;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;

/** A target on fakes, driven through the control plane. */
final class TargetFixture implements AutoCloseable {
    static final String NQN = "nqn.2026-11.io.viaduct:a";
    static final Owner OWNER = new Owner(1, "test");

    final ControlStrand strand = new ControlStrand();
    final DesiredState desired = new DesiredState();
    final Notifications notifications = new Notifications();
    final MethodRegistry registry = new MethodRegistry(strand, desired);
    final FakeSide side = new FakeSide();
    final FakeBdevs bdevs = new FakeBdevs();
    final FakeTransport tcp = new FakeTransport();
    final Map<Long, Runnable> delayed = new HashMap<>();
    final TransportServices services = new TransportServices();
    final Target target;
    final Targets targets;
    final Map<String, FakeSide> others = new ConcurrentHashMap<>();

    TargetFixture() {
        targets = new Targets(this::base, services);
        target = targets.first();
        services.add(OWNER, tcp);
        on(
                () -> {
                    registry.add(OWNER, new TransportMethods(targets, services));
                    registry.add(OWNER, new SubsystemMethods(targets));
                    registry.add(OWNER, new NamespaceMethods(targets));
                    registry.add(OWNER, new ReferralMethods(targets));
                    registry.add(OWNER, new MdnsMethods(targets));
                    registry.add(
                            OWNER,
                            new StatisticsMethods(
                                    targets, () -> CompletableFuture.completedFuture(List.of(4L))));
                    registry.add(OWNER, new HoldMethods(targets));
                    registry.add(OWNER, new SwapMethods(targets));
                    registry.add(OWNER, new ListenerMethods(targets));
                    registry.add(OWNER, new HostMethods(targets));
                    registry.add(OWNER, new ControllerMethods(targets));
                    registry.add(
                            OWNER, new TargetListMethods(targets, () -> TargetOptions.of("1")));
                    registry.state(RpcState.RUNTIME);
                    return targets.start(TargetOptions.of("1"));
                });
    }

    private TargetBase base(String name) {
        FakeSide half =
                name.equals(TargetNames.DEFAULT)
                        ? side
                        : others.computeIfAbsent(name, other -> new FakeSide());
        return new TargetBase(
                strand,
                desired,
                notifications,
                null,
                null,
                bdevs,
                bdev -> "io.example.disks",
                null,
                half,
                (ms, task) -> delayed.put(ms, task));
    }

    /** Runs something on the strand and waits. */
    <T> T on(Callable<T> question) {
        return strand.submit(question).join();
    }

    Object call(String method, Map<String, Object> parameters) throws Exception {
        return registry.call(method, parameters);
    }

    CompletionStage<Object> submit(String method, Map<String, Object> parameters) {
        return registry.submit(method, parameters);
    }

    void refuses(int code, String message, String method, Map<String, Object> parameters) {
        RpcException answer = assertThrows(RpcException.class, () -> call(method, parameters));
        assertEquals(message, answer.getMessage(), () -> String.valueOf(answer.data()));
        assertEquals(code, answer.code());
    }

    /** A subsystem {@link #NQN} with a transport, a device "d" as namespace 1, and port 4420. */
    void build() throws Exception {
        bdevs.add("d");
        call("nvmf_create_transport", Map.of("trtype", "tcp"));
        call("nvmf_create_subsystem", Map.of("nqn", NQN, "serial_number", "S1"));
        call("nvmf_subsystem_add_ns", namespace(Map.of("bdev_name", "d")));
        call("nvmf_subsystem_add_listener", listener(NQN, "4420"));
    }

    static Map<String, Object> namespace(Map<String, Object> wanted) {
        return Map.of("nqn", NQN, "namespace", wanted);
    }

    static Map<String, Object> listener(String nqn, String port) {
        return Map.of("nqn", nqn, "listen_address", address(port));
    }

    static Map<String, Object> address(String port) {
        return Map.of("trtype", "TCP", "adrfam", "IPv4", "traddr", "127.0.0.1", "trsvcid", port);
    }

    Map<?, ?> subsystem(String nqn) throws Exception {
        return (Map<?, ?>) ((List<?>) call("nvmf_get_subsystems", Map.of("nqn", nqn))).getFirst();
    }

    List<String> desiredMethods() {
        return on(() -> desired.entries().stream().map(DesiredState.Entry::method).toList());
    }

    @Override
    public void close() {
        strand.close();
    }
}
