package io.viaduct.core.doctor;

import java.util.List;
import java.util.Map;

/**
 * An object of a method's result; what is not there is empty.
 *
 * @param values a tree of JDK types
 */
record Page(Map<?, ?> values) {
    static List<Page> all(Object tree) {
        return tree instanceof List<?> list ? list.stream().map(Page::of).toList() : List.of();
    }

    static Page of(Object tree) {
        return new Page(tree instanceof Map<?, ?> map ? map : Map.of());
    }

    String text(String name) {
        Object value = values.get(name);
        return value == null ? "" : value.toString();
    }

    long number(String name) {
        return values.get(name) instanceof Number number ? number.longValue() : 0;
    }

    boolean is(String name) {
        return Boolean.TRUE.equals(values.get(name));
    }

    Page inner(String name) {
        return of(values.get(name));
    }

    List<Page> pages(String name) {
        return all(values.get(name));
    }

    List<String> texts(String name) {
        return values.get(name) instanceof List<?> list
                ? list.stream().map(String::valueOf).toList()
                : List.of();
    }
}
