package io.viaduct.launcher;

import java.nio.file.Path;
import java.util.List;

/** The command {@code viaduct}. */
public final class Main {
    /** Set by the script: where the distribution is. */
    private static final String HOME = "viaduct.home";

    /** Set by the script: whether there is a terminal for a shell. */
    private static final String TERMINAL = "viaduct.terminal";

    private static final String USAGE =
            """
            usage: viaduct [OPTIONS]             run a target
                   viaduct shell [-c COMMAND] [--data DIR]
                                                 a shell in the target that runs

              -c, --config FILE       start from a configuration in SPDK's format
              -r, --rpc-socket PATH   UNIX socket of JSON-RPC (/var/tmp/spdk.sock), or
                                      ADDRESS:PORT of loopback
              -m, --cpumask MASK      processors of the reactors: 0x5 or [0,2]
                  --wait-for-rpc      configure nothing before framework_start_init
                  --engine NAME       uring or epoll (the best that the kernel allows)
                  --data DIR          journal, plug-ins, shell socket (%s)
                  --metrics [ADDR:]PORT  metrics for Prometheus over HTTP (off)
                  --no-shell          no shell on the terminal
                  --log-level LEVEL   error, warning, info, debug or trace (info)
              -v, --version           show the version
              -h, --help              show this

            Without a configuration it goes on with what was configured before; where there is
            nothing, a 256 MiB RAM disk is exported over TCP on 127.0.0.1:4420.
            SIGTERM ends the target in order.
            More flags for the JVM come from VIADUCT_JAVA_OPTS.\
            """;

    private Main() {}

    /** Runs one command; the process's status is 0 if it did what it was asked to, else 1. */
    public static void main(String[] arguments) throws InterruptedException {
        List<String> words = List.of(arguments);
        try {
            if (words.contains("-h") || words.contains("--help")) {
                Console.print(USAGE.formatted(Options.dataDefault()));
            } else if (words.contains("-v") || words.contains("--version")) {
                Console.print("viaduct " + version());
            } else if (!words.isEmpty() && words.getFirst().equals("shell")) {
                var command = ShellCommand.parse(words.subList(1, words.size()));
                System.exit(command.run(Boolean.getBoolean(TERMINAL)));
            } else {
                run(CommandLine.parse(words));
            }
        } catch (Refusal e) {
            System.getLogger(Main.class.getName()).log(System.Logger.Level.DEBUG, "refused", e);
            Console.error("viaduct: " + e.getMessage());
            System.exit(1);
        }
    }

    private static void run(Options options) throws Refusal, InterruptedException {
        LineLoggerFinder.threshold(options.logLevel());
        Path home = Path.of(System.getProperty(HOME));
        DataFolder data = DataFolder.take(options.data());
        Platform platform = new Platform(FrameworkSettings.of(home, options, data));
        Stop stop = new Stop(platform);
        Runtime.getRuntime().addShutdownHook(new Thread(stop, "stop"));
        try {
            boolean terminal = options.shell() && Boolean.getBoolean(TERMINAL);
            Report report = platform.start(home.resolve("bundle"), terminal);
            if (!report.running()) {
                throw new Refusal(report.message());
            }
            Console.print(Banner.text(version(), report, data.path()));
            if (terminal) {
                platform.openShell();
            }
        } catch (Refusal e) {
            if (stop.fail()) {
                throw e;
            }
        }
        platform.awaitStop();
        System.exit(0);
    }

    private static String version() {
        return String.valueOf(Main.class.getPackage().getImplementationVersion());
    }
}
