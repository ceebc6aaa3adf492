package io.viaduct.shell;

import io.viaduct.api.rpc.MethodInfo;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Parameters typed as NAME=VALUE. What the method says of a parameter decides whether a value is a
 * number or a text; a dot in a name goes into an object; arrays and objects are JSON, and an array
 * may also be words between commas.
 */
final class TypedParameters {
    private TypedParameters() {}

    /** Whether a word is of that form. */
    static boolean isOne(String word) {
        return word.indexOf('=') > 0 && word.charAt(0) != '{' && word.charAt(0) != '[';
    }

    /** Puts what was typed over what is there. */
    static Map<String, Object> over(
            Map<String, Object> parameters, MethodInfo method, List<String> words)
            throws CommandException {
        Map<String, Object> all = new LinkedHashMap<>(parameters);
        for (String word : words) {
            if (!isOne(word)) {
                throw new CommandException("'" + word + "' is not NAME=VALUE");
            }
            int equals = word.indexOf('=');
            put(all, method.parameters(), word.substring(0, equals), word.substring(equals + 1));
        }
        return all;
    }

    @SuppressWarnings("unchecked")
    private static void put(
            Map<String, Object> into, List<MethodInfo.Parameter> known, String path, String value)
            throws CommandException {
        int dot = path.indexOf('.');
        String name = dot < 0 ? path : path.substring(0, dot);
        MethodInfo.Parameter parameter =
                known.stream().filter(one -> one.name().equals(name)).findFirst().orElse(null);
        if (dot < 0) {
            into.put(name, value(name, parameter, value));
            return;
        }
        Object inner = into.computeIfAbsent(name, unused -> new LinkedHashMap<>());
        if (!(inner instanceof Map<?, ?>)) {
            throw new CommandException(name + " is given twice");
        }
        Map<String, Object> members = new LinkedHashMap<>((Map<String, Object>) inner);
        into.put(name, members);
        put(
                members,
                parameter == null ? List.of() : parameter.members(),
                path.substring(dot + 1),
                value);
    }

    private static Object value(String name, MethodInfo.Parameter parameter, String text)
            throws CommandException {
        String type = parameter == null ? "" : parameter.type();
        return switch (type) {
            case "string" -> text;
            case "number" -> number(name, text);
            case "boolean" -> flag(name, text);
            case "array" -> text.startsWith("[") ? Json.read(text) : words(text);
            case "object" -> text.startsWith("{") || text.startsWith("[") ? Json.read(text) : text;
            default -> guess(text);
        };
    }

    private static Object number(String name, String text) throws CommandException {
        try {
            return Long.valueOf(text);
        } catch (NumberFormatException e) {
            return decimal(name, text);
        }
    }

    private static Object decimal(String name, String text) throws CommandException {
        try {
            return new BigDecimal(text);
        } catch (NumberFormatException e) {
            throw new CommandException(name + " " + text + ": it is no number");
        }
    }

    private static Object flag(String name, String text) throws CommandException {
        if (text.equals("true") || text.equals("false")) {
            return Boolean.valueOf(text);
        }
        throw new CommandException(name + " " + text + ": it is neither true nor false");
    }

    private static List<String> words(String text) {
        return text.isEmpty() ? List.of() : Arrays.asList(text.split(","));
    }

    /** A parameter that only the method itself knows, such as a transport's own option. */
    private static Object guess(String text) throws CommandException {
        if (text.equals("true") || text.equals("false")) {
            return Boolean.valueOf(text);
        }
        boolean digits = !text.isEmpty() && text.chars().allMatch(Character::isDigit);
        if (digits && text.length() < 19) {
            return Long.valueOf(text);
        }
        return text.startsWith("{") || text.startsWith("[") ? Json.read(text) : text;
    }
}
