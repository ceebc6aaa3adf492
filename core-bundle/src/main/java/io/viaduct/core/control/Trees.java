package io.viaduct.core.control;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Trees of JDK types: what crosses the control plane. */
final class Trees {
    private Trees() {}

    /** A string, a number or a boolean. */
    static boolean isScalar(Object value) {
        return value instanceof String || value instanceof Number || value instanceof Boolean;
    }

    /** Refuses everything else than maps by string, lists, strings, numbers, booleans and null. */
    static void check(Object value, String path) throws BadParameter {
        switch (value) {
            case null -> {}
            case Map<?, ?> map -> {
                for (Map.Entry<?, ?> entry : map.entrySet()) {
                    if (!(entry.getKey() instanceof String name)) {
                        throw new BadParameter(path, null, "a name is no string");
                    }
                    check(entry.getValue(), path + "." + name);
                }
            }
            case List<?> list -> {
                for (Object element : list) {
                    check(element, path + "[]");
                }
            }
            default -> {
                if (!isScalar(value)) {
                    throw new BadParameter(
                            path, null, "values of " + value.getClass() + " mean nothing");
                }
            }
        }
    }

    /** The value at a path, or null; a dot goes into a nested map. */
    static Object at(Map<?, ?> tree, String path) {
        int dot = path.indexOf('.');
        if (dot < 0) {
            return tree.get(path);
        }
        Object nested = tree.get(path.substring(0, dot));
        return nested instanceof Map<?, ?> map ? at(map, path.substring(dot + 1)) : null;
    }

    /** A copy of a tree with another value at a path. */
    static Map<String, Object> with(Map<?, ?> tree, String path, Object value) {
        Map<String, Object> copy = new LinkedHashMap<>();
        tree.forEach((name, inner) -> copy.put(name.toString(), inner));
        int dot = path.indexOf('.');
        if (dot < 0) {
            copy.put(path, value);
            return copy;
        }
        String name = path.substring(0, dot);
        Map<?, ?> inner = tree.get(name) instanceof Map<?, ?> map ? map : Map.of();
        copy.put(name, with(inner, path.substring(dot + 1), value));
        return copy;
    }

    /** Paths of the values that a tree has and another does not. */
    static List<String> added(Map<?, ?> tree, Map<?, ?> before) {
        List<String> paths = new ArrayList<>();
        tree.forEach((name, value) -> add(paths, name.toString(), value, before.get(name)));
        return paths;
    }

    private static void add(List<String> paths, String path, Object value, Object before) {
        if (value instanceof Map<?, ?> map && before instanceof Map<?, ?> old) {
            map.forEach((name, inner) -> add(paths, path + "." + name, inner, old.get(name)));
        } else if (value != null && before == null) {
            paths.add(path);
        }
    }

    /** Whether two trees say the same; a whole number is the same in whatever type it is held. */
    static boolean same(Object one, Object other) {
        if (one instanceof Map<?, ?> map && other instanceof Map<?, ?> second) {
            return map.keySet().equals(second.keySet())
                    && map.keySet().stream()
                            .allMatch(name -> same(map.get(name), second.get(name)));
        }
        if (one instanceof List<?> list && other instanceof List<?> second) {
            return list.size() == second.size() && sameElements(list, second);
        }
        if (isWhole(one) && isWhole(other)) {
            return one.toString().equals(other.toString());
        }
        return one == null ? other == null : one.equals(other);
    }

    private static boolean sameElements(List<?> one, List<?> other) {
        for (int i = 0; i < one.size(); i++) {
            if (!same(one.get(i), other.get(i))) {
                return false;
            }
        }
        return true;
    }

    private static boolean isWhole(Object value) {
        return value instanceof Long
                || value instanceof Integer
                || value instanceof Short
                || value instanceof Byte
                || value instanceof BigInteger;
    }
}
