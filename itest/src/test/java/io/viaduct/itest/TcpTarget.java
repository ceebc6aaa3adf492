package io.viaduct.itest;

import io.viaduct.api.reactor.Owner;
import io.viaduct.api.transport.TargetTransport;
import io.viaduct.bdev.aio.AioMethods;
import io.viaduct.bdev.aio.AioModule;
import io.viaduct.bdev.malloc.MallocMethods;
import io.viaduct.bdev.malloc.MallocModule;
import io.viaduct.core.Platform;
import io.viaduct.core.PlatformOptions;
import io.viaduct.core.reactor.ReactorOptions;
import io.viaduct.testkit.host.HostController;
import io.viaduct.transport.tcp.TcpTargetTransport;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The product's target within the test's process: NVMe/TCP on loopback over RAM disks. */
final class TcpTarget implements AutoCloseable {
    static final String NQN = "nqn.2026-11.io.viaduct:itest";
    static final String HOST = "nqn.2014-08.org.nvmexpress:uuid:itest";
    static final int BLOCK_SIZE = 512;
    static final int BLOCKS = 65536;
    static final int REACTORS = 2;

    /** Long: what a busy machine holds up is not to be reported. */
    private static final long STALL_NANOS = 60_000_000_000L;

    private static final String DISK = "Malloc0";

    private final Platform platform;
    private final InetSocketAddress address;
    private final int ownSockets;
    private TargetTransport transport = new TcpTargetTransport();

    private TcpTarget(Platform platform) throws Exception {
        this.platform = platform;
        Owner owner = platform.owner("itest");
        platform.add(owner, transport).join();
        var disks = new MallocModule(platform.registry(owner), platform.estates(owner));
        platform.add(owner, new MallocMethods(disks)).join();
        platform.boot();
        call(
                "bdev_malloc_create",
                Map.of("name", DISK, "block_size", BLOCK_SIZE, "num_blocks", BLOCKS));
        call("nvmf_create_transport", Map.of("trtype", "TCP"));
        call("nvmf_create_subsystem", Map.of("nqn", NQN, "allow_any_host", true));
        call("nvmf_subsystem_add_ns", Map.of("nqn", NQN, "namespace", Map.of("bdev_name", DISK)));
        listen(NQN, 0);
        address = new InetSocketAddress("127.0.0.1", port());
        ownSockets = Holdings.sockets();
    }

    /**
     * Starts it.
     *
     * @param engine "uring", "epoll" or "" for the best there is
     */
    static TcpTarget start(String engine) throws Exception {
        ReactorOptions best = ReactorOptions.of(REACTORS);
        var reactors =
                new ReactorOptions(best.cores(), false, engine, best.spinNanos(), STALL_NANOS);
        // The JDK keeps a socket for itself from the first close on.
        new Socket().close();
        PlatformOptions preset = PlatformOptions.of(REACTORS);
        Platform platform =
                Platform.start(
                        new PlatformOptions(
                                preset.version(), reactors, preset.plan(), preset.signals()));
        try {
            return new TcpTarget(platform);
        } catch (Exception e) {
            platform.close();
            throw e;
        }
    }

    /** The namespace is a file's of the same size, instead of the RAM disk's. Before hosts come. */
    void useFile(Path path) throws Exception {
        try (var file = new RandomAccessFile(path.toFile(), "rw")) {
            file.setLength((long) BLOCKS * BLOCK_SIZE);
        }
        Owner owner = platform.owner("files");
        var files = new AioModule(platform.registry(owner), platform.estates(owner));
        platform.add(owner, new AioMethods(files)).join();
        String name = "File0";
        call(
                "bdev_aio_create",
                Map.of("name", name, "filename", path.toString(), "block_size", BLOCK_SIZE));
        call("nvmf_subsystem_remove_ns", Map.of("nqn", NQN, "nsid", 1));
        Map<String, Object> namespace = Map.of("bdev_name", name, "nsid", 1);
        call("nvmf_subsystem_add_ns", Map.of("nqn", NQN, "namespace", namespace));
    }

    /** Lets hosts connect to a subsystem at a port; 0 is any. */
    void listen(String nqn, int port) throws Exception {
        Map<String, Object> wanted =
                Map.of(
                        "trtype", "TCP",
                        "adrfam", "IPv4",
                        "traddr", "127.0.0.1",
                        "trsvcid", Integer.toString(port));
        call("nvmf_subsystem_add_listener", Map.of("nqn", nqn, "listen_address", wanted));
    }

    private int port() throws Exception {
        Map<?, ?> listener = (Map<?, ?>) list("nvmf_subsystem_get_listeners").getFirst();
        return Integer.parseInt((String) ((Map<?, ?>) listener.get("address")).get("trsvcid"));
    }

    Object call(String method, Map<String, Object> parameters) throws Exception {
        return platform.controlPlane().call(method, parameters);
    }

    /** What a method lists of the subsystem. */
    List<?> list(String method) throws Exception {
        return (List<?>) call(method, Map.of("nqn", NQN));
    }

    Platform platform() {
        return platform;
    }

    /** Another instance of the transport takes the place of the one there is. */
    void replaceTransport(TargetTransport next, boolean beforeTheOtherLeaves) {
        if (beforeTheOtherLeaves) {
            platform.add(platform.owner("next"), next).join();
        }
        platform.remove(transport).join();
        if (!beforeTheOtherLeaves) {
            platform.add(platform.owner("next"), next).join();
        }
        transport = next;
    }

    /** Where it listens. */
    InetSocketAddress address() {
        return address;
    }

    /** Sockets of the process before the first host came. */
    int ownSockets() {
        return ownSockets;
    }

    /** A host connects its admin queue. */
    HostController connect() throws IOException {
        return new HostController(address, NQN, HOST);
    }

    @Override
    public void close() {
        platform.close();
    }
}
