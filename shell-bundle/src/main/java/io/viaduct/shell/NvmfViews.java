package io.viaduct.shell;

import java.io.PrintStream;
import java.util.List;
import java.util.Map;

/** {@code nvmf:*}: what shows the target. */
final class NvmfViews {
    private static final String NQN = "NQN [--json]";

    private final Calls calls;

    NvmfViews(Calls calls) {
        this.calls = calls;
    }

    static List<Command> all(Calls calls) {
        var of = new TargetCommands<>("nvmf", calls, NvmfViews::new);
        return List.of(
                of.command("list", "[--json]", "Lists the subsystems.", NvmfViews::list),
                of.command(
                        "watch",
                        Repeat.USAGE,
                        "Lists the subsystems again and again.",
                        NvmfViews::watch),
                of.command(
                        "show",
                        NQN,
                        "Shows a subsystem: its namespaces, listeners and hosts.",
                        NvmfViews::show),
                of.command(
                        "transports",
                        "[--json]",
                        "Lists the transports of the target.",
                        NvmfViews::transports),
                of.command(
                        "controllers",
                        NQN,
                        "Lists the controllers of a subsystem: the hosts connected now.",
                        NvmfViews::controllers),
                of.command(
                        "doctor",
                        "NQN [HOSTNQN] [--json]",
                        "Finds the first thing that keeps a host from a subsystem, and the command"
                                + " that mends it.",
                        NvmfViews::doctor),
                of.command(
                        "qpairs",
                        NQN,
                        "Lists the queue pairs of a subsystem: its connections.",
                        NvmfViews::qpairs));
    }

    private void watch(Arguments arguments, PrintStream out)
            throws CommandException, InterruptedException {
        Repeat.run(arguments, out, number -> list(arguments, out));
    }

    private void doctor(Arguments arguments, PrintStream out)
            throws CommandException, InterruptedException {
        new DoctorView(calls).print(arguments, out);
    }

    private void list(Arguments arguments, PrintStream out)
            throws CommandException, InterruptedException {
        List<Map<String, Object>> subsystems = calls.list("nvmf_get_subsystems", null);
        if (arguments.has("--json")) {
            out.println(Json.pretty(subsystems));
            return;
        }
        var table = new Table("NQN", "TYPE", "SERIAL", "NAMESPACES", "LISTENERS", "HOSTS");
        for (Map<String, Object> subsystem : subsystems) {
            table.row(
                    Trees.text(subsystem, "nqn"),
                    Trees.text(subsystem, "subtype"),
                    Trees.text(subsystem, "serial_number"),
                    Trees.list(subsystem.get("namespaces")).size(),
                    Trees.list(subsystem.get("listen_addresses")).size(),
                    anyHost(subsystem) ? "any" : Trees.list(subsystem.get("hosts")).size());
        }
        table.print(out, "There are no subsystems.");
    }

    private void show(Arguments arguments, PrintStream out)
            throws CommandException, InterruptedException {
        List<Map<String, Object>> found =
                calls.list("nvmf_get_subsystems", Calls.of("nqn", arguments.at(0)));
        if (found.isEmpty()) {
            throw new CommandException("there is no subsystem " + arguments.at(0));
        }
        Map<String, Object> subsystem = found.getFirst();
        if (arguments.has("--json")) {
            out.println(Json.pretty(subsystem));
            return;
        }
        out.println(Trees.text(subsystem, "nqn") + " (" + Trees.text(subsystem, "subtype") + ")");
        if (subsystem.containsKey("serial_number")) {
            out.println("Serial number: " + Trees.text(subsystem, "serial_number"));
            out.println("Model number:  " + Trees.text(subsystem, "model_number"));
        }
        out.println();
        printNamespaces(subsystem, out);
        out.println();
        printListeners(subsystem, out);
        out.println();
        printHosts(subsystem, out);
    }

