package io.viaduct.core.doctor;

import io.viaduct.api.rpc.RpcException;
import io.viaduct.core.control.TargetNames;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The shell commands that mend, as far as they depend on what there is. */
final class Mending {
    /** Where the distribution's transports are. */
    private static final String TRANSPORTS = "io.viaduct.transport.";

    private final Facts facts;

    Mending(Facts facts) {
        this.facts = facts;
    }

    /** A command as it is typed for a target: those of targets mean the first unless told. */
    static String in(String target, String command) {
        boolean other = command.startsWith("nvmf:") && !target.equals(TargetNames.DEFAULT);
        return other ? command + " --target " + target : command;
    }

    /** Starts the bundle that a reason names, if one that is not active is named. */
    List<String> start(String reason) throws RpcException, InterruptedException {
        return facts.bundles().stream()
                .filter(bundle -> bundle.text("state").equals("stopped"))
                .filter(bundle -> reason.contains(bundle.text("name")))
                .map(bundle -> "plugin:start " + bundle.text("name"))
                .toList();
    }

    /** Starts the bundle of a transport, if that is installed and not active. */
    List<String> startTransport(String trtype) throws RpcException, InterruptedException {
        return start(TRANSPORTS + trtype.toLowerCase(Locale.ROOT));
    }

    /** Makes the subsystem listen: where another does, or where the demonstration would. */
    String listen(String trtype) throws RpcException, InterruptedException {
        String place =
                facts.subsystems().stream()
                        .flatMap(subsystem -> subsystem.pages("listen_addresses").stream())
                        .filter(address -> address.text("trtype").equals(trtype))
                        .map(ListenerQuestions::place)
                        .findFirst()
                        .orElse(trtype + " 127.0.0.1 4420");
        return "nvmf:listen " + facts.nqn() + " " + place;
    }

    /** Closes an address and listens there again. */
    List<String> reopen(String place) {
        String where = facts.nqn() + " " + place;
        return List.of("nvmf:unlisten " + where, "nvmf:listen " + where);
    }

    /** Gives the subsystem a namespace: of a device that nobody uses, or of a new one. */
    List<String> addNamespace() throws RpcException, InterruptedException {
        List<String> commands = new ArrayList<>();
        String free =
                facts.bdevs().stream()
                        .filter(bdev -> !bdev.is("claimed"))
                        .map(bdev -> bdev.text("name"))
                        .findFirst()
                        .orElse(null);
        if (free == null) {
            free = "Disk1";
            commands.add("bdev:create malloc " + free + " 1GiB");
        }
        commands.add("nvmf:add-ns " + facts.nqn() + " " + free);
        return commands;
    }

    /** Makes another instance of a bundle. */
    static List<String> restart(String name) {
        return List.of("plugin:stop " + name, "plugin:start " + name);
    }
}
