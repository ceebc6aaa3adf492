package io.viaduct.itest;

import static java.util.stream.Collectors.joining;

import io.viaduct.api.rpc.MethodInfo;
import io.viaduct.api.rpc.RpcState;
import io.viaduct.api.rpc.RpcSupport;
import io.viaduct.core.control.SpdkCatalogue;
import io.viaduct.core.control.SpdkParameter;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;

/** The page that compares SPDK's methods and parameters with those that there are. */
final class CompatPage {
    /** Methods whose further parameters are their transport's business. */
    private static final String RELAXED = "nvmf_create_transport";

    private final DeclaredPlatform platform;
    private final SpdkCatalogue spdk = SpdkCatalogue.get();
    private final Set<String> asked = RecordedMethods.ofClient();
    private final Set<String> compared = RecordedMethods.ofTarget();
    private final StringBuilder text = new StringBuilder();

    CompatPage(DeclaredPlatform platform) {
        this.platform = platform;
    }

    /** The page. */
    String text() {
        summary();
        Map<String, List<SpdkCatalogue.Method>> groups = new LinkedHashMap<>();
        for (SpdkCatalogue.Method method : spdk.methods()) {
            groups.computeIfAbsent(method.group(), any -> new ArrayList<>()).add(method);
        }
        groups.forEach(this::group);
        ours();
        return text.toString();
    }

    private void summary() {
        line("# What of SPDK's JSON-RPC is here");
        line("");
        line("Made from `spdk-methods.list` (SPDK 3230130e6a) and from what the methods declare.");
        line("`mvn verify -Dcompat.update=true` writes it anew; the build fails when it is stale.");
        line("");
        line("| methods | implemented | stored | missing | asked | compared |");
        line("|---|---|---|---|---|---|");
        for (String priority : List.of("must", "should", "could")) {
            counts(priority, method -> method.priority().equals(priority));
        }
        counts("all", method -> true);
        line("");
        line("- *implemented*: does what it says. *stored*: an option method of a module that is");
        line("  not here; checked, kept, saved, and handed to the module when it comes.");
        line(
                "- *asked*: a recorded call of SPDK's `rpc.py` to it is answered. *compared*:"
                        + " answers of");
        line(
                "  SPDK's `nvmf_tgt` are on record, and ours are the same but where the record says"
                        + " why");
        line("  not. Each parameter of each implemented method is given wrongly in every way.");
        line("  `rpc.py` has no calls for " + uncalled() + ".");
        line(
                "- *honoured*: does what it says. *stored*: tuning without meaning here; taken,"
                        + " kept,");
        line(
                "  saved. *default only*: a feature that is not here, or not wholly; other values"
                        + " are");
        line("  refused by name. *unknown*: refused.");
        line("- What must be there first for control planes is marked with a `*`.");
    }

    private String uncalled() {
        return platform.methods().keySet().stream()
                .filter(name -> spdk.method(name) != null && !asked.contains(name))
                .sorted()
                .map(CompatPage::code)
                .collect(joining(", "));
    }

    private void counts(String name, Predicate<SpdkCatalogue.Method> which) {
        int implemented = 0;
        int stored = 0;
        int missing = 0;
        int called = 0;
        int same = 0;
        for (SpdkCatalogue.Method method : spdk.methods()) {
            if (which.test(method)) {
                MethodInfo there = platform.methods().get(method.name());
                implemented += there != null && there.support() == RpcSupport.HONOURED ? 1 : 0;
                stored += there != null && there.support() == RpcSupport.STORED ? 1 : 0;
                missing += there == null ? 1 : 0;
                called += there != null && asked.contains(method.name()) ? 1 : 0;
                same += there != null && compared.contains(method.name()) ? 1 : 0;
            }
        }
        line(
                "| %s | %d | %d | %d | %d | %d |"
                        .formatted(name, implemented, stored, missing, called, same));
    }

