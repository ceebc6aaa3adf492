package io.viaduct.rpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Limits, order and end of connections. */
@Timeout(60)
class RpcServerTest {
    @TempDir Path folder;

    private final FakeControlPlane control = new FakeControlPlane();
    private final List<Client> clients = new ArrayList<>();
    private Path path;
    private RpcServer server;

    @BeforeEach
    void start() throws IOException {
        path = folder.resolve("rpc.sock");
        server = RpcServer.start(RpcSocket.listen(path), control);
    }

    @AfterEach
    void stop() throws IOException {
        for (Client client : clients) {
            client.close();
        }
        server.close();
    }

    private Client connect() throws IOException {
        var client = new Client(path);
        clients.add(client);
        return client;
    }

    private static String request(int id, String method) {
        return "{\"id\":" + id + ",\"method\":\"" + method + "\"}";
    }

    private static String answer(int id) {
        return "{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"result\":null}";
    }

    private static String fill(int bytes) {
        return "{\"id\":1,\"method\":\"fill\",\"params\":{\"bytes\":" + bytes + "}}";
    }

    private static String padded(int length) {
        String start = "{\"id\":1,\"method\":\"echo\",\"params\":[\"";
        String end = "\"]}";
        return start + "x".repeat(length - start.length() - end.length()) + end;
    }

    @Test
    void shouldAnswerBeforeTheClientSendsMore() throws IOException {
        var client = connect();
        assertEquals(answer(1), client.send(request(1, "echo")).line());
        assertEquals(answer(2), client.send("\n" + request(2, "echo")).line());
    }

    @Test
    void shouldTakeARequestOfTwoHundredKilobytes() throws IOException {
        String request = padded(200_000);
        String parameters = request.substring(request.indexOf('['), request.indexOf(']') + 1);
        assertEquals(answer(1).replace("null", parameters), connect().send(request).line());
    }

