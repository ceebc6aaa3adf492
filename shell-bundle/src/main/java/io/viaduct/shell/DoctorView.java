package io.viaduct.shell;

import java.io.PrintStream;
import java.util.List;
import java.util.Map;

/** {@code nvmf:doctor}: why a host cannot use a subsystem, and what to type against it. */
final class DoctorView {
    private static final String FAILED = "failed";
    private static final int QUESTION_COLUMNS = 42;

    private final Calls calls;

    DoctorView(Calls calls) {
        this.calls = calls;
    }

    void print(Arguments arguments, PrintStream out) throws CommandException, InterruptedException {
        Object answer =
                calls.call(
                        "viaduct_doctor",
                        Calls.of("nqn", arguments.at(0), "hostnqn", arguments.at(1)));
        if (arguments.has("--json")) {
            out.println(Json.pretty(answer));
            return;
        }
        Map<String, Object> examined = Trees.object(answer);
        Map<String, Object> failed = null;
        for (Map<String, Object> check : Trees.objects(examined.get("checks"))) {
            boolean bad = Trees.text(check, "state").equals(FAILED);
            String question = Trees.text(check, "question");
            String fill = " ".repeat(Math.max(1, QUESTION_COLUMNS - question.length()));
            out.println((bad ? "NO   " : "yes  ") + question + fill + Trees.text(check, "detail"));
            failed = bad ? check : failed;
        }
        out.println();
        if (failed == null) {
            out.println("Nothing keeps a host from it.");
        } else {
            printMending(Trees.list(failed.get("commands")), out);
        }
    }

    private static void printMending(List<?> commands, PrintStream out) {
        if (commands.isEmpty()) {
            out.println("No command mends that by itself.");
            return;
        }
        out.println("Type:");
        commands.forEach(command -> out.println("    " + command));
    }
}
