package io.viaduct.shell;

import java.io.PrintStream;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;

/** {@code viaduct:swaps}: how long hosts waited while something was replaced. */
final class SwapsView {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("MM-dd HH:mm:ss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

    private final Calls calls;

    SwapsView(Calls calls) {
        this.calls = calls;
    }

    void print(Arguments arguments, PrintStream out) throws CommandException, InterruptedException {
        Object result = calls.call("viaduct_get_swaps", Calls.of("kind", arguments.at(0)));
        if (arguments.has("--json")) {
            out.println(Json.pretty(result));
            return;
        }
        Map<String, Object> all = Trees.object(result);
        var table =
                new Table("NUMBER", "BEGAN", "WHAT", "NSID", "PARKED", "GATE MS", "WAIT MS", "");
        for (Map<String, Object> swap : Trees.objects(all.get("swaps"))) {
            table.row(
                    Trees.number(swap, "sequence"),
                    TIME.format(Instant.ofEpochMilli(Trees.number(swap, "began"))),
                    Trees.text(swap, "kind") + " " + Trees.text(swap, "what"),
                    Trees.text(swap, "nsid"),
                    Trees.number(swap, "parked"),
                    ms(swap, "gate_ms"),
                    ms(swap, "wait_ms"),
                    Trees.text(swap, "outcome"));
        }
        table.print(out, "Nothing has been replaced.");
        for (Map<String, Object> kind : Trees.objects(all.get("summary"))) {
            if (Trees.number(kind, "count") > 0) {
                out.println(summary(kind));
            }
        }
    }

    private static String summary(Map<String, Object> kind) {
        return "%s: %d, of which %d kept commands waiting: median %s ms, longest %s ms"
                .formatted(
                        Trees.text(kind, "kind"),
                        Trees.number(kind, "count"),
                        Trees.number(kind, "measured"),
                        ms(kind, "median_ms"),
                        ms(kind, "max_ms"));
    }

    private static String ms(Map<String, Object> object, String name) {
        double ms = object.get(name) instanceof Number number ? number.doubleValue() : 0;
        return String.format(Locale.ROOT, "%.1f", ms);
    }
}
