package io.viaduct.shell.declared;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Looks into trees of JDK types. */
final class Trees {
    private Trees() {}

    static List<?> list(Object tree) {
        return tree instanceof List<?> list ? list : List.of();
    }

    /** A copy of an object whose names are texts; empty where it is none. */
    static Map<String, Object> object(Object tree) {
        Map<String, Object> object = new LinkedHashMap<>();
        if (tree instanceof Map<?, ?> map) {
            map.forEach((name, value) -> object.put(String.valueOf(name), value));
        }
        return object;
    }

    /** Transport types are upper case everywhere. */
    static void upperTrtype(Map<String, Object> parameters) {
        parameters.computeIfPresent(
                "trtype", (name, trtype) -> trtype.toString().toUpperCase(Locale.ROOT));
    }

    /** Whether two values mean the same: numbers by value, words without regard to case. */
    static boolean same(Object one, Object other) {
        if (one == null || other == null) {
            return isNothing(one) && isNothing(other);
        }
        if (one instanceof Map<?, ?> || one instanceof List<?>) {
            return one.equals(other);
        }
        return one.toString().equalsIgnoreCase(other.toString());
    }

    /** What a parameter is that nobody has given. */
    private static boolean isNothing(Object value) {
        return value == null
                || value.equals(false)
                || value.equals("")
                || (value instanceof Number number && number.longValue() == 0);
    }
}
