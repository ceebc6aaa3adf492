package io.viaduct.itest;

import static org.junit.Assert.assertArrayEquals;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertNotEquals;
import static org.junit.Assert.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;

import io.viaduct.testkit.host.HostCommand;
import io.viaduct.testkit.host.HostController;

import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;

/** What users get, used as users do: the script, its sockets, its folders and signals. */
public class BlackBoxIT {
    private static final String NQN = "nqn.2026-11.io.viaduct:itest";
    private static final String DEMO = "nqn.2026-11.io.viaduct:demo";
    private static final String HOST = "nqn.2014-08.org.nvmexpress:uuid:itest";
    private static final int BLOCK_SIZE = 512;
    private static final int QUEUE_DEPTH = 16;
    private static final int CNS_CONTROLLER = 1;
    private static final int ATTEMPTS_MAX = 30;
    private static final int EBUSY = -16;

    private static final String CONFIG =
            """
            {"subsystems": [
              {"subsystem": "bdev", "config": [
                {"method": "bdev_malloc_create",
                 "params": {"name": "M0", "num_blocks": 2048, "block_size": 512}}]},
              {"subsystem": "nvmf", "config": [
                {"method": "nvmf_create_transport", "params": {"trtype": "TCP"}},
                {"method": "nvmf_create_subsystem",
                 "params": {"nqn": "%1$s", "allow_any_host": true, "serial_number": "IT1"}},
                {"method": "nvmf_subsystem_add_ns",
                 "params": {"nqn": "%1$s", "namespace": {"bdev_name": "M0"}}},
                {"method": "nvmf_subsystem_add_listener",
                 "params": {"nqn": "%1$s", "listen_address":
                   {"trtype": "TCP", "adrfam": "IPv4", "traddr": "127.0.0.1", "trsvcid": "%2$d"}}}
              ]}
            ]}
            """;

    private static final String LATE =
            """
            <scr:component xmlns:scr="http://www.osgi.org/xmlns/scr/v1.3.0" name="late">
              <reference name="needed" interface="no.such.Service"/>
              <implementation class="io.viaduct.bdev.malloc.MallocModule"/>
            </scr:component>
            """;

    // Not below the build's folder: a socket's path must be short.
    @Rule public final TemporaryFolder temporary = new TemporaryFolder(new java.io.File("/tmp"));

    private Path folder;
    private int port;

    @Before
    public void takeFolderAndPort() throws IOException {
        folder = temporary.getRoot().toPath();
        port = freePort();
    }

    @Test
    public void shouldServeItsConfigurationUntilToldToEnd() throws Exception {
        try (RunningTarget target = RunningTarget.start(folder, "", "-c", config().toString())) {
            assertEquals(
                    "connect  nvme connect -t tcp -a 127.0.0.1 -s %d -n %s".formatted(port, NQN),
                    target.awaitOutput("connect").strip());
            writeAndReadBack(NQN);
            assertEquals("M0", bdevNames());
            assertTrue(shell("nvmf:list").stream().anyMatch(line -> line.contains(NQN)));
            assertEquals(0, target.terminate().awaitEnd());
        }
        assertEquals(List.of(), sockets());
    }

    @Test
    public void shouldGoOnWithItsConfigurationAndLetWaitWhatABundleIsMissingFor() throws Exception {
        String part = "\"nvmf\", \"config\": [";
        String rdma =
                "{\"method\": \"nvmf_create_transport\", \"params\": {\"trtype\": \"RDMA\"}},";
        Path file = config();
        Files.writeString(file, Files.readString(file).replace(part, part + rdma));
        JsonNode before;
        try (RunningTarget target = RunningTarget.start(folder, "", "-c", file.toString());
                RpcClient rpc = rpcAfter(target)) {
            JsonNode waiting = rpc.call("viaduct_get_desired", Map.of("state", "WAITING"));
            assertEquals(1, waiting.size());
            String why = waiting.get(0).get("reason").asText();
            assertTrue(why, why.contains("io.viaduct.transport.rdma is not there"));
            before = rpc.call("nvmf_get_subsystems", Map.of());
            target.kill();
        }
        try (RunningTarget target = RunningTarget.start(folder, "");
                RpcClient rpc = rpcAfter(target)) {
            assertEquals(before, rpc.call("nvmf_get_subsystems", Map.of()));
            writeAndReadBack(NQN);
            assertEquals(0, target.terminate().awaitEnd());
        }
    }