    private static void printNamespaces(Map<String, Object> subsystem, PrintStream out) {
        var table = new Table("NSID", "BDEV", "UUID", "NGUID");
        for (Map<String, Object> namespace : Trees.objects(subsystem.get("namespaces"))) {
            table.row(
                    Trees.text(namespace, "nsid"),
                    Trees.text(namespace, "bdev_name"),
                    Trees.text(namespace, "uuid"),
                    Trees.text(namespace, "nguid"));
        }
        table.print(out, "It has no namespaces.");
    }

    private static void printListeners(Map<String, Object> subsystem, PrintStream out) {
        var table = new Table("TRTYPE", "FAMILY", "ADDRESS", "PORT");
        for (Map<String, Object> address : Trees.objects(subsystem.get("listen_addresses"))) {
            table.row(
                    Trees.text(address, "trtype"),
                    Trees.text(address, "adrfam"),
                    Trees.text(address, "traddr"),
                    Trees.text(address, "trsvcid"));
        }
        table.print(out, "It listens nowhere.");
    }

    private static void printHosts(Map<String, Object> subsystem, PrintStream out) {
        if (anyHost(subsystem)) {
            out.println("Any host may connect.");
            return;
        }
        var table = new Table("HOST");
        for (Map<String, Object> host : Trees.objects(subsystem.get("hosts"))) {
            table.row(Trees.text(host, "nqn"));
        }
        table.print(out, "No host may connect.");
    }

    private static boolean anyHost(Map<String, Object> subsystem) {
        return Boolean.TRUE.equals(subsystem.get("allow_any_host"));
    }

    private void transports(Arguments arguments, PrintStream out)
            throws CommandException, InterruptedException {
        List<Map<String, Object>> transports = calls.list("nvmf_get_transports", null);
        if (arguments.has("--json")) {
            out.println(Json.pretty(transports));
            return;
        }
        var table = new Table("TRTYPE", "DEPTH", "IO QPAIRS", "IO BYTES", "IN-CAPSULE BYTES");
        for (Map<String, Object> transport : transports) {
            table.row(
                    Trees.text(transport, "trtype"),
                    Trees.text(transport, "max_queue_depth"),
                    Trees.text(transport, "max_io_qpairs_per_ctrlr"),
                    Trees.text(transport, "max_io_size"),
                    Trees.text(transport, "in_capsule_data_size"));
        }
        table.print(out, "There are no transports.");
    }

    private void controllers(Arguments arguments, PrintStream out)
            throws CommandException, InterruptedException {
        List<Map<String, Object>> controllers =
                calls.list("nvmf_subsystem_get_controllers", Calls.of("nqn", arguments.at(0)));
        if (arguments.has("--json")) {
            out.println(Json.pretty(controllers));
            return;
        }
        var table = new Table("CNTLID", "HOST", "HOST ID", "IO QPAIRS");
        for (Map<String, Object> controller : controllers) {
            table.row(
                    Trees.text(controller, "cntlid"),
                    Trees.text(controller, "hostnqn"),
                    Trees.text(controller, "hostid"),
                    Trees.text(controller, "num_io_qpairs"));
        }
        table.print(out, "No host is connected.");
    }

    private void qpairs(Arguments arguments, PrintStream out)
            throws CommandException, InterruptedException {
        List<Map<String, Object>> qpairs =
                calls.list("nvmf_subsystem_get_qpairs", Calls.of("nqn", arguments.at(0)));
        if (arguments.has("--json")) {
            out.println(Json.pretty(qpairs));
            return;
        }
        var table = new Table("CNTLID", "QID", "STATE", "THREAD", "PEER", "HOST");
        for (Map<String, Object> qpair : qpairs) {
            table.row(
                    Trees.text(qpair, "cntlid"),
                    Trees.text(qpair, "qid"),
                    Trees.text(qpair, "state"),
                    Trees.text(qpair, "thread"),
                    Trees.address(qpair.get("peer_address")),
                    Trees.text(qpair, "hostnqn"));
        }
        table.print(out, "There are no connections.");
    }
}
