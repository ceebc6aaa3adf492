package io.viaduct.shell;

import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Function;
import org.apache.felix.service.command.Process;

import java.io.PrintStream;
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

    private final String scope;
    private final String name;
    private final Usage usage;
    private final String description;
    private final Body body;

    Command(String scope, String name, String usage, String description, Body body) {
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
        body.run(parse(typed), out);
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
