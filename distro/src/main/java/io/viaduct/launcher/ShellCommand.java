package io.viaduct.launcher;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;

/**
 * The command {@code viaduct shell}.
 *
 * @param data the data folder of the target that runs
 * @param command what to run, or null for the lines of standard input
 */
record ShellCommand(Path data, String command) {
    /** Reads the words behind {@code shell}. */
    static ShellCommand parse(List<String> arguments) throws Refusal {
        Path data = Options.dataDefault();
        String command = null;
        for (Iterator<String> rest = arguments.iterator(); rest.hasNext(); ) {
            String name = rest.next();
            switch (name) {
                case "-c", "--command" -> command = CommandLine.next(name, rest);
                case "--data" -> data = CommandLine.absolute(CommandLine.next(name, rest));
                default -> throw new Refusal("unknown option " + name + "; see viaduct --help");
            }
        }
        return new ShellCommand(data, command);
    }

    /**
     * Runs it.
     *
     * @param terminal whether a person types the lines
     * @return the process's status
     */
    int run(boolean terminal) throws Refusal {
        Path socket = DataFolder.shellSocket(data);
        if (!Files.exists(socket)) {
            throw new Refusal("no target runs with the data folder " + data);
        }
        if (command != null) {
            return ShellClient.run(socket, command, Console.out(), Console.error());
        }
        if (terminal) {
            return ShellClient.interact(
                    socket, new TerminalLines(), Console.out(), Console.error());
        }
        var in = new FileInputStream(FileDescriptor.in);
        return ShellClient.run(socket, in, Console.out(), Console.error());
    }
}
