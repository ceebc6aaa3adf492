package io.viaduct.shell;

import java.io.PrintStream;
import java.util.List;
import java.util.Map;

/** {@code viaduct:modules}: who has devices, and who is not trusted any more. */
final class ModulesView {
    private final Calls calls;

    ModulesView(Calls calls) {
        this.calls = calls;
    }

    void print(Arguments arguments, PrintStream out) throws CommandException, InterruptedException {
        Object result = calls.call("viaduct_get_modules", null);
        if (arguments.has("--json")) {
            out.println(Json.pretty(result));
            return;
        }
        List<Map<String, Object>> modules = Trees.objects(result);
        var table = new Table("BUNDLE", "CHANNELS", "STATE", "BDEVS", "OUTSTANDING", "FAULTS");
        for (Map<String, Object> module : modules) {
            table.row(
                    Trees.text(module, "bundle"),
                    Trees.text(module, "placement"),
                    Trees.text(module, "state"),
                    module.get("bdevs") instanceof List<?> bdevs ? bdevs.size() : 0,
                    Trees.number(module, "outstanding"),
                    Trees.number(module, "faults"));
        }
        table.print(out, "No bundle has devices.");
        for (Map<String, Object> module : modules) {
            if (module.get("reason") != null) {
                out.println(
                        Trees.text(module, "bundle")
                                + " since "
                                + Trees.text(module, "since")
                                + ": "
                                + Trees.text(module, "reason"));
            }
        }
    }
}
