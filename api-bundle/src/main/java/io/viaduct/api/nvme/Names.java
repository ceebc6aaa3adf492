package io.viaduct.api.nvme;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Predicate;

/** Names of a class's public constants by their value, so that no list of them can go stale. */
final class Names {
    private final Map<Integer, String> names;

    private Names(Map<Integer, String> names) {
        this.names = names;
    }

    static Names of(Class<?> constants) {
        return of(constants, _ -> true);
    }

    /** Of those constants whose name is {@code wanted}; their values must differ. */
    static Names of(Class<?> constants, Predicate<String> wanted) {
        Map<Integer, String> names = new HashMap<>();
        for (Field field : constants.getDeclaredFields()) {
            if (isPublicInt(field) && wanted.test(field.getName())) {
                String other = names.put(value(field), field.getName());
                assert other == null : other + " and " + field.getName() + " are the same";
            }
        }
        return new Names(names);
    }

    boolean has(int value) {
        return names.containsKey(value);
    }

    /** The name, or the value in hexadecimal. */
    String of(int value) {
        String name = names.get(value);
        return name != null ? name : "0x%02x".formatted(value);
    }

    private static boolean isPublicInt(Field field) {
        return Modifier.isPublic(field.getModifiers()) && field.getType() == int.class;
    }

    private static int value(Field field) {
        try {
            return field.getInt(null);
        } catch (IllegalAccessException e) {
            throw new AssertionError(e);
        }
    }
}
