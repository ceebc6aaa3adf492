package io.viaduct.rpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Random;

/**
 * What is wrong with a request costs that request, exactly as the grammar says. {@code -Dseed=}
 * repeats a run, {@code -Dcases=} makes it longer.
 */
@Timeout(600)
class MalformedTest {
    private static final int CASES = Integer.getInteger("cases", 500);

    /** Pieces that a request may come in. */
    private static final int PIECES_MAX = 4;

    @TempDir Path folder;

    private final long seed = Long.getLong("seed", new Random().nextLong());
    private final Random random = new Random(seed);
    private Path path;
    private RpcServer server;

    @BeforeEach
    void start() throws IOException {
        path = folder.resolve("rpc.sock");
        server = RpcServer.start(RpcSocket.listen(path), new FakeControlPlane());
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
    }

    private String told(int number, String rule, String text) {
        return "-Dseed=" + seed + ", case " + number + ", " + rule + ": " + text;
    }

    @Test
    void shouldAnswerEachMalformedRequestByItsRuleAndGoOn() throws IOException {
        var grammar = new Malformed(random);
        try (var client = new Client(path)) {
            for (int i = 0; i < CASES; i++) {
                Malformed.Case one = grammar.next();
                sendInPieces(client, one.text() + "\n");
                String told = told(i, one.rule(), one.text());
                if (!one.answer().isEmpty()) {
                    assertEquals(one.answer(), client.line(), told);
                }
                client.send("{\"id\":" + i + ",\"method\":\"echo\"}");
                String next = "{\"jsonrpc\":\"2.0\",\"id\":" + i + ",\"result\":null}";
                assertEquals(next, client.line(), told);
            }
        }
    }

    private void sendInPieces(Client client, String text) throws IOException {
        int from = 0;
        for (int left = random.nextInt(PIECES_MAX); left > 0; left--) {
            int to = from + random.nextInt(text.length() - from);
            // A number by itself is over wherever the bytes end.
            if (text.startsWith("{") || text.startsWith("[")) {
                client.send(text.substring(from, to));
                from = to;
            }
        }
        client.send(text.substring(from));
    }

    @Test
    void shouldEndTheConnectionWhereNothingCanBeUnderstood() throws IOException {
        var grammar = new Broken(random);
        for (int i = 0; i < CASES / 4; i++) {
            Broken.Case one = grammar.next();
            try (var client = new Client(path)) {
                client.send("{\"id\":0,\"method\":\"echo\"}");
                assertEquals("{\"jsonrpc\":\"2.0\",\"id\":0,\"result\":null}", client.line());
                assertNull(lineOrReset(client, one.bytes()), told(i, one.rule(), ""));
            }
        }
    }

    @Test
    void shouldAnswerNothingToARequestThatIsCutShort() throws IOException {
        var grammar = new Malformed(random);
        for (int i = 0; i < CASES / 4; i++) {
            Malformed.Case one = grammar.next();
            int length = one.text().length();
            if (one.text().startsWith("{") || one.text().startsWith("[")) {
                try (var client = new Client(path)) {
                    client.send(one.text().substring(0, random.nextInt(length))).endSending();
                    assertNull(client.line(), told(i, one.rule(), one.text()));
                }
            }
        }
    }

    // Bytes that the server had not read when it closed make the kernel reset the connection.
    private static String lineOrReset(Client client, byte[] sent) {
        try {
            return client.send(sent).line();
        } catch (IOException e) {
            return null;
        }
    }
}
