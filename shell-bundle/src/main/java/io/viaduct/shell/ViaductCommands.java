package io.viaduct.shell;

import io.viaduct.api.rpc.MethodInfo;

import org.apache.felix.service.command.CommandSession;

import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** {@code viaduct:*}: the platform itself, and every method there is. */
final class ViaductCommands {
    private static final String SCOPE = "viaduct";
    private static final int TICKS_PER_CENT = 100;

    private final Calls calls;
    private final String version;
    private final Runnable stop;

    /** Commands of a platform of a version, which {@code stop} begins to stop, at once. */
    ViaductCommands(Calls calls, String version, Runnable stop) {
        this.calls = calls;
        this.version = version;
        this.stop = stop;
    }

    List<Command> all() {
        return List.of(
                new Command(SCOPE, "version", "", "Shows versions.", this::version),
                new Command(SCOPE, "reactors", "[--json]", "Lists the reactors.", this::reactors),
                new Command(
                        SCOPE,
                        "modules",
                        "[--json]",
                        "Lists the bundles that have devices, and which are quarantined.",
                        new ModulesView(calls)::print),
                new TargetCommands<>(SCOPE, calls, SwapsView::new)
                        .command(
                                "swaps",
                                "[KIND] [--json]",
                                "Lists how long hosts waited while bundles were replaced; KIND is"
                                        + " bdev or transport.",
                                SwapsView::print),
                new Command(
                        SCOPE,
                        "methods",
                        "[PATTERN]",
                        "Lists the methods whose name contains PATTERN, or shows the one it names.",
                        this::methods),
                new Command(
                        SCOPE,
                        "rpc",
                        "METHOD [JSON] [NAME=VALUE ...]",
                        "Calls a method, as in: viaduct:rpc bdev_get_bdevs name=Malloc0",
                        this::rpc),
                new TargetCommands<>(SCOPE, calls, TopView::new)
                        .command(
                                "top",
                                Repeat.USAGE + " [--json]",
                                "Shows live what hosts and namespaces do, and how busy reactors"
                                        + " are.",
                                TopView::print),
                new Command(
                        SCOPE,
                        "cd",
                        "DIR",
                        "Goes to a folder, from which the names of files count.",
                        ViaductCommands::goTo),
                new Command(SCOPE, "stop", "", "Stops the platform.", this::stop));
    }

    /** The command that shows the others, those of {@code commands} and itself, and methods. */
    Command help(List<Command> commands) {
        List<Command> all = new ArrayList<>(commands);
        var help =
                new Command(
                        SCOPE,
                        "help",
                        "[COMMAND]",
                        "Lists the commands, or shows how to use one, or a method.",
                        (arguments, out) -> help(all, arguments.at(0), out));
        all.add(help);
        all.sort(Comparator.comparing(Command::synopsis));
        return help;
    }

    private void help(List<Command> commands, String wanted, PrintStream out)
            throws CommandException {
        if (wanted == null) {
            commands.forEach(command -> out.println(command.synopsis()));
            return;
        }
        List<Command> found =
                commands.stream()
                        .filter(
                                command ->
                                        wanted.equals(command.scope() + ":" + command.name())
                                                || wanted.equals(command.name())
                                                || wanted.equals(command.scope()))
                        .toList();
        if (found.isEmpty()) {
            MethodView.print(
                    calls.find(wanted)
                            .orElseThrow(
                                    () ->
                                            new CommandException(
                                                    "there is no command and no method " + wanted)),
                    out);
            return;
        }
        for (Command command : found) {
            out.println(command.synopsis());
            out.println("    " + command.description());
        }
    }

    private void version(Arguments arguments, PrintStream out)
            throws CommandException, InterruptedException {
        out.println("Viaduct " + version);
        out.println("Java " + Runtime.version());
        if (calls.methods().stream().anyMatch(method -> method.name().equals("spdk_get_version"))) {
            Map<String, Object> spdk = Trees.object(calls.call("spdk_get_version", null));
            out.println("RPC as " + Trees.text(spdk, "version"));
        }
    }

    private void reactors(Arguments arguments, PrintStream out)
            throws CommandException, InterruptedException {
        Object result = calls.call("framework_get_reactors", null);
        if (arguments.has("--json")) {
            out.println(Json.pretty(result));
            return;
        }
        var table = new Table("CORE", "BUSY TICKS", "IDLE TICKS", "BUSY %", "THREADS");
        for (Map<String, Object> reactor : Trees.objects(Trees.object(result).get("reactors"))) {
            long busy = Trees.number(reactor, "busy");
            long idle = Trees.number(reactor, "idle");
            long share =
                    busy + idle == 0
                            ? 0
                            : Math.round((double) busy * TICKS_PER_CENT / (busy + idle));
            List<String> threads =
                    Trees.objects(reactor.get("lw_threads")).stream()
                            .map(thread -> Trees.text(thread, "name"))
                            .toList();
            table.row(Trees.text(reactor, "lcore"), busy, idle, share, String.join(" ", threads));
        }
        table.print(out, "There are no reactors.");
    }

    private void methods(Arguments arguments, PrintStream out) throws CommandException {
        String pattern = arguments.at(0) == null ? "" : arguments.at(0);
        List<MethodInfo> found =
                calls.methods().stream()
                        .filter(method -> method.name().contains(pattern))
                        .sorted(Comparator.comparing(MethodInfo::name))
                        .toList();
        List<MethodInfo> exact =
                found.stream().filter(method -> method.name().equals(pattern)).toList();
        if (!exact.isEmpty()) {
            MethodView.print(exact.getFirst(), out);
            return;
        }
        var table = new Table("METHOD", "DESCRIPTION");
        found.forEach(method -> table.row(method.name(), method.description()));
        table.print(out, "There is no such method.");
    }

    private void rpc(Arguments arguments, PrintStream out)
            throws CommandException, InterruptedException {
        String json = arguments.at(1);
        Map<String, Object> parameters = json == null ? Map.of() : Trees.given(Json.read(json));
        boolean none = json == null && arguments.parameters().isEmpty();
        Object result =
                none
                        ? calls.call(arguments.at(0), null)
                        : calls.call(arguments.at(0), parameters, arguments);
        out.println(Json.pretty(result));
    }

    private static void goTo(CommandSession session, Arguments arguments, PrintStream out)
            throws CommandException {
        Path folder = arguments.path(0);
        if (!Files.isDirectory(folder)) {
            throw new CommandException(folder + " is no folder where the target runs");
        }
        session.currentDir(folder);
    }

    private void stop(Arguments arguments, PrintStream out) {
        out.println("Stopping.");
        stop.run();
    }
}
