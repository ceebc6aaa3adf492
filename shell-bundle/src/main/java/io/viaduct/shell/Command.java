package io.viaduct.shell;

import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Function;
import org.apache.felix.service.command.Process;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;

/**
 * A command of the gogo shell. One service each, since a name such as {@code add-ns} cannot be that
 * of a Java method.
 */
final class Command implements Function {
    /** What a command does. */
    @FunctionalInterface
    interface Body {
        /** Does it, and prints what is to be seen. */
        void run(Arguments arguments, PrintStream out)
                throws CommandException, InterruptedException;
    }

    /** What a command does to the session itself. */
    @FunctionalInterface
    interface SessionBody {
        /** Does it, and prints what is to be seen. */
        void run(CommandSession session, Arguments arguments, PrintStream out)
                throws CommandException, InterruptedException;
    }

    private final String scope;
    private final String name;
    private final Usage usage;
    private final String description;
    private final SessionBody body;

    Command(String scope, String name, String usage, String description, Body body) {
        this(
                scope,
                name,
                usage,
                description,
                (session, arguments, out) -> body.run(arguments, out));
    }

    Command(String scope, String name, String usage, String description, SessionBody body) {
        this.scope = scope;
        this.name = name;
        this.usage = new Usage(usage);
        this.description = description;
        this.body = body;
    }

    String scope() {
        return scope;
    }

    String name() {
        return name;
    }

    String description() {
        return description;
    }

    Usage usage() {
        return usage;
    }

    /** The whole line, as help shows it. */
    String synopsis() {
        return (scope + ":" + name + " " + usage).strip();
    }

    @Override
    public Object execute(CommandSession session, List<Object> arguments)
            throws CommandException, InterruptedException {
        Process process = Process.Utils.current();
        PrintStream out = process == null ? session.getConsole() : process.out();
        List<String> typed = arguments.stream().map(String::valueOf).toList();
        if (typed.contains("--help")) {
            out.println("usage: " + synopsis());
            out.println(description);
            return null;
        }
        Arguments parsed = parse(typed);
        Path folder = session.currentDir();
        body.run(session, folder == null ? parsed : parsed.from(folder), out);
        return null;
    }

    private Arguments parse(List<String> typed) throws CommandException {
        try {
            return usage.parse(typed);
        } catch (CommandException e) {
            throw new CommandException(e.getMessage() + "; usage: " + synopsis());
        }
    }
}
