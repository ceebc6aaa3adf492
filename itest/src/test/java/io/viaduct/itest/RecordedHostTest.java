package io.viaduct.itest;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.viaduct.conformance.Proves;

import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Real hosts find what they found before. */
@Timeout(60)
class RecordedHostTest {
    private static final String DISCOVERY = "nqn.2014-08.org.nvmexpress.discovery";
    private static final int ANSWERS_MIN = 10;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "spdk-identify-discovery",
                "spdk-identify",
                "spdk-perf-4k",
                "spdk-perf-16k",
                "linux-6.12"
            })
    @Proves("features 3.1 TCP target")
    void shouldAnswerAsBefore(String recording) throws Exception {
        try (TcpTarget target = TcpTarget.start("");
                RecordedHost host = new RecordedHost(target.address())) {
            target.listen(DISCOVERY, target.address().getPort());
            int answers = 0;
            for (String line : lines(recording)) {
                answers += host.replay(line);
            }
            assertTrue(answers >= ANSWERS_MIN, recording + " has " + answers + " answers");
        }
    }

    private static List<String> lines(String recording) throws IOException {
        var stream = RecordedHostTest.class.getResourceAsStream("recorded/" + recording + ".txt");
        var reader = new InputStreamReader(stream, StandardCharsets.US_ASCII);
        try (BufferedReader text = new BufferedReader(reader)) {
            return text.lines().filter(line -> !line.startsWith("#")).toList();
        }
    }
}
