package io.viaduct.core.stream;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.viaduct.api.transport.StreamLayer;
import io.viaduct.api.transport.StreamListener;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.net.Socket;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;

class SocketStreamTest {
    private static final int ECONNRESET = 104;

    private final List<RecordingHandler> handlers = new CopyOnWriteArrayList<>();

    private void accept(StreamLayer stream) {
        handlers.add(new RecordingHandler(stream));
    }

    private RecordingHandler only() {
        SocketFixture.await(() -> handlers.size() == 1);
        return handlers.getFirst();
    }

    @ParameterizedTest
    @ValueSource(strings = {"uring", "epoll"})
    void shouldNameBothEnds(String engine) throws Exception {
        try (SocketFixture fixture = new SocketFixture(engine, 1);
                StreamListener listener = fixture.listen((stream, at) -> accept(stream));
                Socket socket = SocketFixture.connect(listener)) {
            RecordingHandler handler = only();
            assertEquals(listener.address(), handler.stream.local());
            assertEquals(Integer.toString(socket.getLocalPort()), handler.stream.peer().trsvcid());
            assertEquals("IPv4", handler.stream.peer().adrfam());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"uring", "epoll"})
    void shouldReceiveALargePayloadInPlace(String engine) throws Exception {
        byte[] bytes = new byte[700_000];
        new Random(7).nextBytes(bytes);
        try (SocketFixture fixture = new SocketFixture(engine, 1);
                StreamListener listener = fixture.listen((stream, at) -> accept(stream));
                Socket socket = SocketFixture.connect(listener)) {
            RecordingHandler handler = only();
            handler.run(() -> handler.direct(bytes.length - 10));
            socket.getOutputStream().write(bytes);
            SocketFixture.await(() -> handler.total() == bytes.length);
            assertArrayEquals(bytes, handler.bytes());
            assertEquals(1, handler.directs.get());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"uring", "epoll"})
    void shouldStopReceivingWhileTheHandlerPauses(String engine) throws Exception {
        byte[] bytes = new byte[8 << 20];
        new Random(8).nextBytes(bytes);
        try (SocketFixture fixture = new SocketFixture(engine, 1);
                StreamListener listener = fixture.listen((stream, at) -> accept(stream));
                Socket socket = SocketFixture.connect(listener)) {
            RecordingHandler handler = only();
            handler.run(() -> handler.paused = true);
            Thread writer = handler.writer(socket, bytes);
            SocketFixture.await(() -> handler.refusals.get() > 0);
            assertEquals(0, handler.total());
            assertTrue(writer.isAlive());
            handler.run(
                    () -> {
                        handler.paused = false;
                        handler.stream.resume();
                    });
            SocketFixture.await(() -> handler.total() == bytes.length);
            writer.join();
            assertArrayEquals(bytes, handler.bytes());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"uring", "epoll"})
    void shouldTellOfTheEndWhenThePeerCloses(String engine) throws Exception {
        try (SocketFixture fixture = new SocketFixture(engine, 1);
                StreamListener listener = fixture.listen((stream, at) -> accept(stream))) {
            Socket socket = SocketFixture.connect(listener);
            RecordingHandler handler = only();
            socket.getOutputStream().write(5);
            socket.close();
            SocketFixture.await(() -> handler.closed.get() == 1);
            assertEquals(0, handler.error);
            assertEquals(1, handler.total());
            assertEquals(0, fixture.sockets.streams());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"uring", "epoll"})
    void shouldTellOfAReset(String engine) throws Exception {
        try (SocketFixture fixture = new SocketFixture(engine, 1);
                StreamListener listener = fixture.listen((stream, at) -> accept(stream))) {
            Socket socket = SocketFixture.connect(listener);
            RecordingHandler handler = only();
            socket.setSoLinger(true, 0);
            socket.close();
            SocketFixture.await(() -> handler.closed.get() == 1);
            assertEquals(ECONNRESET, handler.error);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"uring", "epoll"})
    void shouldEndASendThatIsStuckAndADirectedReceive(String engine) throws Exception {
        try (SocketFixture fixture = new SocketFixture(engine, 1);
                StreamListener listener = fixture.listen((stream, at) -> accept(stream));
                Socket socket = SocketFixture.connect(listener)) {
            RecordingHandler handler = only();
            handler.run(() -> handler.direct(500_000));
            handler.run(() -> handler.send(64 << 20));
            socket.getOutputStream().write(new byte[1000]);
            SocketFixture.await(() -> handler.sends.get() == 1);
            handler.run(handler.stream::close);
            SocketFixture.await(() -> handler.closed.get() == 1);
            assertEquals(0, handler.error);
            assertEquals(0, handler.released.get());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"uring", "epoll"})
    void shouldDeliverWhatWasSentBeforeAClose(String engine) throws Exception {
        try (SocketFixture fixture = new SocketFixture(engine, 1);
                StreamListener listener = fixture.listen((stream, at) -> accept(stream));
                Socket socket = SocketFixture.connect(listener)) {
            RecordingHandler handler = only();
            handler.run(
                    () -> {
                        handler.closeWhenSent = true;
                        handler.send(100_000);
                    });
            assertEquals(100_000, socket.getInputStream().readAllBytes().length);
            SocketFixture.await(() -> handler.closed.get() == 1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"uring", "epoll"})
    void shouldNotResetAPeerThatIsStillSending(String engine) throws Exception {
        try (SocketFixture fixture = new SocketFixture(engine, 1);
                StreamListener listener = fixture.listen((stream, at) -> accept(stream))) {
            RecordingHandler handler;
            try (Socket socket = SocketFixture.connect(listener)) {
                handler = only();
                handler.run(() -> handler.paused = true);
                socket.getOutputStream().write(new byte[300_000]);
                SocketFixture.await(() -> handler.refusals.get() > 0);
                handler.run(handler.stream::close);
                SocketFixture.await(() -> handler.closed.get() == 1);
                socket.getOutputStream().write(new byte[3_000_000]);
                assertEquals(-1, socket.getInputStream().read());
                assertEquals(1, fixture.sockets.streams());
            }
            SocketFixture.await(() -> fixture.sockets.streams() == 0);
            assertEquals(0, handler.total());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"uring", "epoll"})
    void shouldEndTheConnectionOfAHandlerThatThrows(String engine) throws Exception {
        try (SocketFixture fixture = new SocketFixture(engine, 1)) {
            try (StreamListener listener = fixture.listen((stream, at) -> accept(stream));
                    Socket socket = SocketFixture.connect(listener)) {
                RecordingHandler handler = only();
                handler.run(() -> handler.failure = new AssertionError("on purpose"));
                socket.getOutputStream().write(1);
                SocketFixture.await(() -> handler.closed.get() == 1);
                assertNotEquals(0, handler.error);
                assertEquals(-1, socket.getInputStream().read());
            }
            assertEquals(1, fixture.takeFaults());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"uring", "epoll"})
    void shouldGiveBackEveryDescriptor(String engine) throws Exception {
        try (SocketFixture fixture = new SocketFixture(engine, 2);
                StreamListener listener = fixture.listen((stream, at) -> accept(stream))) {
            int before = 0;
            for (int i = 0; i < 1000; i++) {
                try (Socket socket = SocketFixture.connect(listener)) {
                    socket.getOutputStream().write(i);
                    int seen = i;
                    SocketFixture.await(() -> handlers.size() == seen + 1);
                    RecordingHandler handler = handlers.get(i);
                    if (i % 2 == 0) {
                        handler.run(handler.stream::close);
                        SocketFixture.await(() -> handler.closed.get() == 1);
                    }
                }
                if (i == 10) {
                    SocketFixture.await(() -> fixture.sockets.streams() == 0);
                    before = descriptors();
                }
            }
            SocketFixture.await(() -> fixture.sockets.streams() == 0);
            assertEquals(before, descriptors());
            for (RecordingHandler handler : handlers) {
                assertEquals(1, handler.closed.get());
            }
            assertEquals(0, fixture.sockets.streams(fixture.reactors.all().get(0)));
            assertEquals(0, fixture.sockets.streams(fixture.reactors.all().get(1)));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"uring", "epoll"})
    void shouldKeepAnotherConnectionAliveWhenOneHoldsBuffers(String engine) throws Exception {
        var few = new io.viaduct.linux.engine.EngineOptions(256, 4, 4096);
        try (SocketFixture fixture = new SocketFixture(engine, 1, few);
                StreamListener listener = fixture.listen((stream, at) -> accept(stream))) {
            List<Socket> paused = new CopyOnWriteArrayList<>();
            for (int i = 0; i < 6; i++) {
                Socket socket = SocketFixture.connect(listener);
                paused.add(socket);
                int seen = i;
                SocketFixture.await(() -> handlers.size() == seen + 1);
                RecordingHandler handler = handlers.get(i);
                handler.run(() -> handler.paused = true);
                socket.getOutputStream().write(new byte[20_000]);
                SocketFixture.await(() -> handler.refusals.get() > 0);
            }
            try (Socket socket = SocketFixture.connect(listener)) {
                SocketFixture.await(() -> handlers.size() == 7);
                socket.getOutputStream().write(new byte[100_000]);
                SocketFixture.await(() -> handlers.getLast().total() == 100_000);
            }
            for (int i = 0; i < 6; i++) {
                RecordingHandler handler = handlers.get(i);
                handler.run(
                        () -> {
                            handler.paused = false;
                            handler.stream.resume();
                        });
                SocketFixture.await(() -> handler.total() == 20_000);
                paused.get(i).close();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"uring", "epoll"})
    void shouldCloseWhatIsOpenWhenTheReactorsStop(String engine) throws Exception {
        int before = 0;
        for (int round = 0; round < 2; round++) {
            before = descriptors();
            handlers.clear();
            List<Socket> sockets = new CopyOnWriteArrayList<>();
            try (SocketFixture fixture = new SocketFixture(engine, 2)) {
                try (StreamListener listener = fixture.listen((stream, at) -> accept(stream))) {
                    for (int i = 0; i < 4; i++) {
                        sockets.add(SocketFixture.connect(listener));
                    }
                    SocketFixture.await(() -> handlers.size() == 4);
                    RecordingHandler holding = handlers.getFirst();
                    holding.run(() -> holding.paused = true);
                    for (Socket socket : sockets) {
                        socket.getOutputStream().write(new byte[40_000]);
                    }
                    SocketFixture.await(() -> holding.refusals.get() > 0);
                }
            }
            for (RecordingHandler handler : handlers) {
                assertEquals(1, handler.closed.get());
            }
            for (Socket socket : sockets) {
                socket.close();
            }
        }
        assertEquals(before, descriptors());
    }

    private static int descriptors() throws IOException {
        int count = 0;
        try (DirectoryStream<Path> all = Files.newDirectoryStream(Path.of("/proc/self/fd"))) {
            for (Path ignored : all) {
                count++;
            }
        }
        return count;
    }
}
