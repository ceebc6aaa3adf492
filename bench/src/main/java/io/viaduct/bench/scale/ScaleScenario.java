package io.viaduct.bench.scale;

import com.fasterxml.jackson.databind.JsonNode;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Very many objects, made one call after the other over the socket of a target that serves a host
 * meanwhile; then listed, saved, and loaded by another target.
 *
 * <p>System properties: {@code subsystems} (1000), {@code namespaces} of each (10), {@code ports}
 * that their listeners share (as many as there are subsystems), {@code base} the first of them.
 */
public final class ScaleScenario {
    private static final int SUBSYSTEMS = Integer.getInteger("subsystems", 1000);
    private static final int NAMESPACES = Integer.getInteger("namespaces", 10);
    private static final int PORTS = Integer.getInteger("ports", SUBSYSTEMS);
    private static final int BASE = Integer.getInteger("base", 20_000);

    private static final String NQN = "nqn.2026-11.io.viaduct:scale-%04d";
    private static final String LOOPBACK = "127.0.0.1";
    private static final int LISTS = 5;
    private static final int WARM_UP_ROUNDS = 5;
    private static final int WARM_UP_SUBSYSTEMS = 100;
    private static final double NANOS_PER_MS = 1e6;
    private static final PrintStream OUT =
            new PrintStream(new FileOutputStream(FileDescriptor.out), true);

    private final Map<String, Tenths> calls = new LinkedHashMap<>();
    private final Path folder;
    private Rpc rpc;

    private ScaleScenario(Path folder) {
        this.folder = folder;
    }

    /** Runs it, and prints what it took. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory(Path.of("/tmp"), "viaduct-scale");
        try {
            new ScaleScenario(folder).run();
        } finally {
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }

    private void run() throws IOException, InterruptedException {
        Path config = folder.resolve("config.json");
        makeAll(config);
        load("loaded from the journal");
        load("loaded from a file", "-c", config.toString());
    }

    private void makeAll(Path config) throws IOException, InterruptedException {
        long ends;
        try (var target = new TargetProcess(folder, "--wait-for-rpc")) {
            rpc = target.connect();
            rpc.call("framework_start_init", null);
            int port = freePort();
            serve(port);
            warmUp();
            try (var host = new Latency(new InetSocketAddress(LOOPBACK, port), nqn(0))) {
                host.awaitSome();
                OUT.println(host.line("while nothing else happens"));
                make();
                OUT.println(host.line("while objects are made"));
                list(target);
                OUT.println(host.line("while they are listed"));
                save(config);
                OUT.println(host.line("while they are saved"));
            }
            rpc.close();
            ends = Clock.nanos();
        }
        print("stopped in", ends);
    }

    // What is compared are sizes, not how much of the target has been compiled.
    private void warmUp() throws IOException {
        for (int round = 0; round < WARM_UP_ROUNDS; round++) {
            for (int i = 1; i <= WARM_UP_SUBSYSTEMS; i++) {
                make(i);
            }
            for (int i = 1; i <= WARM_UP_SUBSYSTEMS; i++) {
                rpc.call("nvmf_delete_subsystem", Map.of("nqn", nqn(i)));
                for (int j = 0; j < NAMESPACES; j++) {
                    rpc.call("bdev_null_delete", Map.of("name", "N" + i + "-" + j));
                }
            }
        }
        calls.clear();
    }

    private void serve(int port) throws IOException {
        rpc.call("nvmf_create_transport", Map.of("trtype", "TCP"));
        rpc.call("bdev_malloc_create", Map.of("name", "M", "num_blocks", 2048, "block_size", 512));
        subsystem(0, "M", 1, port);
    }

    private void subsystem(int number, String bdev, int namespaces, int port) throws IOException {
        String nqn = nqn(number);
        timed("nvmf_create_subsystem", Map.of("nqn", nqn, "allow_any_host", true));
        for (int i = 0; i < namespaces; i++) {
            String name = namespaces == 1 ? bdev : bdev + i;
            timed(
                    "nvmf_subsystem_add_ns",
                    Map.of("nqn", nqn, "namespace", Map.of("bdev_name", name)));
        }
        Map<String, String> address =
                Map.of(
                        "trtype",
                        "TCP",
                        "adrfam",
                        "IPv4",
                        "traddr",
                        LOOPBACK,
                        "trsvcid",
                        String.valueOf(port));
        timed("nvmf_subsystem_add_listener", Map.of("nqn", nqn, "listen_address", address));
    }

    private void make() throws IOException {
        long began = Clock.nanos();
        for (int i = 1; i <= SUBSYSTEMS; i++) {
            make(i);
        }
        print("made in", began);
        calls.values().forEach(kind -> OUT.println(kind.line()));
    }

    private void make(int number) throws IOException {
        for (int i = 0; i < NAMESPACES; i++) {
            timed(
                    "bdev_null_create",
                    Map.of("name", "N" + number + "-" + i, "num_blocks", 2048, "block_size", 512));
        }
        subsystem(number, "N" + number + "-", NAMESPACES, BASE + number % PORTS);
    }

    private void timed(String method, Object parameters) throws IOException {
        long began = Clock.nanos();
        rpc.call(method, parameters);
        calls.computeIfAbsent(method, Tenths::new).add(Clock.nanos() - began);
    }

    private void list(TargetProcess target) throws IOException, InterruptedException {
        try (var other = new Waits(target)) {
            for (String method : List.of("nvmf_get_subsystems", "bdev_get_bdevs")) {
                for (int i = 0; i < LISTS; i++) {
                    long began = Clock.nanos();
                    int count = rpc.call(method, null).size();
                    print(method + " of " + count, began);
                }
                OUT.println(other.line());
            }
        }
    }

    private void save(Path file) throws IOException {
        long began = Clock.nanos();
        List<Object> all = new ArrayList<>();
        for (JsonNode one : rpc.call("framework_get_subsystems", null)) {
            String name = one.get("subsystem").asText();
            Map<String, Object> part = new LinkedHashMap<>();
            part.put("subsystem", name);
            part.put("config", rpc.call("framework_get_config", Map.of("name", name)));
            all.add(part);
        }
        Rpc.JSON.writeValue(file.toFile(), Map.of("subsystems", all));
        print("saved", began);
    }

    private void load(String how, String... options) throws IOException, InterruptedException {
        long began = Clock.nanos();
        try (var target = new TargetProcess(folder, options);
                var client = target.connect()) {
            target.awaitReport();
            print(how, began);
            OUT.println(client.call("nvmf_get_subsystems", null).size() + " subsystems there");
        }
    }

    private static void print(String what, long began) {
        double ms = (Clock.nanos() - began) / NANOS_PER_MS;
        OUT.println(String.format(Locale.ROOT, "%-28s %.0f ms", what, ms));
    }

    private static String nqn(int number) {
        return NQN.formatted(number);
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
