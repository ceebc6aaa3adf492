package io.viaduct.core.control;

import java.lang.reflect.Field;
import java.util.Collection;
import java.util.Map;

/** How much there is in a result: elements of lists and members of maps, at any depth. */
final class Extent {
    /** From so many elements on a result is long; a shorter one is a tree within milliseconds. */
    static final int LONG = 256;

    private int elements;

    private Extent() {}

    /** Whether a result, of JDK types or of DTOs, is long. It is looked at until that is known. */
    static boolean isLong(Object result) {
        Extent extent = new Extent();
        extent.add(result);
        return extent.elements >= LONG;
    }

    private void add(Object value) {
        switch (value) {
            case null -> {}
            case Collection<?> list -> addAll(list);
            case Map<?, ?> map -> addAll(map.values());
            case Enum<?> constant -> {}
            default -> {
                Class<?> type = value.getClass();
                if (!type.isArray() && !type.getPackageName().startsWith("java.")) {
                    addFields(value, type);
                }
            }
        }
    }

    private void addAll(Collection<?> many) {
        elements += many.size();
        for (Object one : many) {
            if (elements >= LONG) {
                return;
            }
            add(one);
        }
    }

    private void addFields(Object dto, Class<?> type) {
        for (Field field : type.getFields()) {
            if (elements >= LONG) {
                return;
            }
            if (!field.getType().isPrimitive() && field.trySetAccessible()) {
                try {
                    add(field.get(dto));
                } catch (IllegalAccessException e) {
                    throw new IllegalStateException(e);
                }
            }
        }
    }
}