    @Test
    void shouldTakeTheLargestRequestAndAnotherBehindIt() throws IOException {
        var client = connect().send(padded(Assembler.BYTES_MAX) + request(2, "echo"));
        assertTrue(client.line().startsWith("{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":[\"xxx"));
        assertEquals(answer(2), client.line());
    }

    @Test
    void shouldCloseOnARequestOfThreeHundredKilobytes() throws IOException {
        var client = connect();
        assertNull(lineOrReset(client, padded(300_000)));
    }

    @Test
    void shouldCloseOnMoreValuesThanSpdkTakes() throws IOException {
        String within = "[" + "0,".repeat(Assembler.VALUES_MAX - 3) + "0]";
        assertTrue(connect().send(within).line().startsWith("[{"));
        String beyond = "[" + "0,".repeat(Assembler.VALUES_MAX - 2) + "0]";
        assertNull(connect().send(beyond).line());
    }

    @Test
    void shouldCloseOnValuesNestedTooDeeply() throws IOException {
        assertTrue(connect().send("[".repeat(64) + "]".repeat(64)).line().startsWith("[{"));
        assertNull(connect().send("[".repeat(65)).line());
    }

    @Test
    void shouldCloseOnTextThatIsNotUtf8() throws IOException {
        assertNull(connect().send(new byte[] {'"', (byte) 0xC3, '"'}).line());
    }

    @Test
    void shouldDropARequestThatIsCutShort() throws IOException {
        assertNull(connect().send("{\"id\":1,").endSending().line());
    }

    @Test
    void shouldAnswerCallsInTheOrderInWhichTheyEnd() throws Exception {
        var client = connect().send(request(1, "hold") + request(2, "echo"));
        assertEquals(answer(2), client.line());
        control.held.take().complete(null);
        assertEquals(answer(1), client.line());
    }

    @Test
    void shouldAnswerABatchInTheOrderOfItsRequests() throws Exception {
        var client = connect().send("[" + request(1, "hold") + "," + request(2, "echo") + "]");
        control.held.take().complete(null);
        assertEquals("[" + answer(1) + "," + answer(2) + "]", client.line());
    }

    @Test
    void shouldAnswerWhatIsOutstandingWhenTheClientHasEndedSending() throws Exception {
        var client = connect().send(request(1, "hold")).endSending();
        control.held.take().complete(null);
        assertEquals(answer(1), client.line());
        assertNull(client.line());
    }

    @Test
    void shouldAnswerAnInternalErrorForABug() throws IOException {
        String error =
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"error\":"
                        + "{\"code\":-32603,\"message\":\"Internal error\"}}";
        assertEquals(error, connect().send(request(1, "throw")).line());
        assertEquals(error, connect().send(request(1, "strange")).line());
    }

    @Test
    void shouldAnswerSixtyFourConnectionsAndTheRestWhenThoseEnd() throws IOException {
        for (int i = 0; i < 70; i++) {
            connect().send(request(i, "echo"));
        }
        Set<Client> waiting = new HashSet<>(clients.subList(64, 70));
        for (int i = 0; i < 64; i++) {
            assertEquals(answer(i), clients.get(i).line());
        }
        assertEquals(64, server.connectionCount());
        for (int i = 0; i < 6; i++) {
            clients.get(i).close();
        }
        for (int i = 64; i < 70; i++) {
            assertTrue(waiting.contains(clients.get(i)));
            assertEquals(answer(i), clients.get(i).line());
        }
    }

    @Test
    void shouldAnswerOthersWhileCallsOfManyClientsThatHaveGoneDoNotEnd() throws Exception {
        for (int i = 0; i < 2 * RpcServer.CONNECTIONS_MAX + 1; i++) {
            try (var gone = new Client(path)) {
                gone.send(request(i, "hold"));
                control.held.take();
            }
        }
        assertEquals(answer(1), connect().send(request(1, "echo")).line());
    }

    @Test
    void shouldServeManyClientsAtOnce() throws Exception {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Integer>> counts = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                counts.add(threads.submit(this::pipelineAThousand));
            }
            for (Future<Integer> count : counts) {
                assertEquals(1000, count.get());
            }
        }
    }

    private int pipelineAThousand() throws IOException {
        var sent = new StringBuilder();
        Set<String> expected = new HashSet<>();
        for (int id = 0; id < 1000; id++) {
            sent.append(request(id, "echo"));
            expected.add(answer(id));
        }
        int count = 0;
        try (var client = new Client(path)) {
            client.send(sent.toString()).endSending();
            for (String line = client.line(); line != null; line = client.line()) {
                count += expected.remove(line) ? 1 : 0;
            }
        }
        return count;
    }

    @Test
    void shouldCloseWhenAClientLeavesTooMuchUnread() throws IOException {
        var client = connect();
        String large = fill(Limits.DEFAULT.unsentBytes() / 4);
        client.send(large.repeat(6));
        long read = client.rest().length();
        assertTrue(read < Limits.DEFAULT.unsentBytes(), "read " + read);
    }

    @Test
    void shouldCloseWhenOneAnswerIsTooLong() throws IOException {
        assertNull(connect().send(fill(Limits.DEFAULT.unsentBytes())).line());
    }

    @Test
    void shouldReadNoMoreThanItMayWorkOn() throws Exception {
        var client = connect();
        int some = Connection.UNANSWERED_MAX;
        client.send(request(1, "hold").repeat(some + 1));
        List<CompletableFuture<Object>> held = new ArrayList<>();
        for (int i = 0; i < some; i++) {
            held.add(control.held.take());
        }
        assertNull(control.held.peek());
        held.removeFirst().complete(null);
        held.add(control.held.take());
        held.forEach(call -> call.complete(null));
        for (int i = 0; i <= some; i++) {
            assertEquals(answer(1), client.line());
        }
    }

    @Test
    void shouldEndConnectionsAndRemoveItsFilesWhenClosed() throws Exception {
        var idle = connect();
        assertEquals(answer(1), idle.send(request(1, "echo")).line());
        var busy = connect().send(request(1, "hold"));
        control.held.take();
        server.close();
        assertNull(idle.line());
        assertNull(busy.line());
        assertEquals(0, server.connectionCount());
        try (var files = Files.list(folder)) {
            assertEquals(List.of(), files.toList());
        }
        assertThrows(IOException.class, () -> new Client(path));
    }

    private static String lineOrReset(Client client, String sent) {
        try {
            return client.send(sent).line();
        } catch (IOException e) {
            return null;
        }
    }
}
