package io.viaduct.rpc;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Requests that are wrong in one way each, by a grammar and a seed, and what they are answered. The
 * grammar knows by which rule it has broken a request; it reads none back.
 */
final class Malformed {
    private static final String INVALID_REQUEST =
            "{\"code\":-32600,\"message\":\"Invalid request\"}";
    private static final String INVALID_PARAMETERS =
            "{\"code\":-32602,\"message\":\"Invalid parameters\"}";
    private static final String NO_METHOD = "{\"code\":-32601,\"message\":\"Method not found\"}";

    private static final int BATCH_MAX = 5;
    private static final int DEPTH_MAX = 3;
    private static final int TEXT_MAX = 12;
    private static final String[] SPACES = {"", "", "", " ", "\n", "\t", "\r\n", "   "};
    private static final String[] SCALARS = {"0", "-7", "1.5", "1e3", "true", "false", "\"x\""};

    private final Random random;

    Malformed(Random random) {
        this.random = random;
    }

    /**
     * One request.
     *
     * @param rule what is wrong with it
     * @param answer the line that it is answered; empty for none
     */
    record Case(String rule, String text, String answer) {}

    /** A request that is answered; the connection goes on. */
    Case next() {
        if (random.nextInt(8) > 0) {
            return single();
        }
        List<Case> members =
                IntStream.rangeClosed(0, random.nextInt(BATCH_MAX))
                        .mapToObj(i -> random.nextInt(4) == 0 ? right() : single())
                        .toList();
        String text =
                members.stream()
                        .map(one -> space() + one.text + space())
                        .collect(Collectors.joining(",", "[", "]"));
        String answers =
                members.stream()
                        .map(Case::answer)
                        .filter(answer -> !answer.isEmpty())
                        .collect(Collectors.joining(","));
        String rules = members.stream().map(Case::rule).collect(Collectors.joining(", "));
        return new Case("batch of " + rules, text, answers.isEmpty() ? "" : "[" + answers + "]");
    }

    /** Nothing is wrong with it. */
    Case right() {
        Map<String, String> members = members();
        if (random.nextInt(4) == 0) {
            members.remove("id");
            return new Case("notification", object(members), "");
        }
        members.remove("params");
        return new Case("right", object(members), line(members.get("id"), "\"result\":null"));
    }

    private Case single() {
        Map<String, String> members = members();
        return switch (random.nextInt(10)) {
            case 0 -> invalid("no object", oneOf("7", "\"abc\"", "true", "null", "-1.5e2 "));
            case 1 -> {
                members.put("jsonrpc", oneOf("\"1.0\"", "2.0", "2", "\"\"", "null", "{}", "[]"));
                yield invalid("version", object(members));
            }
            case 2 -> {
                members.remove("method");
                yield invalid("no method", object(members));
            }
            case 3 -> {
                members.put("method", oneOf("1", "null", "false", "{}", "[\"echo\"]"));
                yield invalid("method no string", object(members));
            }
            case 4 -> {
                members.put("id", oneOf("{}", "[]", "true", "false", "[1]", "{\"a\":1}"));
                yield invalid("id no id", object(members));
            }
            case 5 -> {
                members.put(
                        oneOf("extra", "ID", "Params", "Method", "", "id ", "\\u0000"), value(0));
                yield invalid("member too much", object(members));
            }
            case 6 -> twice(members);
            case 7 -> {
                members.put("params", oneOf(SCALARS));
                yield error("parameters no container", members, INVALID_REQUEST);
            }
            case 8 -> {
                members.put("params", withTwins(value(1)));
                yield error("parameter twice", members, INVALID_PARAMETERS);
            }
            default -> {
                members.put("method", text(oneOf("no_", "Echo", "echo ", "bdev.", "") + word()));
                yield error("unknown method", members, NO_METHOD);
            }
        };
    }

    private Case twice(Map<String, String> members) {
        List<String> parts = parts(members);
        String name = oneOf(members.keySet().toArray(String[]::new));
        parts.add(random.nextInt(parts.size() + 1), member(name, members.get(name)));
        return invalid("member twice", braces(parts));
    }

    // An object that has a member twice, somewhere in a value.
    private String withTwins(String around) {
        String name = word();
        String twins =
                braces(List.of(member(name, value(1)), member("z", "0"), member(name, value(1))));
        return random.nextBoolean() ? twins : "[" + around + "," + twins + "]";
    }

    private static Case invalid(String rule, String text) {
        return new Case(rule, text, line("null", "\"error\":" + INVALID_REQUEST));
    }

    // An error is answered to a notification too: its id is null.
    private Case error(String rule, Map<String, String> members, String error) {
        if (random.nextInt(6) == 0) {
            members.remove("id");
        }
        String id = members.getOrDefault("id", "null");
        return new Case(rule, object(members), line(id, "\"error\":" + error));
    }

    private static String line(String id, String rest) {
        return "{\"jsonrpc\":\"2.0\",\"id\":" + id + "," + rest + "}";
    }

    private Map<String, String> members() {
        Map<String, String> members = new LinkedHashMap<>();
        if (random.nextBoolean()) {
            members.put("jsonrpc", "\"2.0\"");
        }
        members.put("id", id());
        members.put("method", "\"echo\"");
        if (random.nextBoolean()) {
            members.put("params", random.nextBoolean() ? "{}" : "[" + value(1) + "]");
        }
        return members;
    }

    /** One that is sent back as it was written. */
    private String id() {
        return switch (random.nextInt(6)) {
            case 0 -> text(word());
            case 1 -> "-" + random.nextInt(1000) + ".50e+03";
            case 2 -> "1" + "0".repeat(random.nextInt(40));
            case 3 -> "\"\\\"\\\\\"";
            default -> String.valueOf(random.nextInt());
        };
    }

    /** Any JSON value. */
    String value(int depth) {
        if (depth >= DEPTH_MAX || random.nextBoolean()) {
            return random.nextBoolean() ? oneOf(SCALARS) : text(word());
        }
        int count = random.nextInt(3);
        if (random.nextBoolean()) {
            return IntStream.range(0, count)
                    .mapToObj(i -> value(depth + 1))
                    .collect(Collectors.joining(",", "[", "]"));
        }
        return braces(
                IntStream.range(0, count)
                        .mapToObj(i -> member("k" + i, value(depth + 1)))
                        .toList());
    }

    private String object(Map<String, String> members) {
        return braces(parts(members));
    }

    private List<String> parts(Map<String, String> members) {
        List<String> parts = new ArrayList<>();
        members.forEach((name, value) -> parts.add(member(name, value)));
        Collections.shuffle(parts, random);
        return parts;
    }

    private String member(String name, String value) {
        return space() + '"' + name + '"' + space() + ":" + space() + value + space();
    }

    private static String braces(List<String> parts) {
        return "{" + String.join(",", parts) + "}";
    }

    private static String text(String word) {
        return '"' + word + '"';
    }

    private String word() {
        return IntStream.rangeClosed(0, random.nextInt(TEXT_MAX))
                .mapToObj(i -> String.valueOf((char) ('a' + random.nextInt(26))))
                .collect(Collectors.joining());
    }

    private String space() {
        return oneOf(SPACES);
    }

    private String oneOf(String... choices) {
        return choices[random.nextInt(choices.length)];
    }
}
