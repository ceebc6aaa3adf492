package io.viaduct.shell;

import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Prints everything that is known about one object: a line for each value, dots for depth. */
final class Properties {
    private static final int NAME_COLUMNS_MAX = 40;

    private Properties() {}

    static void print(Map<String, Object> object, PrintStream out) {
        Map<String, String> lines = new LinkedHashMap<>();
        add("", object, lines);
        int width = lines.keySet().stream().mapToInt(String::length).max().orElse(0);
        int columns = Math.min(width, NAME_COLUMNS_MAX);
        lines.forEach(
                (name, value) -> {
                    String fill = " ".repeat(Math.max(0, columns - name.length()));
                    out.println((name + fill + "  " + value).stripTrailing());
                });
    }

    private static void add(String name, Object value, Map<String, String> lines) {
        switch (value) {
            case Map<?, ?> map when isSetOfFlags(map) -> lines.put(name, flags(map));
            case Map<?, ?> map -> map.forEach((key, inner) -> add(join(name, key), inner, lines));
            case List<?> list when list.stream().anyMatch(Map.class::isInstance) -> {
                for (int i = 0; i < list.size(); i++) {
                    add(join(name, i), list.get(i), lines);
                }
            }
            case List<?> list ->
                    lines.put(
                            name,
                            list.stream().map(String::valueOf).collect(Collectors.joining(" ")));
            case null -> lines.put(name, "-");
            default -> lines.put(name, String.valueOf(value));
        }
    }

    private static boolean isSetOfFlags(Map<?, ?> map) {
        return !map.isEmpty() && map.values().stream().allMatch(Boolean.class::isInstance);
    }

    /** The names of those that hold. */
    private static String flags(Map<?, ?> map) {
        return map.entrySet().stream()
                .filter(entry -> Boolean.TRUE.equals(entry.getValue()))
                .map(entry -> String.valueOf(entry.getKey()))
                .collect(Collectors.joining(" "));
    }

    private static String join(String name, Object key) {
        return name.isEmpty() ? String.valueOf(key) : name + "." + key;
    }
}