    @Test
    public void shouldExportARamDiskWithoutAnyConfiguration() throws Exception {
        try (RunningTarget target = RunningTarget.start(folder, demoPort())) {
            assertTrue(target.awaitOutput("connect").endsWith(port + " -n " + DEMO));
            writeAndReadBack(DEMO);
            assertEquals(0, target.terminate().awaitEnd());
        }
    }

    @Test
    public void shouldShowInItsMetricsWhatHostsDo() throws Exception {
        int metrics = freePort();
        String[] options = {"-c", config().toString(), "--metrics", String.valueOf(metrics)};
        try (RunningTarget target = RunningTarget.start(folder, "", options)) {
            target.awaitOutput("connect");
            String written = "viaduct_namespace_written_bytes_total{nsid=\"1\",subsystem=\"" + NQN;
            assertEquals(0, metric(metrics, written), 0);
            writeAndReadBack(NQN);
            assertTrue(metric(metrics, written) > 0);
            assertTrue(metric(metrics, "viaduct_connections_ever_total{kind=\"io\"") > 0);
            assertTrue(metric(metrics, "viaduct_reactor_busy_seconds_total") > 0);
            assertTrue(metric(metrics, "viaduct_buffers_served_total{size=\"small\"") > 0);
            assertEquals(0, target.terminate().awaitEnd());
        }
    }

