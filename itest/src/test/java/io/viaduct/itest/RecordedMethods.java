package io.viaduct.itest;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.stream.Collectors;

/** Methods of which a file of requests has at least one. */
final class RecordedMethods {
    private RecordedMethods() {}

    /** Those that SPDK's client was recorded to call. */
    static Set<String> ofClient() {
        return named("spdk-client-requests.txt", "");
    }

    /** Those that SPDK's target was recorded to answer. */
    static Set<String> ofTarget() {
        return named("spdk-answers.txt", "> ");
    }

    private static Set<String> named(String file, String mark) {
        try (var lines =
                new BufferedReader(
                        new InputStreamReader(
                                RecordedMethods.class.getResourceAsStream(file),
                                StandardCharsets.UTF_8))) {
            return lines.lines()
                    .filter(line -> line.startsWith(mark) && !line.startsWith("#"))
                    .map(line -> line.substring(mark.length()).split(" ", 2)[0])
                    .collect(Collectors.toSet());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
