package io.viaduct.itest;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;

import io.viaduct.core.reactor.NanoClock;
import io.viaduct.testkit.host.HostController;
import io.viaduct.testkit.host.LoadHost;

import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

import java.io.File;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * The distribution as users run it, while hosts verify data on a RAM disk and on a device over one
 * on a file, and their bundles and the TCP transport's are updated, rolled back, stopped, started,
 * dropped and taken away at random. Any error at a host and any wrong byte fails it. It takes as
 * many minutes as {@code -Dminutes} says, and is no part of the build.
 */
public class DistributionChaos {
    private static final Logger LOG = System.getLogger(DistributionChaos.class.getName());
    private static final String MEMORY = "nqn.2026-11.io.viaduct:chaos-memory";
    private static final String FILE = "nqn.2026-11.io.viaduct:chaos-file";
    private static final String HOST = "nqn.2014-08.org.nvmexpress:uuid:chaos";
    private static final Map<String, String> ARTIFACTS =
            Map.of(
                    "io.viaduct.bdev.malloc", "viaduct-bdev-malloc-bundle",
                    "io.viaduct.bdev.aio", "viaduct-bdev-aio-bundle",
                    "io.viaduct.bdev.virtual", "viaduct-bdev-virtual-bundle",
                    "io.viaduct.transport.tcp", "viaduct-transport-tcp-bundle");

    private static final List<String> BUNDLES = ARTIFACTS.keySet().stream().sorted().toList();
    private static final int BLOCK_SIZE = 512;
    private static final int BLOCKS = 65_536;
    private static final int DEVICES = 3;
    private static final int DEPTH = 8;
    private static final int ROUND = 64;
    private static final long MINUTES_DEFAULT = 10;
    private static final int PAUSE_MS_MAX = 1500;
    private static final long NANOS_PER_MS = 1_000_000;

    /** A host that has not gone on after so long has been hung up: a hold is over after 10 s. */
    private static final long STALL_NANOS = TimeUnit.SECONDS.toNanos(25);

    // A socket's path must be short.
    @Rule public final TemporaryFolder temporary = new TemporaryFolder(new File("/tmp"));

    private final long seed = Long.getLong("seed", NanoClock.SYSTEM.nanoTime());
    private final Random random = new Random(seed);
    private final Map<String, Integer> done = new TreeMap<>();
    private final AtomicBoolean enough = new AtomicBoolean();
    private final List<Load> loads = new ArrayList<>();
    private Path folder;
    private InetSocketAddress address;
    private RpcClient rpc;
    private int versions;

    /** One host with its queue, and how far it has come. */
    private record Load(
            HostController controller, CompletableFuture<Void> end, AtomicLong rounds) {}

    /** Something that happens to a bundle. */
    @FunctionalInterface
    private interface Event {
        void run() throws Exception;
    }