    private static double metric(int port, String start) throws IOException {
        var page = URI.create("http://127.0.0.1:" + port + "/metrics").toURL();
        try (var in = page.openStream()) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> line.startsWith(start))
                    .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                    .sum();
        }
    }

    @Test
    public void shouldConfigureNothingBeforeItIsToldTo() throws Exception {
        try (RunningTarget target =
                        RunningTarget.start(
                                folder, demoPort(), "--wait-for-rpc", "--engine=epoll");
                RpcClient rpc = rpcAfter(target)) {
            rpc.call("framework_start_init", Map.of());
            rpc.call("framework_wait_init", Map.of());
            assertEquals(0, rpc.call("bdev_get_bdevs", Map.of()).size());
            assertEquals(0, target.terminate().awaitEnd());
        }
    }

    @Test
    public void shouldEndInOrderWhileItStarts() throws Exception {
        try (RunningTarget target =
                RunningTarget.start(folder, demoPort(), "--log-level", "debug")) {
            target.awaitError("JSON-RPC on");
            assertEquals(0, target.terminate().awaitEnd());
            assertEquals(List.of(), complaints(target));
        }
        assertEquals(List.of(), sockets());
    }

    @Test
    public void shouldStartAndStopWhatComesAndGoesInDeploy() throws Exception {
        try (RunningTarget target = RunningTarget.start(folder, demoPort())) {
            target.awaitOutput("connect");
            Path jar = folder.resolve("data/deploy/plugin.jar");
            Path part = jar.resolveSibling("plugin.part");
            writeBundle(part, "com.example.plugin");
            Files.move(part, jar);
            String timed = target.awaitError("plug-in installed: com.example.plugin");
            assertTrue(timed, timed.matches("20..-..-..T.*Z INFO .*"));
            awaitActive("com.example.plugin");
            shell("felix:stop com.example.plugin");
            assertTrue(shell("plugin:list").stream().anyMatch(l -> l.matches("com.*stopped.*")));
            shell("felix:start com.example.plugin");
            shell("viaduct:rpc log_enable_timestamps enabled=false");
            Files.delete(jar);
            String plain = target.awaitError("plug-in uninstalled: com.example.plugin");
            assertTrue(plain, plain.startsWith("INFO "));
            assertEquals(0, target.terminate().awaitEnd());
        }
    }

    @Test
    public void shouldRefuseAConfigurationInDeployByFieldAndValue() throws Exception {
        try (RunningTarget target = RunningTarget.start(folder, demoPort())) {
            target.awaitOutput("connect");
            Path file = folder.resolve("data/deploy/io.viaduct.core.cfg");
            Files.writeString(file, "hold_ms = soon\n");
            String line = target.awaitError("io.viaduct.core is not taken over");
            assertTrue(line, line.contains("hold_ms"));
            assertTrue(line, line.contains("soon"));
            assertEquals(0, target.terminate().awaitEnd());
        }
    }

    @Test
    public void shouldRunItsPluginsAgainAfterACrashAndGoOnWithoutADamagedOne() throws Exception {
        Path jar = PluginJar.malloc("7.0.0").write(folder.resolve("malloc.jar"));
        try (RunningTarget target = RunningTarget.start(folder, demoPort());
                RpcClient rpc = rpcAfter(target)) {
            rpc.call("viaduct_plugin_update", Map.of("path", jar.toString()));
            target.kill();
        }
        try (RunningTarget target = RunningTarget.start(folder, demoPort());
                RpcClient rpc = rpcAfter(target)) {
            assertEquals("7.0.0", activeMalloc(rpc));
            writeAndReadBack(DEMO);
            assertEquals(0, target.terminate().awaitEnd());
            assertEquals(List.of(), complaints(target));
        }
        try (var jars = Files.newDirectoryStream(folder.resolve("data/plugins"), "*.jar")) {
            Files.writeString(jars.iterator().next(), "damage");
        }
        try (RunningTarget target = RunningTarget.start(folder, demoPort());
                RpcClient rpc = rpcAfter(target)) {
            target.awaitError("is damaged");
            assertNotEquals("7.0.0", activeMalloc(rpc));
            writeAndReadBack(DEMO);
            assertEquals(0, target.terminate().awaitEnd());
        }
    }

    @Test
    public void shouldEndInOrderDuringAnUpdate() throws Exception {
        Path late =
                PluginJar.malloc("7.0.0")
                        .component("OSGI-INF/late.xml", LATE)
                        .write(folder.resolve("malloc.jar"));
        try (RunningTarget target = RunningTarget.start(folder, demoPort());
                RpcClient rpc = rpcAfter(target);
                RpcClient second = new RpcClient(RunningTarget.rpcSocket(folder))) {
            // It waits until the new version is ready, which it never is.
            Thread.ofVirtual().start(() -> update(rpc, late));
            awaitUnderWay(second);
            assertEquals(0, target.terminate().awaitEnd());
            assertEquals(List.of(), complaints(target));
        }
        try (RunningTarget target = RunningTarget.start(folder, demoPort());
                RpcClient rpc = rpcAfter(target)) {
            assertNotEquals("7.0.0", activeMalloc(rpc));
            assertEquals(0, target.terminate().awaitEnd());
        }
    }

    private static void update(RpcClient rpc, Path jar) {
        try {
            // Refused while the other client's command, which is to be refused, is under way.
            int code = EBUSY;
            while (code == EBUSY) {
                code = code(rpc.ask("viaduct_plugin_update", Map.of("path", jar.toString())));
            }
        } catch (IOException | IllegalArgumentException e) {
            // The target ends before it can answer.
            return;
        }
    }

    /** A second command is refused as soon as the first is under way. */
    private static void awaitUnderWay(RpcClient rpc) throws IOException {
        int code = 0;
        while (code != EBUSY) {
            code = code(rpc.ask("viaduct_plugin_rollback", Map.of("name", "no.such")));
        }
    }

    private static int code(JsonNode answer) {
        return answer.path("error").path("code").asInt();
    }

    private static String activeMalloc(RpcClient rpc) throws IOException {
        for (var copy : rpc.call("viaduct_plugin_list", Map.of())) {
            if (copy.get("name").asText().equals("io.viaduct.bdev.malloc")
                    && copy.get("state").asText().equals("active")) {
                return copy.get("version").asText();
            }
        }
        return null;
    }

    @Test
    public void shouldRefuseATakenPort() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = taken.getLocalPort();
            String line = refusal("-c", config().toString());
            assertTrue(line, line.contains("127.0.0.1:" + port));
            assertTrue(line, line.contains("in use"));
        }
    }

    @Test
    public void shouldRefuseAnUnreadableConfiguration() throws Exception {
        Path missing = folder.resolve("missing.json");
        assertEquals(
                "viaduct: cannot read the configuration " + missing + ": no such file or folder",
                refusal("-c", missing.toString()));
    }

    @Test
    public void shouldRefuseAMalformedConfiguration() throws Exception {
        Path file = Files.writeString(folder.resolve("bad.json"), "{\"subsystems\": [}");
        String line = refusal("-c", file.toString());
        assertTrue(line, line.contains(file.toString()));
    }

    @Test
    public void shouldRefuseABadOption() throws Exception {
        assertEquals("viaduct: unknown option --bogus; see viaduct --help", refusal("--bogus"));
    }

    @Test
    public void shouldRefuseADataFolderAndASocketInUse() throws Exception {
        try (RunningTarget target = RunningTarget.start(folder, demoPort())) {
            target.awaitOutput("connect");
            String data = folder.resolve("data").toString();
            String line = refusal();
            assertTrue(line, line.startsWith("viaduct: the data folder " + data + " is in use by"));

            Path socket = RunningTarget.rpcSocket(folder);
            String other = folder.resolve("other").toString();
            String busy =
                    refusalOf(List.of("--no-shell", "--data", other, "-r", socket.toString()));
            assertTrue(busy, busy.startsWith("viaduct: RPC socket " + socket + " is in use"));
            assertEquals(0, target.terminate().awaitEnd());
        }
    }

    @Test
    public void shouldTellItsVersionAndItsOptions() throws Exception {
        try (RunningTarget version = RunningTarget.run("", List.of("--version"));
                RunningTarget help = RunningTarget.run("", List.of("--help"))) {
            assertEquals(0, version.awaitEnd());
            assertTrue(version.output().getFirst().startsWith("viaduct "));
            assertEquals(0, help.awaitEnd());
            assertTrue(help.output().stream().anyMatch(line -> line.contains("--wait-for-rpc")));
        }
    }

    /** The one line that a start that must fail says. */
    private String refusal(String... options) throws IOException, InterruptedException {
        try (RunningTarget target = RunningTarget.start(folder, demoPort(), options)) {
            return theOneLine(target);
        }
    }

    private static String refusalOf(List<String> words) throws IOException, InterruptedException {
        try (RunningTarget target = RunningTarget.run("", words)) {
            return theOneLine(target);
        }
    }

    private static String theOneLine(RunningTarget target) throws InterruptedException {
        int status = target.awaitEnd();
        List<String> ours = complaints(target);
        assertEquals(ours.toString(), 1, ours.size());
        assertEquals(1, status);
        return ours.getFirst();
    }

    /** Without warnings: a busy machine holds a reactor up, and the watchdog says so. */
    private static List<String> complaints(RunningTarget target) throws InterruptedException {
        return target.errors().stream()
                .filter(line -> line.startsWith("viaduct:") || line.contains(" ERROR "))
                .toList();
    }

    private void writeAndReadBack(String nqn) throws IOException {
        byte[] data = new byte[BLOCK_SIZE];
        new Random(1).nextBytes(data);
        InetSocketAddress address = new InetSocketAddress("127.0.0.1", port);
        try (HostController host = new HostController(address, nqn, HOST)) {
            var identified = host.admin().call(HostCommand.identify(CNS_CONTROLLER, 0));
            HostController.require(identified, "Identify");
            var queue = host.openQueue(QUEUE_DEPTH);
            HostController.require(queue.call(HostCommand.write(1, 7, 1, data)), "Write");
            var read = queue.call(HostCommand.read(1, 7, 1, BLOCK_SIZE));
            HostController.require(read, "Read");
            assertArrayEquals(data, read.data());
        }
    }

    private String bdevNames() throws IOException {
        try (RpcClient rpc = new RpcClient(RunningTarget.rpcSocket(folder))) {
            return String.join(",", rpc.call("bdev_get_bdevs", Map.of()).findValuesAsText("name"));
        }
    }

    private void awaitActive(String bundle) throws IOException, InterruptedException {
        for (int i = 0; i < ATTEMPTS_MAX; i++) {
            if (shell("lb").stream().anyMatch(line -> line.matches(".*Active.*" + bundle + ".*"))) {
                return;
            }
        }
        throw new AssertionError(bundle + " does not run");
    }

    private List<String> shell(String command) throws IOException, InterruptedException {
        String data = folder.resolve("data").toString();
        List<String> words = List.of("shell", "--data", data, "-c", command);
        try (RunningTarget shell = RunningTarget.run("", words)) {
            assertEquals(0, shell.awaitEnd());
            return shell.output();
        }
    }

    private RpcClient rpcAfter(RunningTarget target) throws IOException, InterruptedException {
        target.awaitOutput("data");
        return new RpcClient(RunningTarget.rpcSocket(folder));
    }

    private Path config() throws IOException {
        return Files.writeString(folder.resolve("config.json"), CONFIG.formatted(NQN, port));
    }

    private String demoPort() {
        return "-Dviaduct.demo_port=" + port;
    }

    private List<Path> sockets() throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.toString().contains(".sock")).toList();
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static void writeBundle(Path jar, String symbolicName) throws IOException {
        Manifest manifest = new Manifest();
        Attributes headers = manifest.getMainAttributes();
        headers.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        headers.putValue("Bundle-ManifestVersion", "2");
        headers.putValue("Bundle-SymbolicName", symbolicName);
        headers.putValue("Bundle-Version", "1.0");
        new JarOutputStream(Files.newOutputStream(jar), manifest).close();
    }
}
