package io.viaduct.core.stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.viaduct.api.transport.StreamListener;
import io.viaduct.api.transport.StreamOptions;
import io.viaduct.api.transport.TransportId;
import io.viaduct.conformance.Proves;
import io.viaduct.linux.engine.EngineOptions;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.net.ConnectException;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

class SocketListenerTest {
    private final List<RecordingHandler> handlers = new CopyOnWriteArrayList<>();

    @ParameterizedTest
    @ValueSource(strings = {"uring", "epoll"})
    void shouldSpreadConnectionsOverTheReactors(String engine) throws Exception {
        try (SocketFixture fixture = new SocketFixture(engine, 3);
                StreamListener listener =
                        fixture.listen(
                                (stream, at) -> handlers.add(new RecordingHandler(stream)))) {
            List<Socket> sockets = new ArrayList<>();
            for (int i = 0; i < 9; i++) {
                sockets.add(SocketFixture.connect(listener));
            }
            SocketFixture.await(() -> handlers.size() == 9);
            for (var reactor : fixture.reactors.all()) {
                assertEquals(3, fixture.sockets.streams(reactor));
            }
            for (Socket socket : sockets) {
                socket.close();
            }
            SocketFixture.await(() -> fixture.sockets.streams() == 0);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"uring", "epoll"})
    void shouldNotCallTheAcceptorAfterItsClose(String engine) throws Exception {
        try (SocketFixture fixture = new SocketFixture(engine, 2)) {
            AtomicInteger accepted = new AtomicInteger();
            StreamListener listener =
                    fixture.listen(
                            (stream, at) -> {
                                accepted.incrementAndGet();
                                stream.close();
                            });
            for (int i = 0; i < 20; i++) {
                SocketFixture.connect(listener).close();
            }
            listener.close();
            int seen = accepted.get();
            assertThrows(ConnectException.class, () -> SocketFixture.connect(listener));
            assertEquals(seen, accepted.get());
            assertEquals(0, fixture.sockets.listeners());
            SocketFixture.await(() -> fixture.sockets.streams() == 0);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"uring", "epoll"})
    void shouldLoseNobodyWhenAnotherAcceptorGoesOn(String engine) throws Exception {
        try (SocketFixture fixture = new SocketFixture(engine, 2);
                ListeningSocket listener =
                        fixture.listen(
                                (stream, at) -> handlers.add(new RecordingHandler(stream)))) {
            List<Socket> sockets = new ArrayList<>();
            for (int swap = 0; swap < 10; swap++) {
                for (int i = 0; i < 5; i++) {
                    sockets.add(SocketFixture.connect(listener));
                }
                listener.suspend();
                int before = handlers.size();
                for (int i = 0; i < 5; i++) {
                    sockets.add(SocketFixture.connect(listener));
                }
                assertEquals(before, handlers.size());
                listener.resume(
                        new StreamOptions(128, 0),
                        SocketFixture.HANDLER,
                        (stream, at) -> handlers.add(new RecordingHandler(stream)));
            }
            SocketFixture.await(() -> handlers.size() == sockets.size());
            for (Socket socket : sockets) {
                socket.close();
            }
            SocketFixture.await(() -> fixture.sockets.streams() == 0);
            assertEquals(0, fixture.sockets.refused());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"uring", "epoll"})
    void shouldCloseASuspendedSocketWithThoseWhoWait(String engine) throws Exception {
        try (SocketFixture fixture = new SocketFixture(engine, 1)) {
            ListeningSocket listener = fixture.listen((stream, at) -> {});
            listener.suspend();
            try (Socket waiting = SocketFixture.connect(listener)) {
                listener.close();
                assertTrue(ended(waiting));
            }
            assertThrows(ConnectException.class, () -> SocketFixture.connect(listener));
            assertEquals(0, fixture.sockets.listeners());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"uring", "epoll"})
    void shouldCloseConnectionsBeyondTheBound(String engine) throws Exception {
        EngineOptions small = new EngineOptions(16, 16, 4096);
        try (SocketFixture fixture = new SocketFixture(engine, 1, small);
                StreamListener listener =
                        fixture.listen(
                                (stream, at) -> handlers.add(new RecordingHandler(stream)))) {
            List<Socket> sockets = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                sockets.add(SocketFixture.connect(listener));
            }
            SocketFixture.await(() -> handlers.size() == 4);
            try (Socket tooMany = SocketFixture.connect(listener)) {
                assertTrue(ended(tooMany));
            }
            assertEquals(1, fixture.sockets.refused());
            for (Socket socket : sockets) {
                socket.close();
            }
            SocketFixture.await(() -> fixture.sockets.streams() == 0);
            try (Socket again = SocketFixture.connect(listener)) {
                SocketFixture.await(() -> handlers.size() == 5);
                assertNotEquals(0, again.getLocalPort());
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"uring", "epoll"})
    void shouldCloseAConnectionThatNobodyServes(String engine) throws Exception {
        try (SocketFixture fixture = new SocketFixture(engine, 1);
                StreamListener listener = fixture.listen((stream, at) -> {});
                Socket socket = SocketFixture.connect(listener)) {
            assertTrue(ended(socket));
            SocketFixture.await(() -> fixture.sockets.streams() == 0);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"uring", "epoll"})
    void shouldSurviveAnAcceptorThatThrows(String engine) throws Exception {
        try (SocketFixture fixture = new SocketFixture(engine, 1)) {
            AtomicInteger calls = new AtomicInteger();
            try (StreamListener listener =
                            fixture.listen(
                                    (stream, at) -> {
                                        calls.incrementAndGet();
                                        throw new IllegalStateException("on purpose");
                                    });
                    Socket one = SocketFixture.connect(listener);
                    Socket two = SocketFixture.connect(listener)) {
                assertTrue(ended(one));
                assertTrue(ended(two));
            }
            assertEquals(2, calls.get());
            assertEquals(2, fixture.takeFaults());
        }
    }

