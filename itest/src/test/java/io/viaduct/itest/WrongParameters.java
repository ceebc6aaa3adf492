package io.viaduct.itest;

import io.viaduct.api.rpc.MethodInfo;
import io.viaduct.api.rpc.MethodInfo.Parameter;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Calls of one method that are wrong in one parameter, made of its own description, each with what
 * the answer has to say of that parameter.
 */
final class WrongParameters {
    /**
     * A call.
     *
     * @param rule what is wrong with it
     * @param parameters of the call
     * @param parameter the path that the answer names
     * @param value what the answer repeats, or null for nothing
     * @param reason the answer's words
     */
    record Case(
            String rule,
            Map<String, Object> parameters,
            String parameter,
            Object value,
            String reason) {}

    /** More than any field holds. */
    private static final BigInteger HUGE = BigInteger.TEN.pow(30);

    private static final String LONG = "x".repeat(70_000);
    private static final String UNKNOWN = "no_such_parameter";

    private final List<Case> cases = new ArrayList<>();
    private final boolean closed;

    private WrongParameters(boolean closed) {
        this.closed = closed;
    }

    /**
     * The cases of a method that takes parameters.
     *
     * @param closed whether it knows all names that it takes
     */
    static List<Case> of(MethodInfo method, boolean closed) {
        var all = new WrongParameters(closed);
        all.add(method.parameters(), "", inner -> inner);
        return all.cases;
    }

    /** What is around an object within the parameters. */
    @FunctionalInterface
    private interface Around {
        Map<String, Object> with(Map<String, Object> inner);
    }

    private void add(List<Parameter> parameters, String path, Around around) {
        if (closed || !path.isEmpty()) {
            Map<String, Object> more = valid(parameters);
            more.put(UNKNOWN, 1);
            add("unknown", around.with(more), path + UNKNOWN, 1, "there is no such parameter");
        }
        for (Parameter one : parameters) {
            if (one.required()) {
                addMissing(parameters, one, path, around);
            }
            addTypes(parameters, one, path, around);
            if (!one.members().isEmpty()) {
                addMembers(parameters, one, path, around);
            }
        }
    }

    private void addMissing(List<Parameter> parameters, Parameter one, String path, Around around) {
        String reason = "a required parameter is missing";
        Map<String, Object> less = valid(parameters);
        less.remove(one.name());
        add("missing", around.with(less), path + one.name(), null, reason);
        Map<String, Object> none = valid(parameters);
        none.put(one.name(), null);
        add("null", around.with(none), path + one.name(), null, reason);
    }

    private void addTypes(List<Parameter> parameters, Parameter one, String path, Around around) {
        boolean anything = one.type().equals("object") && one.members().isEmpty();
        if (anything) {
            return;
        }
        Map<String, Object> others = new LinkedHashMap<>();
        others.put("string", "some");
        others.put("number", 7);
        others.put("boolean", true);
        others.put("array", List.of());
        others.put("object", Map.of());
        if (!one.members().isEmpty()) {
            // Its members are missed first.
            others.remove("object");
        }
        others.remove(one.type());
        others.forEach(
                (type, value) -> {
                    String reason = "the value is of type " + type + ", not " + one.type();
                    addValue(type, parameters, one, path, around, value, reason);
                });
        if (one.type().equals("number")) {
            addValue("huge", parameters, one, path, around, HUGE, "the value is out of range");
        } else if (!one.type().equals("string")) {
            String reason = "the value is of type string, not " + one.type();
            addValue("long", parameters, one, path, around, LONG, reason);
        }
    }

    private void addValue(
            String rule,
            List<Parameter> parameters,
            Parameter one,
            String path,
            Around around,
            Object value,
            String reason) {
        // First, so that it is what is found first.
        Map<String, Object> wrong = new LinkedHashMap<>();
        wrong.put(one.name(), value);
        valid(parameters).forEach(wrong::putIfAbsent);
        add(rule, around.with(wrong), path + one.name(), value, reason);
    }

    private void addMembers(List<Parameter> parameters, Parameter one, String path, Around around) {
        boolean list = one.type().equals("array");
        add(
                one.members(),
                path + one.name() + (list ? "[0]." : "."),
                inner -> {
                    Map<String, Object> outer = new LinkedHashMap<>();
                    outer.put(one.name(), list ? List.of(inner) : inner);
                    valid(parameters).forEach(outer::putIfAbsent);
                    return around.with(outer);
                });
    }

    private void add(
            String rule,
            Map<String, Object> parameters,
            String parameter,
            Object value,
            String reason) {
        cases.add(new Case(rule, parameters, parameter, value, reason));
    }

    /** What there must be. */
    private static Map<String, Object> valid(List<Parameter> parameters) {
        Map<String, Object> all = new LinkedHashMap<>();
        for (Parameter one : parameters) {
            if (one.required()) {
                all.put(one.name(), valid(one));
            }
        }
        return all;
    }

    private static Object valid(Parameter one) {
        return switch (one.type()) {
            case "string" -> one.example().isEmpty() ? "some" : one.example();
            case "number" -> 1;
            case "boolean" -> true;
            case "array" -> List.of();
            case "object" -> valid(one.members());
            default -> throw new IllegalArgumentException(one.type());
        };
    }
}