    @Test
    public void shouldShowHostsNoErrorWhateverHappensToItsBundles() throws Exception {
        folder = temporary.getRoot().toPath();
        try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            address = new InetSocketAddress(probe.getInetAddress(), probe.getLocalPort());
        }
        say("seed " + seed);
        Path nothing = Files.writeString(folder.resolve("config.json"), "{\"subsystems\": []}");
        try (RunningTarget target = RunningTarget.start(folder, "-ea", "-c", nothing.toString())) {
            target.awaitOutput("data");
            rpc = new RpcClient(RunningTarget.rpcSocket(folder));
            configure();
            connect();
            chaos();
            report();
            rpc.close();
            assertEquals(0, target.terminate().awaitEnd());
        }
    }

    private void configure() throws IOException {
        call("bdev_malloc_create", Map.of("name", "M", "block_size", 512, "num_blocks", BLOCKS));
        Path file = folder.resolve("disk");
        try (var made = new RandomAccessFile(file.toFile(), "rw")) {
            made.setLength((long) BLOCKS * BLOCK_SIZE);
        }
        Map<String, Object> disk =
                Map.of("name", "F", "filename", file.toString(), "block_size", BLOCK_SIZE);
        call("bdev_aio_create", disk);
        call("bdev_passthru_create", Map.of("name", "P", "base_bdev_name", "F"));
        call("nvmf_create_transport", Map.of("trtype", "TCP"));
        serve(MEMORY, "M");
        serve(FILE, "P");
    }

    private void serve(String nqn, String bdev) throws IOException {
        call("nvmf_create_subsystem", Map.of("nqn", nqn, "allow_any_host", true));
        call("nvmf_subsystem_add_ns", Map.of("nqn", nqn, "namespace", Map.of("bdev_name", bdev)));
        Map<String, Object> listen =
                Map.of(
                        "trtype",
                        "TCP",
                        "adrfam",
                        "IPv4",
                        "traddr",
                        address.getAddress().getHostAddress(),
                        "trsvcid",
                        Integer.toString(address.getPort()));
        call("nvmf_subsystem_add_listener", Map.of("nqn", nqn, "listen_address", listen));
    }

    private static void say(String line) {
        LOG.log(Level.INFO, line);
    }

    private JsonNode call(String method, Map<String, ?> parameters) throws IOException {
        return rpc.call(method, parameters);
    }

    private void connect() throws IOException {
        for (String nqn : List.of(MEMORY, FILE)) {
            int[] sizes = {4096, 16_384, 131_072, 4096};
            long lba = 0;
            for (int i = 0; i < sizes.length; i++) {
                boolean digests = i % 2 == 1;
                var shape = new LoadHost.Shape(DEPTH, sizes[i], BLOCK_SIZE, digests, digests, lba);
                lba += (long) DEPTH * sizes[i] / BLOCK_SIZE;
                var controller = new HostController(address, nqn, HOST + i);
                var host = new LoadHost(controller, 1, address, shape);
                AtomicLong rounds = new AtomicLong();
                loads.add(new Load(controller, run(host, rounds), rounds));
            }
        }
    }

    private CompletableFuture<Void> run(LoadHost host, AtomicLong rounds) {
        return CompletableFuture.runAsync(
                () -> {
                    try (host) {
                        while (!enough.get()) {
                            host.run(ROUND);
                            rounds.incrementAndGet();
                        }
                    } catch (IOException e) {
                        throw new IllegalStateException(e);
                    }
                },
                task -> Thread.ofPlatform().daemon().start(task));
    }

    private void chaos() throws Exception {
        long minutes = Long.getLong("minutes", MINUTES_DEFAULT);
        long end = NanoClock.SYSTEM.nanoTime() + TimeUnit.MINUTES.toNanos(minutes);
        while (NanoClock.SYSTEM.nanoTime() < end) {
            happen();
            awaitProgress();
            LockSupport.parkNanos(random.nextInt(PAUSE_MS_MAX) * NANOS_PER_MS);
        }
        enough.set(true);
        for (Load load : loads) {
            load.end.get(STALL_NANOS, TimeUnit.NANOSECONDS);
            load.controller.close();
        }
        assertEquals("[]", call("viaduct_get_waiting", Map.of()).toString());
        assertEquals(DEVICES, call("bdev_get_bdevs", Map.of()).size());
    }

    private void happen() throws Exception {
        String name = BUNDLES.get(random.nextInt(BUNDLES.size()));
        String artifact = ARTIFACTS.get(name);
        switch (random.nextInt(8)) {
            case 0, 1, 2 -> event("update " + name, () -> update(artifact));
            case 3 -> event("rollback " + name, () -> mayRefuse("viaduct_plugin_rollback", name));
            case 4 -> event("uninstall " + name, () -> mayRefuse("viaduct_plugin_uninstall", name));
            case 5 -> event("drop " + name, () -> jar(artifact).write(deployed(name)));
            case 6 -> event("take away " + name, () -> Files.deleteIfExists(deployed(name)));
            default -> event("stop and start " + name, () -> restart(name));
        }
    }

    private void event(String what, Event event) throws Exception {
        done.merge(what, 1, Integer::sum);
        say(what);
        event.run();
    }

    private PluginJar jar(String artifact) throws IOException {
        versions++;
        return PluginJar.of(artifact).header("Bundle-Version", old -> "9." + versions + ".0");
    }

    private void update(String artifact) throws IOException {
        Path jar = jar(artifact).write(folder.resolve("next.jar"));
        call("viaduct_plugin_update", Map.of("path", jar.toString()));
    }

    // There may be nothing to go back to, or to take out.
    private void mayRefuse(String method, String name) throws IOException {
        JsonNode answer = rpc.ask(method, Map.of("name", name));
        if (answer.has("error")) {
            say("  refused: " + answer.get("error"));
        }
    }

    private Path deployed(String name) throws IOException {
        return Files.createDirectories(folder.resolve("data/deploy")).resolve(name + ".jar");
    }

    private void restart(String name) throws Exception {
        for (String line : shell("lb -s")) {
            String id = line.strip().split("[^0-9]", 2)[0];
            if (line.contains("Active") && line.contains(name) && !id.isEmpty()) {
                say("bundle " + id + ": " + shell("felix:stop " + id + "; felix:start " + id));
                return;
            }
        }
        throw new AssertionError(name + " does not run");
    }

    private List<String> shell(String command) throws IOException, InterruptedException {
        String data = folder.resolve("data").toString();
        List<String> words = List.of("shell", "--data", data, "-c", command);
        try (RunningTarget shell = RunningTarget.run("", words)) {
            // A bundle that has gone meanwhile is none that could be started.
            int status = shell.awaitEnd();
            List<String> output = shell.output();
            if (status != 0) {
                say(command + " ended with " + status + ": " + output + shell.errors());
            }
            return output;
        }
    }

    /** Every host goes on. */
    private void awaitProgress() throws Exception {
        for (Load load : loads) {
            long wanted = load.rounds.get() + 1;
            long end = NanoClock.SYSTEM.nanoTime() + STALL_NANOS;
            while (load.rounds.get() < wanted && !load.end.isDone()) {
                assertTrue("a host does not go on", NanoClock.SYSTEM.nanoTime() < end);
                LockSupport.parkNanos(NANOS_PER_MS);
            }
            if (load.end.isDone()) {
                load.end.get();
            }
        }
    }

    private void report() throws IOException {
        long rounds = loads.stream().mapToLong(load -> load.rounds.get()).sum();
        say("seed " + seed + ", " + rounds * ROUND + " commands verified, " + done);
        say(call("viaduct_get_swaps", Map.of()).toPrettyString());
    }
}
