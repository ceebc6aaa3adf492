package io.viaduct.testkit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.viaduct.api.transport.StreamListener;
import io.viaduct.api.transport.TransportId;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

class WireNetworkTest {
    private static final TransportId ANY = new TransportId("TCP", "IPv4", "127.0.0.1", "0");

    private final SteppedReactor reactor = new SteppedReactor();
    private final WireNetwork network = new WireNetwork(reactor);
    private final List<WirePeer> accepted = new ArrayList<>();

    @AfterEach
    void close() {
        reactor.close();
    }

    @Test
    void shouldConnectAHostToAListener() throws Exception {
        try (StreamListener listener =
                network.listen(ANY, (stream, at) -> accepted.add(new WirePeer(stream)))) {
            assertNotEquals("0", listener.address().trsvcid());
            Wire wire = network.connect(listener.address());
            WirePeer host = new WirePeer(wire.host());
            host.send((byte) 9);
            reactor.run();
            assertArrayEquals(new byte[] {9}, accepted.getFirst().received());
            assertEquals(listener.address(), wire.target().local());
            assertEquals(wire.host().local(), wire.target().peer());
        }
    }

    @Test
    void shouldRefuseWhereNobodyListensAndWhereSomebodyDoes() throws Exception {
        assertThrows(IOException.class, () -> network.connect(Wire.LISTENER));
        StreamListener listener = network.listen(Wire.LISTENER, (stream, at) -> {});
        assertThrows(IOException.class, () -> network.listen(Wire.LISTENER, (stream, at) -> {}));
        Wire late = network.connect(Wire.LISTENER);
        WirePeer host = new WirePeer(late.host());
        listener.close();
        reactor.run();
        assertTrue(host.closed());
        assertThrows(IOException.class, () -> network.connect(Wire.LISTENER));
    }

    @Test
    void shouldWaitForAKernelWhereThereIsOne() throws Exception {
        for (String engine : List.of("uring", "epoll")) {
            try (SteppedReactor real = SteppedReactor.withKernel(engine)) {
                List<Integer> elapsed = new ArrayList<>();
                long token =
                        real.reactor()
                                .engine()
                                .timeout(
                                        Wire.OWNER,
                                        100_000,
                                        (context, event, result, buffer, last) ->
                                                elapsed.add(result),
                                        0);
                assertTrue(token > 0);
                real.runUntil(() -> !elapsed.isEmpty());
                assertEquals(List.of(0), elapsed);
            }
        }
    }
}
