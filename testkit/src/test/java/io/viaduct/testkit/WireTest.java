package io.viaduct.testkit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.util.Random;

class WireTest {
    private final SteppedReactor reactor = new SteppedReactor();

    @AfterEach
    void close() {
        reactor.close();
    }

    @Test
    void shouldDeliverBothWays() {
        Wire wire = new Wire(reactor);
        WirePeer target = new WirePeer(wire.target());
        WirePeer host = new WirePeer(wire.host());
        host.send((byte) 1, (byte) 2);
        target.send((byte) 3);
        reactor.run();
        assertArrayEquals(new byte[] {1, 2}, target.received());
        assertArrayEquals(new byte[] {3}, host.received());
    }

    @Test
    void shouldDeliverEveryByteInOrderOverAFaultyWire() {
        for (long seed = 0; seed < 20; seed++) {
            Wire wire = new FaultyWire(reactor, seed);
            WirePeer target = new WirePeer(wire.target());
            WirePeer host = new WirePeer(wire.host());
            byte[] bytes = new byte[100_000];
            new Random(seed).nextBytes(bytes);
            host.send(bytes);
            host.send(bytes);
            reactor.advance(10_000_000_000L);
            assertArrayEquals(bytes, target.take(bytes.length), "seed " + seed);
            assertArrayEquals(bytes, target.take(bytes.length), "seed " + seed);
        }
    }

    @Test
    void shouldDeliverWhatWasSentBeforeAClose() {
        Wire wire = FaultyWire.byteByByte(reactor);
        WirePeer target = new WirePeer(wire.target());
        WirePeer host = new WirePeer(wire.host());
        host.send((byte) 1, (byte) 2, (byte) 3);
        reactor.step();
        host.close();
        reactor.run();
        assertArrayEquals(new byte[] {1, 2, 3}, target.received());
        assertTrue(target.closed());
        assertTrue(host.closed());
        assertEquals(0, target.error());
    }

    @Test
    void shouldHoldBackASenderWhoseReceiverPauses() {
        Wire wire = new Wire(reactor);
        WirePeer target = new WirePeer(wire.target());
        WirePeer host = new WirePeer(wire.host());
        target.pause();
        for (int i = 0; i < 40; i++) {
            host.send(new byte[64 * 1024]);
        }
        reactor.run();
        assertEquals(0, target.received().length);
        target.resume();
        reactor.run();
        assertEquals(40 * 64 * 1024, target.received().length);
    }

    @Test
    void shouldTellBothEndsOfACut() {
        Wire wire = new FaultyWire(reactor, 1).breakAfter(10);
        WirePeer target = new WirePeer(wire.target());
        WirePeer host = new WirePeer(wire.host());
        host.send(new byte[10]);
        reactor.advance(1_000_000_000L);
        assertFalse(target.closed());
        host.send(new byte[10]);
        reactor.advance(1_000_000_000L);
        assertEquals(Wire.ECONNRESET, target.error());
        assertEquals(Wire.ECONNRESET, host.error());
        assertEquals(10, target.received().length);
    }
}
