package io.viaduct.core.control;

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
}
