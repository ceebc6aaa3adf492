package io.viaduct.rpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** Clients that are slow, silent or gone, and the others beside them. */
@Timeout(60)
class SlowClientTest {
    private static final int MEBIBYTE = 1024 * 1024;
    private static final String ECHO = "{\"id\":1,\"method\":\"echo\"}";
    private static final String ECHOED = "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":null}";

    @TempDir Path folder;

    private final AtomicLong nowMs = new AtomicLong();
    private final InstantSource clock = () -> Instant.ofEpochMilli(nowMs.get());
    private final FakeControlPlane control = new FakeControlPlane();
    private final List<Client> clients = new ArrayList<>();
    private RpcServer server;

    private void start(Limits limits) throws IOException {
        server = RpcServer.start(RpcSocket.listen(path()), control, limits, clock);
    }

    private Path path() {
        return folder.resolve("rpc.sock");
    }

    @AfterEach
    void stop() throws IOException {
        for (Client client : clients) {
            client.close();
        }
        server.close();
    }

    private Client connect() throws IOException {
        var client = new Client(path());
        clients.add(client);
        return client;
    }

    private static String fill(int bytes) {
        return "{\"id\":1,\"method\":\"fill\",\"params\":{\"bytes\":" + bytes + "}}";
    }

    private void connectSilently(int count) throws IOException {
        for (int i = 0; i < count; i++) {
            connect();
        }
    }

    private void assertServed(Client client) throws IOException {
        assertEquals(ECHOED, client.send(ECHO).line());
    }

    @Test
    void shouldAnswerOthersWhileAClientReadsNothing() throws IOException {
        start(Limits.DEFAULT);
        connect().send(fill(4 * MEBIBYTE).repeat(4));
        for (int i = 0; i < 100; i++) {
            assertServed(connect());
            clients.removeLast().close();
        }
    }

    @Test
    void shouldAnswerOthersWhileAClientSendsAByteNowAndThen() throws IOException {
        start(Limits.DEFAULT);
        Client slow = connect();
        Client other = connect();
        for (char one : ECHO.toCharArray()) {
            slow.send(String.valueOf(one));
            assertServed(other);
        }
        assertEquals(ECHOED, slow.line());
    }

    @Test
    void shouldAnswerOthersWhileCallsOfAClientDoNotEnd() throws IOException {
        start(Limits.DEFAULT);
        connect().send("{\"id\":1,\"method\":\"hold\"}".repeat(Connection.UNANSWERED_MAX + 10));
        assertServed(connect());
    }

    @Test
    void shouldGiveThePlaceOfTheLongestSilentClientToOneThatWaits() throws IOException {
        start(Limits.DEFAULT);
        Client first = connect();
        assertServed(first);
        nowMs.addAndGet(1);
        for (int i = 1; i < RpcServer.CONNECTIONS_MAX; i++) {
            assertServed(connect());
        }
        nowMs.addAndGet(Limits.DEFAULT.silentMs());
        assertServed(connect());
        assertNull(first.line());
        assertServed(clients.get(1));
    }

    @Test
    void shouldKeepASilentClientWhileNobodyWaits() throws IOException {
        start(Limits.DEFAULT);
        Client silent = connect();
        assertServed(silent);
        nowMs.addAndGet(100 * Limits.DEFAULT.silentMs());
        assertServed(connect());
        assertServed(silent);
    }

    @Test
    void shouldServeEveryOneOfThoseThatWaitBehindSilentClients() throws IOException {
        start(new Limits(MEBIBYTE, 4 * MEBIBYTE, 0));
        connectSilently(2 * RpcServer.CONNECTIONS_MAX);
        for (int i = 0; i < 10; i++) {
            assertServed(connect());
        }
    }

    @Test
    void shouldNotTakeThePlaceOfAClientWhoseCallIsUnderWay() throws Exception {
        start(Limits.DEFAULT);
        Client busy = connect().send("{\"id\":1,\"method\":\"hold\"}");
        var call = control.held.take();
        for (int i = 1; i < RpcServer.CONNECTIONS_MAX; i++) {
            assertServed(connect());
        }
        nowMs.addAndGet(Limits.DEFAULT.silentMs());
        assertServed(connect());
        call.complete(null);
        assertEquals(ECHOED, busy.line());
    }

    @Test
    void shouldEndTheClientThatLeavesTheMostUnreadWhenAllOfThemLeaveTooMuch() throws IOException {
        start(new Limits(8 * MEBIBYTE, 10 * MEBIBYTE, 0));
        Client most = connect().send(fill(7 * MEBIBYTE));
        awaitUnsent(most);
        Client less = connect().send(fill(5 * MEBIBYTE));
        assertTrue(most.rest().length() < 7 * MEBIBYTE);
        assertEquals(fillAnswer(5 * MEBIBYTE).length(), less.line().length());
        assertServed(connect());
    }

    // Some of an answer has come: it is in the outbox.
    private static void awaitUnsent(Client client) throws IOException {
        client.awaitByte();
    }

    private static String fillAnswer(int bytes) {
        return ECHOED.replace("null", '"' + "x".repeat(bytes) + '"');
    }

    @Test
    void shouldForgetWhatAClientThatHasGoneLeftUnread() throws IOException {
        start(new Limits(8 * MEBIBYTE, 10 * MEBIBYTE, 0));
        for (int i = 0; i < 5; i++) {
            try (var gone = new Client(path())) {
                gone.send(fill(7 * MEBIBYTE)).awaitByte();
            }
        }
        Client client = connect().send(fill(7 * MEBIBYTE));
        assertEquals(fillAnswer(7 * MEBIBYTE).length(), client.line().length());
    }
}
