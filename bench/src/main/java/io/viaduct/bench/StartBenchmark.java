package io.viaduct.bench;

import io.viaduct.testkit.host.HostCommand;
import io.viaduct.testkit.host.HostController;
import io.viaduct.testkit.host.HostResponse;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Cold starts: from the command to the first Identify served, and the framework alone. */
@State(Scope.Thread)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(1)
@Warmup(iterations = 2)
@Measurement(iterations = 15)
public class StartBenchmark {
    private static final String DEMO = "nqn.2026-11.io.viaduct:demo";
    private static final String HOST = "nqn.2014-08.org.nvmexpress:uuid:bench";
    private static final int CNS_CONTROLLER = 1;
    private static final int END_SECONDS = 30;

    private Path folder;
    private int port;
    private Process process;

    /** A folder and a port of its own for each start. */
    @Setup(Level.Invocation)
    public void prepare() throws IOException {
        // In /tmp, because a socket's path must be short.
        folder = Files.createTempDirectory(Path.of("/tmp"), "viaduct-bench");
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
    }

    /** The script, the platform, the demo, and a host's Connect and Identify. */
    @Benchmark
    public HostResponse viaductToIdentify() throws IOException {
        String script = home().resolve("bin/viaduct").toString();
        String data = folder.resolve("data").toString();
        String socket = folder.resolve("rpc.sock").toString();
        var builder = new ProcessBuilder(script, "--no-shell", "--data", data, "-r", socket);
        builder.environment().put("VIADUCT_JAVA_OPTS", flags() + " -Dviaduct.demo_port=" + port);
        start(builder);
        if (process.getInputStream().read() < 0) {
            throw new IOException("the target ended instead of serving");
        }
        var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        try (var host = new HostController(address, DEMO, HOST)) {
            return host.admin().call(HostCommand.identify(CNS_CONTROLLER, 0));
        }
    }

    /** The framework without a bundle, on the same JVM with the same flags. */
    @Benchmark
    public int bareFelix() throws IOException {
        String java = Path.of(System.getProperty("java.home"), "bin/java").toString();
        String classPath = System.getProperty("java.class.path");
        String main = BareFelix.class.getName();
        String allow = "--sun-misc-unsafe-memory-access=allow";
        List<String> command = new ArrayList<>(List.of(java, "-XX:-UsePerfData", allow));
        command.addAll(List.of(flags().split(" ")));
        command.removeIf(String::isEmpty);
        command.addAll(List.of("-cp", classPath, main, folder.toString()));
        start(new ProcessBuilder(command));
        return process.getInputStream().read();
    }

    /** Ends the process in order, and takes its folder away. */
    @TearDown(Level.Invocation)
    public void end() throws IOException, InterruptedException {
        process.destroy();
        if (!process.waitFor(END_SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    private void start(ProcessBuilder builder) throws IOException {
        process = builder.redirectError(ProcessBuilder.Redirect.DISCARD).start();
    }

    /** More flags for both JVMs, from the benchmark's own. */
    private static String flags() {
        return System.getProperty("viaduct.start.flags", "");
    }

    private static Path home() throws IOException {
        try (Stream<Path> built = Files.list(Path.of("distro/target"))) {
            return built.filter(path -> Files.isExecutable(path.resolve("bin/viaduct")))
                    .findFirst()
                    .orElseThrow(() -> new IOException("no distribution: run mvn package"));
        }
    }
}
