package io.viaduct.itest;

import static org.junit.Assert.assertEquals;
import static org.ops4j.pax.exam.CoreOptions.systemPackages;

import io.viaduct.api.rpc.ControlPlane;

import org.ops4j.pax.exam.Option;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;

import java.io.RandomAccessFile;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** The platform that a test runs in, as a target for hosts: one subsystem over NVMe/TCP. */
final class HostedTarget {
    static final String MALLOC = "io.viaduct.bdev.malloc";
    static final String AIO = "io.viaduct.bdev.aio";
    static final String TCP = "io.viaduct.transport.tcp";
    static final int BLOCKS = 2048;

    private static final String NQN = "nqn.2026-11.io.viaduct:hosted";

    /** A return takes a handful of turns of the strand; this is seconds of them. */
    private static final int CALLS_MAX = 200_000;

    private final BundleContext context;
    private final ControlPlane control;

    /** Serves nothing yet. */
    HostedTarget(BundleContext context) throws Exception {
        this.context = context;
        control = context.getService(context.getServiceReference(ControlPlane.class));
        call("framework_wait_init", null);
        if (call("nvmf_get_transports", null).equals(List.of())) {
            call("nvmf_create_transport", Map.of("trtype", "TCP"));
        }
        call("nvmf_create_subsystem", Map.of("nqn", NQN, "allow_any_host", true));
        Map<String, Object> address =
                Map.of("trtype", "TCP", "traddr", "127.0.0.1", "trsvcid", "0");
        call("nvmf_subsystem_add_listener", Map.of("nqn", NQN, "listen_address", address));
    }

    /** The classes of hosts are the test's own, not a bundle's. */
    static Option hosts() {
        return systemPackages("io.viaduct.testkit.host");
    }

    void close() throws Exception {
        call("nvmf_delete_subsystem", Map.of("nqn", NQN));
        for (Object one : (List<?>) call("bdev_get_bdevs", null)) {
            Map<?, ?> device = (Map<?, ?>) one;
            Map<String, Object> name = Map.of("name", device.get("name"));
            switch ((String) device.get("product_name")) {
                case "Malloc disk" -> call("bdev_malloc_delete", name);
                case "AIO disk" -> call("bdev_aio_delete", name);
                default -> {
                    // Its maker deletes it.
                }
            }
        }
    }

    /** Makes a RAM disk and a namespace of it. */
    void addDisk(int nsid) throws Exception {
        String name = "M" + nsid;
        makeDisk(name);
        addNamespace(nsid, name);
    }

    void makeDisk(String name) throws Exception {
        Map<String, Object> shape =
                Map.of("name", name, "block_size", ConnectedHost.BLOCK_SIZE, "num_blocks", BLOCKS);
        call("bdev_malloc_create", shape);
    }

    /** Makes a device of a new file and a namespace of it. */
    void addFile(int nsid) throws Exception {
        String name = "F" + nsid;
        Path path = folder().resolve(name);
        try (var file = new RandomAccessFile(path.toFile(), "rw")) {
            file.setLength((long) BLOCKS * ConnectedHost.BLOCK_SIZE);
        }
        Map<String, Object> disk =
                Map.of(
                        "name",
                        name,
                        "filename",
                        path.toString(),
                        "block_size",
                        ConnectedHost.BLOCK_SIZE);
        call("bdev_aio_create", disk);
        addNamespace(nsid, name);
    }

    void addNamespace(int nsid, String bdev) throws Exception {
        Map<String, Object> namespace = Map.of("nsid", nsid, "bdev_name", bdev);
        call("nvmf_subsystem_add_ns", Map.of("nqn", NQN, "namespace", namespace));
    }

    void setHold(int nsid, long milliseconds) throws Exception {
        call("viaduct_ns_set_hold", Map.of("nqn", NQN, "nsid", nsid, "hold_ms", milliseconds));
    }

    ConnectedHost connect() throws Exception {
        List<?> listeners = (List<?>) call("nvmf_subsystem_get_listeners", Map.of("nqn", NQN));
        Map<?, ?> address = (Map<?, ?>) ((Map<?, ?>) listeners.getFirst()).get("address");
        int port = Integer.parseInt((String) address.get("trsvcid"));
        return new ConnectedHost(new InetSocketAddress("127.0.0.1", port), NQN);
    }

    Object call(String method, Map<String, Object> parameters) throws Exception {
        return control.call(method, parameters);
    }

    ControlPlane control() {
        return control;
    }

    BundleContext context() {
        return context;
    }

    /** A folder for jars. */
    Path folder() {
        return Path.of(context.getProperty("viaduct.data"));
    }

    Bundle bundle(String name) {
        return Arrays.stream(context.getBundles())
                .filter(bundle -> name.equals(bundle.getSymbolicName()))
                .findFirst()
                .orElseThrow();
    }

    /** What has left is back. */
    void awaitNothingWaiting() throws Exception {
        Object waiting = call("viaduct_get_waiting", null);
        for (int i = 0; i < CALLS_MAX && !waiting.equals(List.of()); i++) {
            waiting = call("viaduct_get_waiting", null);
        }
        assertEquals(List.of(), waiting);
    }

    /** The last swap's end: "resumed", "removed" or "refused". */
    Object lastOutcome(String kind) throws Exception {
        Map<?, ?> all = (Map<?, ?>) call("viaduct_get_swaps", Map.of("kind", kind));
        return ((Map<?, ?>) ((List<?>) all.get("swaps")).getLast()).get("outcome");
    }
}
