package io.viaduct.core.stream;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.viaduct.api.transport.StreamListener;
import io.viaduct.linux.engine.EngineOptions;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/** Random traffic over real sockets; every byte has to come back. */
class SocketEchoTest {
    private static final int BYTES = 8 << 20;

    @ParameterizedTest
    @ValueSource(strings = {"uring", "epoll"})
    void shouldBringBackEveryByteInOrder(String engine) throws Exception {
        run(engine, EngineOptions.DEFAULT);
    }

    @ParameterizedTest
    @ValueSource(strings = {"uring", "epoll"})
    void shouldBringBackEveryByteWithTooFewBuffers(String engine) throws Exception {
        run(engine, new EngineOptions(256, 4, 4096));
    }

    private static void run(String engine, EngineOptions options) throws Exception {
        long seed = Long.getLong("seed", System.identityHashCode(new Object()));
        List<EchoHandler> handlers = new CopyOnWriteArrayList<>();
        Random seeds = new Random(seed);
        try (SocketFixture fixture = new SocketFixture(engine, 2, options);
                StreamListener listener =
                        fixture.listen(
                                (stream, at) ->
                                        handlers.add(new EchoHandler(stream, seeds.nextLong())))) {
            List<CompletableFuture<Void>> clients =
                    List.of(client(listener, 1), client(listener, 2), client(listener, 3));
            for (CompletableFuture<Void> client : clients) {
                client.get(60, TimeUnit.SECONDS);
            }
            SocketFixture.await(() -> fixture.sockets.streams() == 0);
        } catch (Throwable t) {
            throw new AssertionError("seed " + seed + ": " + t, t);
        }
        for (EchoHandler handler : handlers) {
            assertEquals(1, handler.closedTimes.get());
            assertEquals(0, handler.error, "seed " + seed);
        }
    }

    private static CompletableFuture<Void> client(StreamListener listener, long seed) {
        return CompletableFuture.runAsync(
                () -> {
                    try (Socket socket = SocketFixture.connect(listener)) {
                        byte[] bytes = new byte[BYTES];
                        new Random(seed).nextBytes(bytes);
                        CompletableFuture<Void> writer = write(socket, bytes, seed);
                        assertArrayEquals(bytes, socket.getInputStream().readNBytes(BYTES));
                        writer.join();
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                },
                task -> Thread.ofPlatform().daemon().start(task));
    }

    private static CompletableFuture<Void> write(Socket socket, byte[] bytes, long seed) {
        Random random = new Random(seed);
        return CompletableFuture.runAsync(
                () -> {
                    try {
                        OutputStream out = socket.getOutputStream();
                        for (int at = 0; at < bytes.length; ) {
                            int most = random.nextInt(3) == 0 ? 200_000 : 500;
                            int piece = Math.min(bytes.length - at, 1 + random.nextInt(most));
                            out.write(bytes, at, piece);
                            at += piece;
                        }
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                },
                task -> Thread.ofPlatform().daemon().start(task));
    }
}
