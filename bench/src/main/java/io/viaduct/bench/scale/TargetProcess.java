package io.viaduct.bench.scale;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The distribution in a process of its own, until closed. */
final class TargetProcess implements AutoCloseable {
    private static final int END_SECONDS = 30;
    private static final long RETRY_MS = 5;
    private static final String REPORT = "nvme connect";

    private final Process process;
    private final Path socket;

    /** Starts it with a data folder and a socket below a folder. */
    TargetProcess(Path folder, String... options) throws IOException {
        socket = folder.resolve("rpc.sock");
        List<String> command = new ArrayList<>();
        command.add(home().resolve("bin/viaduct").toString());
        command.addAll(List.of("--no-shell", "--data", folder.resolve("data").toString()));
        command.addAll(List.of("-r", socket.toString(), "--log-level", "warning"));
        command.addAll(List.of(options));
        var builder = new ProcessBuilder(command);
        builder.environment()
                .put("VIADUCT_JAVA_OPTS", System.getProperty("viaduct.start.flags", ""));
        process = builder.redirectError(ProcessBuilder.Redirect.INHERIT).start();
    }

    /** A client, as soon as there is somebody to answer. */
    Rpc connect() throws IOException, InterruptedException {
        while (process.isAlive()) {
            try {
                return new Rpc(socket);
            } catch (IOException e) {
                if (process.waitFor(RETRY_MS, TimeUnit.MILLISECONDS)) {
                    throw e;
                }
            }
        }
        throw new IOException("the target has ended");
    }

    /** Waits for the first line of its report, which it gives when everything is there. */
    void awaitReport() throws IOException {
        // Before it the virtual machine may tell of a recording.
        String line;
        do {
            line = process.inputReader().readLine();
            if (line == null) {
                throw new IOException("the target ended instead of serving");
            }
        } while (!line.contains(REPORT));
    }

    @Override
    public void close() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(END_SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
    }

    private static Path home() throws IOException {
        try (Stream<Path> built = Files.list(Path.of("distro/target"))) {
            return built.filter(path -> Files.isExecutable(path.resolve("bin/viaduct")))
                    .findFirst()
                    .orElseThrow(() -> new IOException("no distribution: run mvn package"));
        }
    }
}
