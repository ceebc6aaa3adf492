package io.viaduct.launcher;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads the options of a start; the names that SPDK has too mean what they mean there. */
final class CommandLine {
    private static final Set<String> ENGINES = Set.of("uring", "epoll");

    /** As {@code rpc-bundle} reads it; everything else is a path. */
    private static final Pattern ADDRESS_AND_PORT =
            Pattern.compile("(?:\\[[0-9A-Fa-f:.]+]|[^:/]+):\\d{1,5}");

    private static final Pattern METRICS = Pattern.compile("(?:[0-9A-Fa-f:.]+:)?\\d{1,5}");

    /** What a UNIX socket's address holds, without its zero byte. */
    private static final int SOCKET_PATH_BYTES_MAX = 107;

    private Path config;
    private String rpc = Options.RPC_DEFAULT;
    private String cpus;
    private boolean waitForRpc;
    private String engine;
    private boolean shell = true;
    private String metrics;
    private Path data;
    private System.Logger.Level logLevel = System.Logger.Level.INFO;

    private CommandLine() {}

    static Options parse(List<String> arguments) throws Refusal {
        CommandLine line = new CommandLine();
        Iterator<String> rest = arguments.iterator();
        while (rest.hasNext()) {
            line.take(rest.next(), rest);
        }
        return line.options();
    }

    private void take(String argument, Iterator<String> rest) throws Refusal {
        int equals = argument.startsWith("--") ? argument.indexOf('=') : -1;
        String name = equals < 0 ? argument : argument.substring(0, equals);
        String value = equals < 0 ? null : argument.substring(equals + 1);
        switch (name) {
            case "--wait-for-rpc", "--no-shell" -> {
                if (value != null) {
                    throw new Refusal("option " + name + " takes no value");
                }
                set(name);
            }
            case "-c", "--config", "-r", "--rpc-socket", "-m", "--cpumask" ->
                    set(name, value != null ? value : next(name, rest));
            case "--engine", "--data", "--log-level", "--metrics" ->
                    set(name, value != null ? value : next(name, rest));
            default -> throw new Refusal("unknown option " + argument + "; see viaduct --help");
        }
    }

    /** The word behind an option. */
    static String next(String name, Iterator<String> rest) throws Refusal {
        String value = rest.hasNext() ? rest.next() : "";
        if (value.isEmpty()) {
            throw new Refusal("option " + name + " needs a value");
        }
        return value;
    }

    private void set(String name) {
        if (name.equals("--no-shell")) {
            shell = false;
        } else {
            waitForRpc = true;
        }
    }

    private void set(String name, String value) throws Refusal {
        switch (name) {
            case "-c", "--config" -> config = readable(absolute(value));
            case "-r", "--rpc-socket" -> rpc = rpc(name, value);
            case "-m", "--cpumask" ->
                    cpus = CpuList.parse(value, Runtime.getRuntime().availableProcessors());
            case "--engine" -> engine = oneOf(name, value, ENGINES);
            case "--data" -> data = absolute(value);
            case "--metrics" -> metrics = metrics(name, value);
            case "--log-level" -> logLevel = level(name, value);
            default -> throw new IllegalArgumentException(name);
        }
    }

    private static String metrics(String name, String value) throws Refusal {
        if (!METRICS.matcher(value).matches()) {
            throw new Refusal(
                    "option %s: \"%s\" is no PORT or ADDRESS:PORT".formatted(name, value));
        }
        return value;
    }

    private static String rpc(String name, String value) throws Refusal {
        return ADDRESS_AND_PORT.matcher(value).matches()
                ? value
                : requireSocketPath(name, absolute(value)).toString();
    }

    /** A path as the rest of the launcher knows it, independent of the working directory. */
    static Path absolute(String value) {
        return Path.of(value).toAbsolutePath().normalize();
    }

    private static Path readable(Path file) throws Refusal {
        if (Files.isDirectory(file)) {
            throw new Refusal("cannot read the configuration " + file + ": it is a folder");
        }
        try (InputStream in = Files.newInputStream(file)) {
            in.read();
            return file;
        } catch (IOException e) {
            throw Refusal.because("cannot read the configuration " + file, e);
        }
    }

    /** Refuses a path that no address of a UNIX socket holds. */
    static Path requireSocketPath(String option, Path path) throws Refusal {
        if (path.toString().getBytes(StandardCharsets.UTF_8).length > SOCKET_PATH_BYTES_MAX) {
            throw new Refusal(
                    "option %s: a socket's path has at most %d bytes: %s"
                            .formatted(option, SOCKET_PATH_BYTES_MAX, path));
        }
        return path;
    }

    private static String oneOf(String name, String value, Set<String> allowed) throws Refusal {
        if (!allowed.contains(value)) {
            String names = String.join(" or ", allowed.stream().sorted().toList());
            throw new Refusal("option %s: \"%s\" is not %s".formatted(name, value, names));
        }
        return value;
    }

    private static System.Logger.Level level(String name, String value) throws Refusal {
        Set<String> levels = Set.of("error", "warning", "info", "debug", "trace");
        return System.Logger.Level.valueOf(oneOf(name, value, levels).toUpperCase(Locale.ROOT));
    }

    private Options options() {
        return new Options(
                config,
                rpc,
                cpus,
                waitForRpc,
                engine,
                shell,
                metrics,
                data != null ? data : Options.dataDefault(),
                logLevel);
    }
}
