package io.viaduct.shell;

import java.io.PrintStream;
import java.util.function.Function;

/**
 * Makes commands that can be told which target is meant.
 *
 * @param <T> what does them, over calls about one target
 */
final class TargetCommands<T> {
    private static final String OPTION = "--target";

    private final String scope;
    private final Calls calls;
    private final Function<Calls, T> over;

    TargetCommands(String scope, Calls calls, Function<Calls, T> over) {
        this.scope = scope;
        this.calls = calls;
        this.over = over;
    }

    /** What a command does. */
    @FunctionalInterface
    interface Body<T> {
        /** Does it, and prints what is to be seen. */
        void run(T by, Arguments arguments, PrintStream out)
                throws CommandException, InterruptedException;
    }

    Command command(String name, String usage, String description, Body<T> body) {
        return new Command(
                scope,
                name,
                (usage + " [" + OPTION + " TARGET]").strip(),
                description,
                (arguments, out) ->
                        body.run(over.apply(calls.in(arguments.value(OPTION))), arguments, out));
    }
}
