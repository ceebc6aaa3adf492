package io.viaduct.rpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The answers that {@code golden.txt} records, sent at once and byte by byte. */
class GoldenTest {
    @TempDir Path folder;

    @TestFactory
    Stream<DynamicTest> shouldAnswerAsSpdkDoes() throws IOException {
        return cases().stream()
                .map(one -> dynamicTest(one.name, () -> assertEquals(one.received, play(one, 0))));
    }

    @TestFactory
    Stream<DynamicTest> shouldAnswerTheSameWhenEveryByteComesAlone() throws IOException {
        // What is lost after an error depends on what came with it, and bare numbers end anywhere.
        return cases().stream()
                .filter(one -> !one.closed)
                .map(one -> dynamicTest(one.name, () -> assertEquals(one.received, play(one, 1))));
    }

    private String play(Case one, int pieceLength) throws IOException {
        Path path = folder.resolve("rpc.sock");
        try (var server = RpcServer.start(RpcSocket.listen(path), new FakeControlPlane());
                var client = new Client(path)) {
            if (pieceLength == 0) {
                client.send(one.sent);
            } else {
                byte[] bytes = one.sent.getBytes(StandardCharsets.UTF_8);
                for (byte piece : bytes) {
                    client.send(new byte[] {piece});
                }
            }
            if (!one.closed) {
                client.endSending();
            }
            return client.rest();
        }
    }

    private static List<Case> cases() throws IOException {
        List<Case> cases = new ArrayList<>();
        try (InputStream golden = GoldenTest.class.getResourceAsStream("golden.txt")) {
            new String(golden.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .forEach(line -> take(line, cases));
        }
        return cases;
    }

    private static void take(String line, List<Case> cases) {
        if (line.startsWith("== ")) {
            cases.add(new Case(line.substring(3)));
        } else if (line.startsWith("> ")) {
            cases.getLast().sent += line.substring(2).replace("\\n", "\n");
        } else if (line.startsWith("< ")) {
            cases.getLast().received += line.substring(2) + "\n";
        } else if (line.equals("closed")) {
            cases.getLast().closed = true;
        }
    }

    private static final class Case {
        private final String name;
        private String sent = "";
        private String received = "";
        private boolean closed;

        Case(String name) {
            this.name = name;
        }
    }
}
