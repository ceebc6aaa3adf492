package io.viaduct.rpc;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;

/**
 * Bytes that are no JSON, or beyond a limit, by a grammar and a seed: from there on nothing that a
 * client sends can be understood, and the connection ends.
 */
final class Broken {
    private static final int DIGITS_MAX = 1000;
    private static final int NESTING_MAX = 64;

    /** What no value holds or is; each is put where a value has to be. */
    private static final List<String> NO_VALUES =
            List.of(
                    "01",
                    "+1",
                    ".5",
                    "1.",
                    "1e",
                    "0x1F",
                    "--1",
                    "1.e3",
                    "NaN",
                    "-Infinity",
                    "tru ",
                    "True",
                    "nul ",
                    "undefined",
                    "'x'",
                    "\"\\x\"",
                    "\"\\u12G4\"",
                    "\"\u0001\"",
                    "\"a\nb\"",
                    "\"tab\there\"",
                    "}",
                    "]",
                    ",",
                    ":",
                    "/*c*/1",
                    "// c\n1",
                    "#1",
                    "@",
                    "[1 2]",
                    "[1,]",
                    "[,1]",
                    "{\"a\"}",
                    "{\"a\":}",
                    "{\"a\" 1}",
                    "{a:1}",
                    "{1:1}",
                    "{\"a\":1,}",
                    "{,}",
                    "{\"a\":1 \"b\":2}",
                    "(1)",
                    "[1}",
                    "{\"a\":1]");

    /** No UTF-8. */
    private static final List<byte[]> NO_TEXT =
            List.of(
                    new byte[] {(byte) 0xC3, '"'},
                    new byte[] {(byte) 0xFF},
                    new byte[] {(byte) 0x80},
                    new byte[] {(byte) 0xE2, (byte) 0x82, '"'},
                    new byte[] {(byte) 0xF8, (byte) 0x88, (byte) 0x80, (byte) 0x80});

    private final Random random;
    private final Malformed grammar;

    Broken(Random random) {
        this.random = random;
        grammar = new Malformed(random);
    }

    /** What a client sends, and why it is cut off. */
    record Case(String rule, byte[] bytes) {}

    Case next() {
        String value = NO_VALUES.get(random.nextInt(NO_VALUES.size()));
        return switch (random.nextInt(20)) {
            case 0 -> {
                byte[] noText = NO_TEXT.get(random.nextInt(NO_TEXT.size()));
                yield new Case("no UTF-8", joined(bytes(before() + '"'), noText, bytes("\"]}")));
            }
            case 1 ->
                    new Case(
                            "nested too deeply",
                            bytes(before() + "[".repeat(NESTING_MAX + random.nextInt(100))));
            case 2 ->
                    new Case(
                            "too many digits",
                            bytes(
                                    before()
                                            + "9".repeat(DIGITS_MAX + 1 + random.nextInt(50))
                                            + "]}"));
            case 3 ->
                    new Case(
                            "too many values",
                            bytes(before() + "0,".repeat(Assembler.VALUES_MAX) + "0]}"));
            case 4 ->
                    new Case(
                            "after a value", bytes("{\"id\":1,\"method\":\"hold\"}" + value + " "));
            case 5 -> new Case("at the start", bytes(value + " "));
            default -> new Case("\"" + value + "\" in a request", bytes(before() + value + "]}"));
        };
    }

    // A request up to where a value has to be.
    private String before() {
        return "{\"id\":1,\"method\":\"echo\",\"params\":["
                + (random.nextBoolean() ? grammar.value(1) + "," : "");
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] joined(byte[]... parts) {
        var all = new java.io.ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }
}
