package io.viaduct.shell;

import io.viaduct.api.rpc.MethodInfo;

import java.io.PrintStream;
import java.util.List;
import java.util.Locale;

/** Prints what is said of a method, whoever brings it, and how it is called. */
final class MethodView {
    private MethodView() {}

    static void print(MethodInfo method, PrintStream out) {
        out.println(method.name());
        out.println("    " + method.description());
        List<String> states =
                method.states().stream()
                        .map(state -> state.name().toLowerCase(Locale.ROOT))
                        .sorted()
                        .toList();
        out.println("    When: " + String.join(" ", states));
        if (!method.aliases().isEmpty()) {
            out.println("    Also: " + String.join(" ", method.aliases()));
        }
        out.println("    Type: " + example(method));
        var table = new Table("PARAMETER", "TYPE", "REQUIRED", "DESCRIPTION");
        add("", method.parameters(), table);
        table.print(out, "It has no parameters.");
    }

    private static void add(String path, List<MethodInfo.Parameter> parameters, Table table) {
        for (MethodInfo.Parameter parameter : parameters) {
            String name = path + parameter.name();
            table.row(
                    name,
                    parameter.type(),
                    parameter.required() ? "yes" : "no",
                    parameter.description());
            add(name + ".", parameter.members(), table);
        }
    }

    /** A call with what is required and what has an example. */
    static String example(MethodInfo method) {
        var line = new StringBuilder("viaduct:rpc " + method.name());
        add("", method.parameters(), line);
        return line.toString();
    }

    private static void add(
            String path, List<MethodInfo.Parameter> parameters, StringBuilder line) {
        for (MethodInfo.Parameter parameter : parameters) {
            String name = path + parameter.name();
            if (!parameter.required() && parameter.example().isEmpty()) {
                continue;
            }
            if (parameter.members().isEmpty()) {
                String value =
                        parameter.example().isEmpty()
                                ? parameter.type().toUpperCase(Locale.ROOT)
                                : parameter.example();
                line.append(' ').append(name).append('=').append(value);
            } else {
                add(name + ".", parameter.members(), line);
            }
        }
    }
}
