package io.viaduct.shell;

import java.io.PrintStream;
import java.util.List;
import java.util.Map;

/** {@code nvmf:*}: what changes the target. */
final class NvmfCommands {
    private static final String ANY = "any";

    private final Calls calls;

    NvmfCommands(Calls calls) {
        this.calls = calls;
    }

    static List<Command> all(Calls calls) {
        var of = new TargetCommands<>("nvmf", calls, NvmfCommands::new);
        return List.of(
                of.command(
                        "create",
                        "NQN [--any-host] [--serial SERIAL] [--model MODEL] [--max-namespaces N]"
                                + " [NAME=VALUE ...]",
                        "Creates a subsystem; without --any-host, hosts are let in by nvmf:allow.",
                        NvmfCommands::create),
                of.command(
                        "remove",
                        "NQN",
                        "Disconnects a subsystem's hosts and deletes it.",
                        NvmfCommands::remove),
                of.command(
                        "add-ns",
                        "NQN BDEV [NSID] [NAME=VALUE ...]",
                        "Makes a block device a namespace of a subsystem; NAME=VALUE as in"
                                + " namespace.nguid=...",
                        NvmfCommands::addNamespace),
                of.command(
                        "remove-ns",
                        "NQN NSID",
                        "Takes a namespace away from a subsystem.",
                        NvmfCommands::removeNamespace),
                of.command(
                        "listen",
                        "NQN TRTYPE ADDRESS PORT [NAME=VALUE ...]",
                        "Lets a subsystem listen, as in: nvmf:listen NQN TCP 127.0.0.1 4420",
                        NvmfCommands::listen),
                of.command(
                        "unlisten",
                        "NQN TRTYPE ADDRESS PORT",
                        "Stops a subsystem's listening at an address.",
                        NvmfCommands::unlisten),
                of.command(
                        "allow",
                        "NQN HOSTNQN",
                        "Lets a host connect, or all of them if HOSTNQN is 'any'.",
                        NvmfCommands::allow),
                of.command(
                        "deny",
                        "NQN HOSTNQN",
                        "No longer lets a host connect; 'any' leaves those allowed by name.",
                        NvmfCommands::deny),
                of.command(
                        "create-transport",
                        "TRTYPE [--queue-depth N] [--io-size BYTES] [--in-capsule BYTES]"
                                + " [NAME=VALUE ...]",
                        "Makes a transport of the target, as in: nvmf:create-transport TCP",
                        NvmfCommands::createTransport));
    }

    private void create(Arguments arguments, PrintStream out)
            throws CommandException, InterruptedException {
        calls.call(
                "nvmf_create_subsystem",
                Calls.of(
                        "nqn",
                        arguments.at(0),
                        "allow_any_host",
                        arguments.has("--any-host") ? true : null,
                        "serial_number",
                        arguments.value("--serial"),
                        "model_number",
                        arguments.value("--model"),
                        "max_namespaces",
                        arguments.number("--max-namespaces")),
                arguments);
        out.println("Created " + arguments.at(0) + ".");
    }

    private void remove(Arguments arguments, PrintStream out)
            throws CommandException, InterruptedException {
        calls.call("nvmf_delete_subsystem", Calls.of("nqn", arguments.at(0)));
        out.println("Removed " + arguments.at(0) + ".");
    }

    private void addNamespace(Arguments arguments, PrintStream out)
            throws CommandException, InterruptedException {
        Map<String, Object> namespace =
                Calls.of("nsid", arguments.number(2), "bdev_name", arguments.at(1));
        Object nsid =
                calls.call(
                        "nvmf_subsystem_add_ns",
                        Calls.of("nqn", arguments.at(0), "namespace", namespace),
                        arguments);
        out.println("Namespace " + nsid + " of " + arguments.at(0) + ".");
    }

    private void removeNamespace(Arguments arguments, PrintStream out)
            throws CommandException, InterruptedException {
        calls.call(
                "nvmf_subsystem_remove_ns",
                Calls.of("nqn", arguments.at(0), "nsid", arguments.number(1)));
        out.println("Removed namespace " + arguments.at(1) + " of " + arguments.at(0) + ".");
    }

    private void listen(Arguments arguments, PrintStream out)
            throws CommandException, InterruptedException {
        calls.call("nvmf_subsystem_add_listener", listener(arguments), arguments);
        out.println("Listening at " + place(arguments) + ".");
    }

    private void unlisten(Arguments arguments, PrintStream out)
            throws CommandException, InterruptedException {
        calls.call("nvmf_subsystem_remove_listener", listener(arguments));
        out.println("No longer listening at " + place(arguments) + ".");
    }

    private static Map<String, Object> listener(Arguments arguments) {
        String address = arguments.at(2);
        Map<String, Object> where =
                Calls.of(
                        "trtype",
                        arguments.at(1),
                        "adrfam",
                        address.indexOf(':') < 0 ? "ipv4" : "ipv6",
                        "traddr",
                        address,
                        "trsvcid",
                        arguments.at(3));
        return Calls.of("nqn", arguments.at(0), "listen_address", where);
    }

    private static String place(Arguments arguments) {
        return arguments.at(1) + " " + arguments.at(2) + " " + arguments.at(3);
    }

    private void allow(Arguments arguments, PrintStream out)
            throws CommandException, InterruptedException {
        admit(arguments, true);
        out.println("Allowed " + arguments.at(1) + ".");
    }

    private void deny(Arguments arguments, PrintStream out)
            throws CommandException, InterruptedException {
        admit(arguments, false);
        out.println("Denied " + arguments.at(1) + ".");
    }

    private void admit(Arguments arguments, boolean allow)
            throws CommandException, InterruptedException {
        String nqn = arguments.at(0);
        String host = arguments.at(1);
        if (host.equals(ANY)) {
            calls.call(
                    "nvmf_subsystem_allow_any_host", Calls.of("nqn", nqn, "allow_any_host", allow));
        } else {
            String method = allow ? "nvmf_subsystem_add_host" : "nvmf_subsystem_remove_host";
            calls.call(method, Calls.of("nqn", nqn, "host", host));
        }
    }

    private void createTransport(Arguments arguments, PrintStream out)
            throws CommandException, InterruptedException {
        calls.call(
                "nvmf_create_transport",
                Calls.of(
                        "trtype",
                        arguments.at(0),
                        "max_queue_depth",
                        arguments.number("--queue-depth"),
                        "max_io_size",
                        arguments.number("--io-size"),
                        "in_capsule_data_size",
                        arguments.number("--in-capsule")),
                arguments);
        out.println("Created transport " + arguments.at(0) + ".");
    }
}
