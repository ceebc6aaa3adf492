package io.viaduct.core.control;

import io.viaduct.api.rpc.MethodInfo;
import io.viaduct.api.rpc.RpcException;
import io.viaduct.api.rpc.RpcParam;
import io.viaduct.api.rpc.RpcRelaxed;
import io.viaduct.api.rpc.RpcSupport;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** The public fields of a parameter DTO and what is said of them, read once. */
final class ParameterShape {
    /** A field; {@code nested} is the shape of its type, or of its elements', or null. */
    private record Entry(Field field, RpcParam said, ParameterShape nested) {
        boolean required() {
            return said != null && said.required();
        }

        RpcSupport support() {
            return said == null ? RpcSupport.HONOURED : said.support();
        }

        Object of(Object dto) {
            try {
                return field.get(dto);
            } catch (IllegalAccessException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    private final Class<?> type;
    private final Map<String, Entry> entries = new LinkedHashMap<>();
    private final Field relaxed;

    ParameterShape(Class<?> type) {
        this(type, new HashMap<>());
    }

    // Types may contain themselves: each is looked at once.
    private ParameterShape(Class<?> type, Map<Class<?>, ParameterShape> known) {
        this.type = type;
        known.put(type, this);
        Field rest = null;
        for (Field field : type.getFields()) {
            if (Modifier.isStatic(field.getModifiers())) {
                continue;
            }
            field.setAccessible(true);
            if (field.isAnnotationPresent(RpcRelaxed.class)) {
                rest = field;
            } else {
                RpcParam said = field.getAnnotation(RpcParam.class);
                entries.put(field.getName(), new Entry(field, said, nestedOf(field, known)));
            }
        }
        relaxed = rest;
    }

    private static ParameterShape nestedOf(Field field, Map<Class<?>, ParameterShape> known) {
        Class<?> type = field.getType();
        if (Collection.class.isAssignableFrom(type)
                && field.getGenericType() instanceof ParameterizedType generic
                && generic.getActualTypeArguments()[0] instanceof Class<?> element) {
            type = element;
        }
        boolean plain =
                type.isPrimitive()
                        || type.isEnum()
                        || type.isArray()
                        || type.getName().startsWith("java.");
        if (plain) {
            return null;
        }
        ParameterShape shape = known.get(type);
        return shape == null ? new ParameterShape(type, known) : shape;
    }

    /** The field that takes what no other names, or null. */
    Field relaxed() {
        return relaxed;
    }

    boolean has(String name) {
        return entries.containsKey(name);
    }

    /** Refuses names that there are not, and the absence of those that there must be. */
    void check(Map<?, ?> given, String path) throws BadParameter {
        for (Map.Entry<?, ?> one : given.entrySet()) {
            String name = String.valueOf(one.getKey());
            Entry entry = entries.get(name);
            if (entry == null) {
                if (relaxed == null) {
                    throw new BadParameter(
                            path + name, one.getValue(), "there is no such parameter");
                }
            } else if (entry.nested != null) {
                entry.nested.checkValue(one.getValue(), path + name);
            }
        }
        for (Map.Entry<String, Entry> one : entries.entrySet()) {
            if (one.getValue().required() && given.get(one.getKey()) == null) {
                throw new BadParameter(
                        path + one.getKey(), null, "a required parameter is missing");
            }
        }
    }

    private void checkValue(Object value, String path) throws BadParameter {
        if (value instanceof Map<?, ?> map) {
            check(map, path + ".");
        } else if (value instanceof List<?> list) {
            for (int i = 0; i < list.size(); i++) {
                checkValue(list.get(i), path + "[" + i + "]");
            }
        }
    }

    /** Refuses features that are not there, where a bound DTO asks for them. */
    void refuseLacking(Object bound, TreeMapper mapper, String path) throws RpcException {
        for (Map.Entry<String, Entry> one : entries.entrySet()) {
            Entry entry = one.getValue();
            Object value = entry.of(bound);
            if (value == null) {
                continue;
            }
            String name = path + one.getKey();
            boolean lacking = entry.support() == RpcSupport.LACKING;
            if (lacking && !value.equals(entry.of(mapper.initial(type)))) {
                Map<String, Object> detail = new LinkedHashMap<>();
                detail.put("parameter", name);
                detail.put("value", Trees.isScalar(value) ? value : value.toString());
                detail.put("reason", "not supported; only its default is accepted");
                throw new RpcException(RpcException.INVALID_PARAMS, "Invalid parameters", detail);
            }
            if (entry.nested != null && !(value instanceof Collection)) {
                entry.nested.refuseLacking(value, mapper, name + ".");
            }
        }
    }

    /** Of the parameters after a call those that were given, or that the method has set itself. */
    Map<String, Object> kept(Map<?, ?> after, Map<?, ?> given, TreeMapper mapper) {
        Map<?, ?> initial = (Map<?, ?>) mapper.tree(mapper.initial(type));
        Map<String, Object> kept = new LinkedHashMap<>();
        for (Map.Entry<?, ?> one : after.entrySet()) {
            String name = (String) one.getKey();
            Object value = one.getValue();
            if (!given.containsKey(name) && value.equals(initial.get(name))) {
                continue;
            }
            Entry entry = entries.get(name);
            boolean object = entry != null && entry.nested != null && value instanceof Map;
            if (object) {
                Map<?, ?> inside = given.get(name) instanceof Map<?, ?> map ? map : Map.of();
                value = entry.nested.kept((Map<?, ?>) value, inside, mapper);
            }
            kept.put(name, value);
        }
        return kept;
    }

    /** The parameters as help shows them. */
    List<MethodInfo.Parameter> describe() {
        return describe(Set.of());
    }

    // What contains itself is described once.
    private List<MethodInfo.Parameter> describe(Set<ParameterShape> around) {
        Set<ParameterShape> inside = new HashSet<>(around);
        inside.add(this);
        List<MethodInfo.Parameter> all = new ArrayList<>();
        entries.forEach((name, entry) -> all.add(describe(name, entry, inside)));
        return all;
    }

    private static MethodInfo.Parameter describe(
            String name, Entry entry, Set<ParameterShape> around) {
        boolean closed = entry.nested == null || around.contains(entry.nested);
        return new MethodInfo.Parameter(
                name,
                kind(entry.field.getType()),
                entry.required(),
                entry.said == null ? "" : entry.said.value(),
                entry.said == null ? "" : entry.said.example(),
                closed ? List.of() : entry.nested.describe(around),
                entry.support());
    }

    /** JSON's word for a Java type. */
    static String kind(Class<?> type) {
        if (type == boolean.class || type == Boolean.class) {
            return "boolean";
        }
        if (type.isPrimitive() || Number.class.isAssignableFrom(type)) {
            return "number";
        }
        if (Collection.class.isAssignableFrom(type) || type.isArray()) {
            return "array";
        }
        boolean text =
                CharSequence.class.isAssignableFrom(type) || type == UUID.class || type.isEnum();
        return text ? "string" : "object";
    }
}
