package io.viaduct.launcher;

import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What the command line asks for.
 *
 * @param config the configuration file, absolute; null to go on from the journal
 * @param rpc where JSON-RPC is: the absolute path of a UNIX socket, or ADDRESS:PORT
 * @param cpus the reactors' processors as a list of numbers, or null for the default
 * @param waitForRpc whether to wait for framework_start_init
 * @param engine "uring", "epoll", or null for the best that the kernel allows
 * @param shell whether a shell may take the terminal
 * @param metrics PORT or ADDRESS:PORT where metrics are served, or null
 * @param data the data folder, absolute
 * @param logLevel the lowest level that is logged
 */
record Options(
        Path config,
        String rpc,
        String cpus,
        boolean waitForRpc,
        String engine,
        boolean shell,
        String metrics,
        Path data,
        System.Logger.Level logLevel) {
    static final String RPC_DEFAULT = "/var/tmp/spdk.sock";
    private static final Path DATA_OF_ROOT = Path.of("/var/lib/viaduct");
    private static final String DATA_OF_USER = ".local/share/viaduct";

    /** The data folder where none is named: the system's for root, else the user's own. */
    static Path dataDefault() {
        if (Files.isWritable(DATA_OF_ROOT.getParent())) {
            return DATA_OF_ROOT;
        }
        return Path.of(System.getProperty("user.home"), DATA_OF_USER);
    }
}
