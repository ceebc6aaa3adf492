package io.viaduct.shell;

import java.util.List;
import java.util.Map;

/** Looks into results, which are trees of JDK types; what is not there is empty. */
final class Trees {
    private Trees() {}

    @SuppressWarnings("unchecked")
    static Map<String, Object> object(Object tree) {
        return tree instanceof Map<?, ?> map ? (Map<String, Object>) map : Map.of();
    }

    /** Parameters that somebody has typed, which must be an object. */
    @SuppressWarnings("unchecked")
    static Map<String, Object> given(Object tree) throws CommandException {
        if (tree instanceof Map<?, ?> map) {
            return (Map<String, Object>) map;
        }
        throw new CommandException("parameters are an object, as in '{\"name\":\"Disk1\"}'");
    }

    static List<Map<String, Object>> objects(Object tree) {
        return list(tree).stream().map(Trees::object).toList();
    }

    static List<?> list(Object tree) {
        return tree instanceof List<?> list ? list : List.of();
    }

    static String text(Map<String, Object> object, String name) {
        Object value = object.get(name);
        return value == null ? "" : String.valueOf(value);
    }

    static long number(Map<String, Object> object, String name) {
        return object.get(name) instanceof Number number ? number.longValue() : 0;
    }

    /** An address as one word: {@code TCP 127.0.0.1 4420}. */
    static String address(Object tree) {
        Map<String, Object> address = object(tree);
        String all = text(address, "trtype") + " " + text(address, "traddr");
        return (all + " " + text(address, "trsvcid")).strip();
    }
}