    private void group(String name, List<SpdkCatalogue.Method> methods) {
        line("");
        line("## " + name);
        List<SpdkCatalogue.Method> there =
                methods.stream()
                        .filter(method -> platform.methods().containsKey(method.name()))
                        .toList();
        if (!there.isEmpty()) {
            line("");
            line("| method | | phase | honoured | stored | default only | unknown |");
            line("|---|---|---|---|---|---|---|");
            there.forEach(this::row);
        }
        String missing =
                methods.stream()
                        .filter(method -> !there.contains(method))
                        .map(method -> code(method.name()) + mark(method))
                        .collect(joining(", "));
        if (!missing.isEmpty()) {
            line("");
            line("Missing: " + missing);
        }
    }

    private static String mark(SpdkCatalogue.Method method) {
        return method.priority().equals("must") ? " *" : "";
    }

    private void row(SpdkCatalogue.Method method) {
        MethodInfo info = platform.methods().get(method.name());
        Map<String, RpcSupport> ours = parameters(info);
        Map<String, List<String>> columns = new TreeMap<>();
        for (SpdkParameter parameter : method.parameters()) {
            if (isLeaf(method, parameter)) {
                String column = column(info, ours.get(parameter.name()), parameter.name());
                columns.computeIfAbsent(column, any -> new ArrayList<>()).add(parameter.name());
            }
        }
        StringBuilder row = new StringBuilder("| " + code(method.name()) + mark(method));
        row.append(" | ").append(info.support() == RpcSupport.STORED ? "stored" : "implemented");
        row.append(" | ").append(phase(info.states()));
        for (String column : List.of("honoured", "stored", "default only", "unknown")) {
            row.append(" | ").append(String.join(", ", columns.getOrDefault(column, List.of())));
        }
        line(row.append(" |").toString().replace("|  |", "| |").replace("|  |", "| |"));
    }

    private static boolean isLeaf(SpdkCatalogue.Method method, SpdkParameter parameter) {
        String inside = parameter.name() + ".";
        return method.parameters().stream().noneMatch(one -> one.name().startsWith(inside));
    }

    private String column(MethodInfo info, RpcSupport support, String name) {
        if (support != null) {
            return switch (support) {
                case HONOURED -> "honoured";
                case STORED -> "stored";
                case LACKING, PARTLY -> "default only";
            };
        }
        if (info.support() == RpcSupport.STORED) {
            return "stored";
        }
        if (info.name().equals(RELAXED)) {
            return platform.transportOptions().contains(name) ? "honoured" : "stored";
        }
        return "unknown";
    }

    /** The parameters of a method with dotted names. */
    static Map<String, RpcSupport> parameters(MethodInfo method) {
        Map<String, RpcSupport> all = new LinkedHashMap<>();
        collect(method.parameters(), "", all);
        return all;
    }

    private static void collect(
            List<MethodInfo.Parameter> parameters, String path, Map<String, RpcSupport> all) {
        for (MethodInfo.Parameter one : parameters) {
            all.put(path + one.name(), one.support());
            String inside = one.type().equals("array") ? "[]." : ".";
            collect(one.members(), path + one.name() + inside, all);
        }
    }

    private void ours() {
        line("");
        line("## Our own");
        line("");
        line("| method | phase | parameters |");
        line("|---|---|---|");
        for (MethodInfo method : platform.methods().values()) {
            SpdkCatalogue.Method theirs = spdk.method(method.name());
            String names =
                    parameters(method).keySet().stream()
                            .filter(name -> theirs == null || !theirs.has(name))
                            .collect(joining(", "));
            if (theirs == null || !names.isEmpty()) {
                line(
                        ("| " + code(method.name()) + " | " + phase(method.states()) + " | ")
                                + (names.isEmpty() ? "|" : names + " |"));
            }
        }
    }

    private static String phase(Set<RpcState> states) {
        return states.size() > 1
                ? "both"
                : states.iterator().next().name().toLowerCase(Locale.ROOT);
    }

    private static String code(String name) {
        return "`" + name + "`";
    }

    private void line(String one) {
        text.append(one).append('\n');
    }
}