    @Test
    void shouldAcceptAgainAfterTheKernelWasOutOfDescriptors() throws Exception {
        AtomicInteger failures = new AtomicInteger(2);
        try (SocketFixture fixture = new SocketFixture(new OutOfDescriptors(failures));
                StreamListener listener =
                        fixture.listen((stream, at) -> handlers.add(new RecordingHandler(stream)));
                Socket socket = SocketFixture.connect(listener)) {
            SocketFixture.await(() -> handlers.size() == 1);
            assertEquals(0, failures.get());
            assertEquals(2, ((SocketListener) listener).errors());
            assertTrue(socket.isConnected());
        }
    }

    @Test
    void shouldSayWhyAnAddressCannotBeHad() throws Exception {
        try (SocketFixture fixture = new SocketFixture("epoll", 1);
                StreamListener listener = fixture.listen((stream, at) -> {})) {
            IOException inUse = assertThrows(IOException.class, () -> again(fixture, listener));
            assertTrue(inUse.getMessage().contains("EADDRINUSE"), inUse.getMessage());
            for (String port : List.of("x", "-1", "65536")) {
                var bad = new TransportId("TCP", "IPv4", "127.0.0.1", port);
                assertThrows(IOException.class, () -> listen(fixture, bad));
            }
            var noAddress = new TransportId("TCP", "IPv4", "nowhere", "0");
            assertThrows(IOException.class, () -> listen(fixture, noAddress));
            assertEquals(1, fixture.sockets.listeners());
        }
    }

    @Test
    @Proves("features 3.1 IPv6")
    void shouldListenOnIpv6() throws Exception {
        try (SocketFixture fixture = new SocketFixture("epoll", 1);
                StreamListener listener =
                        fixture.sockets.listen(
                                new TransportId("TCP", "IPv6", "::1", "0"),
                                new StreamOptions(1, 0),
                                SocketFixture.HANDLER,
                                (stream, at) -> handlers.add(new RecordingHandler(stream)));
                Socket socket = SocketFixture.connect(listener)) {
            SocketFixture.await(() -> handlers.size() == 1);
            assertEquals("IPv6", handlers.getFirst().stream.peer().adrfam());
            assertNotEquals(0, socket.getPort());
        }
    }

    private static void again(SocketFixture fixture, StreamListener listener) throws IOException {
        listen(fixture, listener.address());
    }

    private static void listen(SocketFixture fixture, TransportId address) throws IOException {
        fixture.sockets
                .listen(address, new StreamOptions(1, 0), SocketFixture.HANDLER, (s, at) -> {})
                .close();
    }

    /** Whether the other end has closed, in order or by a reset. */
    private static boolean ended(Socket socket) {
        try {
            return socket.getInputStream().read() == -1;
        } catch (IOException e) {
            return e.getMessage().contains("reset");
        }
    }
}
