package io.viaduct.shell;

import io.viaduct.api.rpc.MethodInfo;
import io.viaduct.shell.declared.DeclarationException;
import io.viaduct.shell.declared.Declarations;
import io.viaduct.shell.declared.Importer;
import io.viaduct.shell.declared.Methods;

import java.io.PrintStream;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** {@code viaduct:apply} and its kin: the target as a file declares it. */
final class DeclarationCommands {
    private static final String SCOPE = "viaduct";

    private final Declarations declarations;
    private final Importer importer;

    DeclarationCommands(Calls calls) {
        Methods methods = new Called(calls);
        declarations = new Declarations(methods);
        importer = new Importer(methods);
    }

    List<Command> all() {
        return List.of(
                new Command(
                        SCOPE,
                        "apply",
                        "FILE [--dry-run] [--prune] [--replace]",
                        "Makes the target what a file of YAML or JSON declares, and does only the"
                            + " difference; --dry-run shows it, --prune takes away what the file"
                            + " does not name, --replace makes anew what cannot change.",
                        this::apply),
                new Command(
                        SCOPE,
                        "export",
                        "",
                        "Prints what there is as a file for viaduct:apply.",
                        this::export),
                new Command(
                        SCOPE,
                        "import",
                        "nvmet|ctl FILE",
                        "Prints a file for viaduct:apply made of one that nvmetcli has saved"
                                + " (nvmet), or of FreeBSD's ctl.conf (ctl); what cannot be carried"
                                + " over is listed on top.",
                        this::importFile));
    }

    private void apply(Arguments arguments, PrintStream out)
            throws CommandException, InterruptedException {
        var mode =
                new Declarations.Mode(
                        arguments.has("--dry-run"),
                        arguments.has("--prune"),
                        arguments.has("--replace"));
        try {
            declarations.apply(arguments.path(0), mode, out);
        } catch (DeclarationException e) {
            throw new CommandException(e.getMessage());
        }
    }

    private void export(Arguments arguments, PrintStream out)
            throws CommandException, InterruptedException {
        try {
            out.print(declarations.export());
        } catch (DeclarationException e) {
            throw new CommandException(e.getMessage());
        }
    }

    private void importFile(Arguments arguments, PrintStream out)
            throws CommandException, InterruptedException {
        try {
            out.print(importer.read(arguments.at(0), arguments.path(1)));
        } catch (DeclarationException e) {
            throw new CommandException(e.getMessage());
        }
    }

    /** The control plane with refusals as declarations want them. */
    private record Called(Calls calls) implements Methods {
        @Override
        public Object call(String method, Map<String, Object> parameters)
                throws DeclarationException, InterruptedException {
            try {
                return calls.call(method, parameters);
            } catch (CommandException e) {
                throw new DeclarationException(e.getMessage());
            }
        }

        @Override
        public Collection<MethodInfo> methods() {
            return calls.methods();
        }
    }
}
