package io.viaduct.itest;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A process that runs the distribution's {@code bin/viaduct}, seen from outside. */
final class RunningTarget implements AutoCloseable {
    /** A start takes a second or two; a machine with other work may be slow. */
    private static final int PATIENCE_SECONDS = 60;

    private static final String END = "\0";

    private final Process process;
    private final BlockingQueue<String> output = new LinkedBlockingQueue<>();
    private final BlockingQueue<String> errors = new LinkedBlockingQueue<>();

    private RunningTarget(Process process) {
        this.process = process;
        collect(process.inputReader(), output);
        collect(process.errorReader(), errors);
    }

    /**
     * Starts it with a data folder and sockets of its own.
     *
     * @param folder holds {@code data/} and {@code rpc.sock}
     * @param jvmFlags for VIADUCT_JAVA_OPTS
     */
    static RunningTarget start(Path folder, String jvmFlags, String... options) throws IOException {
        List<String> words = new ArrayList<>(List.of(options));
        words.addAll(List.of("--no-shell", "--data", folder.resolve("data").toString()));
        words.addAll(List.of("-r", rpcSocket(folder).toString()));
        return run(jvmFlags, words);
    }

    /** Runs any command of the script. */
    static RunningTarget run(String jvmFlags, List<String> words) throws IOException {
        List<String> command = new ArrayList<>(words);
        command.addFirst(Distribution.home().resolve("bin/viaduct").toString());
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().put("VIADUCT_JAVA_OPTS", jvmFlags);
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        Process process = builder.start();
        process.getOutputStream().close();
        return new RunningTarget(process);
    }

    /** The kernel's number of the process, which the script has become. */
    long pid() {
        return process.pid();
    }

    static Path rpcSocket(Path folder) {
        return folder.resolve("rpc.sock");
    }

    /** Waits for a line of standard output that contains this, and returns it. */
    String awaitOutput(String part) throws InterruptedException {
        return await(output, part);
    }

    /** Waits for a line of standard error that contains this, and returns it. */
    String awaitError(String part) throws InterruptedException {
        return await(errors, part);
    }

    /** Asks the process to end, as a service manager does. */
    RunningTarget terminate() {
        process.destroy();
        return this;
    }

    /** Ends the process as a crash would, and waits for that. */
    void kill() throws InterruptedException {
        close();
        awaitEnd();
    }

    /** Waits for the end, and returns the process's status. */
    int awaitEnd() throws InterruptedException {
        if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            throw new AssertionError("still running; said last: " + errors);
        }
        return process.exitValue();
    }

    /** All lines of standard output that nobody has waited for; after the end. */
    List<String> output() throws InterruptedException {
        return rest(output);
    }

    /** All lines of standard error that nobody has waited for; after the end. */
    List<String> errors() throws InterruptedException {
        return rest(errors);
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }

    private String await(BlockingQueue<String> lines, String part) throws InterruptedException {
        String line = "";
        while (!line.contains(part)) {
            line = lines.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
            if (line == null || line.equals(END)) {
                throw new AssertionError("no \"" + part + "\"; errors: " + errors);
            }
        }
        return line;
    }

    private static List<String> rest(BlockingQueue<String> lines) throws InterruptedException {
        List<String> rest = new ArrayList<>();
        for (String line = lines.take(); !line.equals(END); line = lines.take()) {
            rest.add(line);
        }
        return rest;
    }

    private static void collect(BufferedReader from, BlockingQueue<String> lines) {
        Thread.ofVirtual()
                .start(
                        () -> {
                            try (from) {
                                from.lines().forEach(lines::add);
                            } catch (IOException | UncheckedIOException e) {
                                lines.add("reading ended: " + e);
                            } finally {
                                lines.add(END);
                            }
                        });
    }
}
