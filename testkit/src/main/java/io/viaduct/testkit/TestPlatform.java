package io.viaduct.testkit;

import io.viaduct.api.bdev.BdevRegistration;
import io.viaduct.api.reactor.Owner;
import io.viaduct.api.rpc.RpcException;
import io.viaduct.api.transport.TargetTransport;
import io.viaduct.api.transport.TransportId;
import io.viaduct.core.Platform;
import io.viaduct.core.PlatformOptions;
import io.viaduct.core.reactor.ReactorInfo;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The whole core with real reactors and one transport under test: a subsystem that any host may
 * connect to, with one namespace of a RAM device. Made and closed by one test.
 */
public final class TestPlatform implements AutoCloseable {
    /** The subsystem's name. */
    public static final String NQN = "nqn.2026-11.io.viaduct:test";

    /** Bytes in a block of the namespace. */
    public static final int BLOCK_SIZE = 512;

    /** Blocks of the namespace. */
    public static final long BLOCKS = 65536;

    private final Platform platform;
    private final RamBdev bdev;
    private final BdevRegistration registration;
    private final TransportId address;
    private TargetTransport transport;

    /**
     * Starts a platform that listens.
     *
     * @param reactors how many
     * @param wanted where to listen; a port of 0 is replaced
     */
    public TestPlatform(int reactors, TargetTransport transport, TransportId wanted)
            throws Exception {
        this.transport = transport;
        platform = Platform.start(PlatformOptions.of(reactors));
        try {
            Owner owner = platform.owner("test");
            platform.add(owner, transport).join();
            platform.boot();
            bdev = new RamBdev("Ram0", BLOCK_SIZE, BLOCKS);
            registration =
                    platform.strand().submit(() -> platform.registry(owner).register(bdev)).join();
            call("nvmf_create_transport", Map.of("trtype", transport.trtype()));
            call("nvmf_create_subsystem", Map.of("nqn", NQN, "allow_any_host", true));
            call(
                    "nvmf_subsystem_add_ns",
                    Map.of("nqn", NQN, "namespace", Map.of("bdev_name", bdev.name())));
            call(
                    "nvmf_subsystem_add_listener",
                    Map.of("nqn", NQN, "listen_address", listenAddress(wanted)));
            address = firstListener();
        } catch (Exception e) {
            platform.close();
            throw e;
        }
    }

    private static Map<String, Object> listenAddress(TransportId id) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("trtype", id.trtype());
        map.put("traddr", id.traddr());
        if (!id.adrfam().isEmpty()) {
            map.put("adrfam", id.adrfam());
        }
        if (!id.trsvcid().isEmpty()) {
            map.put("trsvcid", id.trsvcid());
        }
        return map;
    }

    private TransportId firstListener() throws RpcException, InterruptedException {
        List<?> all = (List<?>) call("nvmf_subsystem_get_listeners", Map.of("nqn", NQN));
        Map<?, ?> first = (Map<?, ?>) ((Map<?, ?>) all.getFirst()).get("address");
        return new TransportId(
                text(first, "trtype"),
                text(first, "adrfam"),
                text(first, "traddr"),
                text(first, "trsvcid"));
    }

    private static String text(Map<?, ?> map, String key) {
        Object value = map.get(key);
        return value == null ? "" : value.toString();
    }

    /** Calls a management method. */
    public Object call(String method, Map<String, Object> parameters)
            throws RpcException, InterruptedException {
        return platform.controlPlane().call(method, parameters);
    }

    /** The transport leaves, as when its bundle stops; its connections stay for a while. */
    public void removeTransport() {
        platform.remove(transport).join();
    }

    /** Another instance of the transport comes. */
    public void addTransport(TargetTransport next) {
        transport = next;
        platform.add(platform.owner("test"), next).join();
    }

    /** Where it listens. */
    public TransportId address() {
        return address;
    }

    /** The device behind the namespace. */
    public RamBdev bdev() {
        return bdev;
    }

    /** The core. */
    public Platform platform() {
        return platform;
    }

    /** Exceptions that have escaped into the reactors. */
    public long faults() {
        return platform.reactorInfos().stream().mapToLong(ReactorInfo::faults).sum();
    }

    /** Takes the device away for the cause. */
    public void closeDevice(BdevRegistration.Departure cause) {
        registration.close(cause);
    }

    @Override
    public void close() {
        platform.close();
    }
}
