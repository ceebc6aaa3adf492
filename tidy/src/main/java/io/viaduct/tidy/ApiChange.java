package io.viaduct.tidy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What differs between a recorded signature and the compiled one, and what it asks of the version.
 */
record ApiChange(ChangeSize size, List<String> lines) {
    /** Losing one of these lets callers and implementers go on as before. */
    private static final Set<String> SHED = Set.of("abstract", "final", "sealed");

    /** Where {@code abstract} goes in an interface, {@code default} comes. */
    private static final Set<String> GAINED = Set.of("default");

    static ApiChange between(ApiSignature recorded, ApiSignature compiled) {
        List<String> lines = new ArrayList<>();
        ChangeSize size = ChangeSize.NONE;
        for (var old : recorded.entries().entrySet()) {
            String now = compiled.entries().get(old.getKey());
            if (now == null) {
                size = ChangeSize.MAJOR;
                lines.add("- " + old.getKey() + " : " + old.getValue() + "  (incompatible)");
            } else if (!now.equals(old.getValue())) {
                ChangeSize one = ofAttributes(old.getValue(), now);
                size = size.or(one);
                lines.add("~ " + old.getKey() + " : " + old.getValue() + " -> " + now + said(one));
            }
        }
        for (var entry : compiled.entries().entrySet()) {
            if (!recorded.entries().containsKey(entry.getKey())) {
                ChangeSize one = ofAddition(recorded, compiled, entry.getKey(), entry.getValue());
                size = size.or(one);
                lines.add("+ " + entry.getKey() + " : " + entry.getValue() + said(one));
            }
        }
        return new ApiChange(size, lines);
    }

    private static ChangeSize ofAttributes(String old, String now) {
        Set<String> lost = words(old);
        lost.removeAll(words(now));
        Set<String> gained = words(now);
        gained.removeAll(words(old));
        boolean harmless = SHED.containsAll(lost) && GAINED.containsAll(gained);
        return harmless ? ChangeSize.MINOR : ChangeSize.MAJOR;
    }

    /** An addition to a type that exists may break those who implement it or switch over it. */
    private static ChangeSize ofAddition(
            ApiSignature recorded, ApiSignature compiled, String entry, String attributes) {
        if (recorded.typeOf(entry) == null) {
            return ChangeSize.MINOR;
        }
        String kind = entry.split(" ")[1];
        boolean provided = compiled.typeOf(entry).contains("@ProviderType");
        boolean breaks =
                switch (kind) {
                    case "permits", "parameters" -> true;
                    case "method" -> !provided && mustBeWritten(words(attributes));
                    case "implements", "extends" -> !provided && isOpen(compiled.typeOf(entry));
                    default -> false;
                };
        return breaks ? ChangeSize.MAJOR : ChangeSize.MINOR;
    }

    private static boolean mustBeWritten(Set<String> method) {
        return method.contains("abstract") && !method.contains("default");
    }

    private static boolean isOpen(String type) {
        return words(type).contains("abstract");
    }

    private static Set<String> words(String attributes) {
        return new HashSet<>(Arrays.asList(attributes.split(" ")));
    }

    private static String said(ChangeSize size) {
        return size == ChangeSize.MAJOR ? "  (incompatible)" : "  (compatible)";
    }
}
