package io.viaduct.shell;

import java.io.PrintStream;
import java.util.List;
import java.util.Map;

/** {@code plugin:*}: bundles that are replaced while the target serves. */
final class PluginCommands {
    private static final String SCOPE = "plugin";
    private static final String RPC = "viaduct_plugin_";

    private final Calls calls;
    private final Bundles bundles;

    PluginCommands(Calls calls, Bundles bundles) {
        this.calls = calls;
        this.bundles = bundles;
    }

    List<Command> all() {
        return List.of(
                new Command(
                        SCOPE,
                        "list",
                        "[--json]",
                        "Lists the copies of all plug-ins and which of them run.",
                        this::list),
                new Command(
                        SCOPE,
                        "install",
                        "PATH [--json]",
                        "Copies a bundle to plugins/ and starts it.",
                        (arguments, out) -> jar("install", arguments, out)),
                new Command(
                        SCOPE,
                        "update",
                        "PATH [--json]",
                        "Puts another version of a bundle in its place while both are active.",
                        (arguments, out) -> jar("update", arguments, out)),
                new Command(
                        SCOPE,
                        "rollback",
                        "NAME [--json]",
                        "Puts the version before in the place of the one in plugins/.",
                        (arguments, out) -> name("rollback", arguments, out)),
                new Command(
                        SCOPE,
                        "start",
                        "NAME",
                        "Starts a bundle that is stopped; NAME may be its number.",
                        this::start),
                new Command(
                        SCOPE,
                        "stop",
                        "NAME",
                        "Stops a bundle: its devices are held for a while, then wait for it.",
                        this::stop),
                new Command(
                        SCOPE,
                        "uninstall",
                        "NAME [--json]",
                        "Takes a bundle and its earlier version out of plugins/.",
                        (arguments, out) -> name("uninstall", arguments, out)));
    }

    private void list(Arguments arguments, PrintStream out)
            throws CommandException, InterruptedException {
        List<Map<String, Object>> copies = calls.list(RPC + "list", null);
        if (arguments.has("--json")) {
            out.println(Json.pretty(copies));
            return;
        }
        var table = new Table("NAME", "VERSION", "SOURCE", "STATE", "BUNDLE", "REASON");
        for (Map<String, Object> copy : copies) {
            table.row(
                    Trees.text(copy, copy.containsKey("name") ? "name" : "jar"),
                    Trees.text(copy, "version"),
                    Trees.text(copy, "source"),
                    Trees.text(copy, "state"),
                    Trees.text(copy, "bundle"),
                    Trees.text(copy, "reason"));
        }
        table.print(out, "There are no plug-ins.");
    }

    private void start(Arguments arguments, PrintStream out) throws CommandException {
        bundles.start(arguments.at(0));
        out.println(bundles.name(arguments.at(0)) + " runs.");
    }

    private void stop(Arguments arguments, PrintStream out) throws CommandException {
        bundles.stop(arguments.at(0));
        out.println(bundles.name(arguments.at(0)) + " is stopped.");
    }

    private void jar(String command, Arguments arguments, PrintStream out)
            throws CommandException, InterruptedException {
        show(
                calls.call(RPC + command, Calls.of("path", arguments.path(0).toString())),
                arguments,
                out);
    }

    private void name(String command, Arguments arguments, PrintStream out)
            throws CommandException, InterruptedException {
        show(calls.call(RPC + command, Calls.of("name", arguments.at(0))), arguments, out);
    }

    private static void show(Object answer, Arguments arguments, PrintStream out) {
        if (arguments.has("--json")) {
            out.println(Json.pretty(answer));
            return;
        }
        Map<String, Object> copy = Trees.object(answer);
        String what = copy.isEmpty() ? "" : text(copy);
        boolean runs = Trees.text(copy, "state").equals("active");
        out.println(what + (runs ? " runs." : " has gone."));
    }

    private static String text(Map<String, Object> copy) {
        return Trees.text(copy, "name")
                + " "
                + Trees.text(copy, "version")
                + " of "
                + Trees.text(copy, "source");
    }
}
