package io.viaduct.shell.declared;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Files that declare what a target shall hold: applied, and written. */
public final class Declarations {
    private final Methods methods;

    /** Over one control plane. */
    public Declarations(Methods methods) {
        this.methods = methods;
    }

    /**
     * How a file is applied.
     *
     * @param dryRun shows what would be done
     * @param prune what the file does not name goes
     * @param replace what cannot change as it is may be made anew
     */
    public record Mode(boolean dryRun, boolean prune, boolean replace) {}

    /**
     * Makes the target what a file declares: only the difference is done, each step is told, and
     * the first that fails is the last.
     *
     * @throws DeclarationException when the file cannot be taken, and nothing is done, or when a
     *     step fails, which says what was not done
     */
    public void apply(Path file, Mode mode, PrintStream out)
            throws DeclarationException, InterruptedException {
        Items wanted = new DeclarationReader(methods).read(Yaml.read(TextFile.read(file)));
        var planner = new Planner(wanted, Current.of(methods), mode.prune(), mode.replace());
        List<Step> steps = planner.steps();
        if (steps.isEmpty()) {
            out.println("Nothing to do: all is as " + file.getFileName() + " declares it.");
        } else if (mode.dryRun()) {
            steps.forEach(out::println);
            out.println(steps.size() + " to do; nothing is done.");
        } else {
            perform(steps, out);
        }
        if (!planner.kept().isEmpty()) {
            out.println("Not in the file, and left alone:");
            planner.kept().forEach(label -> out.println("    " + label));
        }
    }

    private void perform(List<Step> steps, PrintStream out)
            throws DeclarationException, InterruptedException {
        for (int i = 0; i < steps.size(); i++) {
            Step step = steps.get(i);
            try {
                methods.call(step.call().method(), step.call().parameters());
                out.println(step);
                out.flush();
            } catch (DeclarationException e) {
                out.println("failed: " + step);
                out.println("    " + e.getMessage());
                steps.subList(i + 1, steps.size()).forEach(s -> out.println("not done: " + s));
                out.flush();
                throw new DeclarationException(
                        "%d of %d done, then one failed; what is done stays"
                                .formatted(i, steps.size()));
            }
        }
        out.println(steps.size() + " done.");
    }

    /**
     * What there is now, as a file.
     *
     * @throws DeclarationException when it cannot be asked for
     */
    public String export() throws DeclarationException, InterruptedException {
        Current current = Current.of(methods);
        var text = new StringBuilder();
        for (String other : current.others().stream().distinct().sorted().toList()) {
            text.append("# Not here: ").append(other).append(", which a configuration keeps.\n");
        }
        return text + text(DeclarationWriter.tree(current.items()));
    }

    /** A tree as a file has it. */
    static String text(Map<String, Object> tree) {
        return tree.isEmpty() ? "{}\n" : Yaml.write(tree);
    }
}
