package io.viaduct.core.stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.viaduct.api.memory.Native;
import io.viaduct.api.memory.SegmentList;
import io.viaduct.api.transport.StreamHandler;
import io.viaduct.api.transport.TransportId;
import io.viaduct.core.reactor.CoreReactor;
import io.viaduct.linux.Descriptor;
import io.viaduct.linux.Errno;
import io.viaduct.linux.UnixSocket;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/** The order of operations in every race, each event at the test's word. */
class SocketStreamScriptTest implements StreamHandler {
    private static final int LARGE = 300_000;
    private static final TransportId NOWHERE = new TransportId("TCP", "", "", "");

    private final ScriptedEngine engine = new ScriptedEngine();
    private final List<String> calls = new ArrayList<>();
    private final MemorySegment target = Arena.ofAuto().allocate(LARGE);
    private final LentBudget budget = new LentBudget(20);
    private long now;
    private final CoreReactor reactor =
            new CoreReactor(
                    0,
                    () -> now,
                    0,
                    (name, owner, what, fault) -> {
                        throw new AssertionError(fault);
                    });
    private int[] pair;
    private SocketStream stream;
    private int position;
    private int directAfter = -1;
    private boolean paused;
    private boolean ended;

    @BeforeEach
    void open() throws Exception {
        pair = UnixSocket.pair();
        reactor.open(engine.engine());
        stream = new SocketStream(reactor, pair[0], NOWHERE, NOWHERE, budget, () -> ended = true);
        stream.attach(this);
        turn();
        assertEquals(List.of("receive"), engine.takeLog());
    }

    @AfterEach
    void close() {
        Descriptor.close(pair[1]);
        if (!ended) {
            Descriptor.close(pair[0]);
        }
        assertEquals(0, reactor.faults());
        assertEquals(engine.lent.size(), budget.held());
    }

    private void turn() {
        while (reactor.doWork(0) > 0) {
            now++;
        }
    }

    @Override
    public int onBytes(long address, int length) {
        if (paused) {
            calls.add("refused");
            return 0;
        }
        int take = directAfter >= 0 ? Math.min(directAfter, length) : length;
        check(address, take);
        calls.add("bytes " + take);
        if (directAfter >= 0) {
            directAfter = -1;
            stream.receiveInto(target.address(), LARGE);
        }
        return take;
    }

    private void check(long address, int length) {
        for (int i = 0; i < length; i++) {
            assertEquals(position++ & 0xFF, Native.u8(address + i));
        }
    }

    @Override
    public void onDirected() {
        check(target.address(), LARGE);
        calls.add("directed");
    }

    @Override
    public void onSent() {
        calls.add("sent");
    }

    @Override
    public void onReleased() {
        calls.add("released");
    }

    @Override
    public void onClosed(int error) {
        calls.add("closed " + error);
    }

    private List<String> takeCalls() {
        List<String> all = List.copyOf(calls);
        calls.clear();
        return all;
    }

    @Test
    void shouldReceiveInPlaceAfterTheReceiveHasStopped() {
        directAfter = 72;
        engine.bytes(0, 1000);
        turn();
        assertEquals(List.of("cancel receive"), engine.takeLog());
        engine.bytes(1000, 500);
        turn();
        assertEquals(List.of(), engine.takeLog());
        engine.receiveEnds(-Errno.ECANCELED);
        turn();
        assertEquals(List.of("direct"), engine.takeLog());
        assertEquals(LARGE - 1428, engine.directLength);
        assertEquals(target.address() + 1428, engine.directAddress);
        engine.directEnds(1500, LARGE - 1428);
        turn();
        assertEquals(List.of("bytes 72", "directed"), takeCalls());
        assertEquals(List.of("receive"), engine.takeLog());
        engine.bytes(LARGE + 72, 10);
        turn();
        assertEquals(List.of("bytes 10"), takeCalls());
        assertEquals(0, engine.lent.size());
    }

    @Test
    void shouldCopyTheRestWhenMostArrivedBeforeTheReceiveStopped() {
        directAfter = 0;
        for (int at = 0; at < LARGE - 4000; at += 4000) {
            engine.bytes(at, 4000);
        }
        turn();
        assertEquals(List.of("cancel receive"), engine.takeLog());
        engine.receiveEnds(-Errno.ECANCELED);
        turn();
        assertEquals(List.of("receive"), engine.takeLog());
        engine.bytes(LARGE - 4000, 4096);
        turn();
        assertEquals(List.of("bytes 0", "directed", "bytes 96"), takeCalls());
    }

    @Test
    void shouldGoOnInPlaceAfterAShortDirectedReceive() {
        stream.receiveInto(target.address(), LARGE);
        turn();
        engine.receiveEnds(-Errno.ECANCELED);
        turn();
        engine.directEnds(0, 20_000);
        turn();
        assertEquals(List.of("cancel receive", "direct", "direct"), engine.takeLog());
        assertEquals(LARGE - 20_000, engine.directLength);
        engine.directEnds(20_000, LARGE - 30_000);
        turn();
        assertEquals(List.of("receive"), engine.takeLog());
        engine.bytes(LARGE - 10_000, 4000);
        engine.bytes(LARGE - 6000, 4000);
        engine.bytes(LARGE - 2000, 4000);
        turn();
        assertEquals(List.of("directed", "bytes 2000"), takeCalls());
    }

    @Test
    void shouldTellOfAnErrorAfterTheBytesBeforeIt() {
        engine.bytes(0, 10);
        engine.receiveEnds(-Errno.ECONNRESET);
        turn();
        assertEquals(List.of("bytes 10", "closed " + Errno.ECONNRESET), takeCalls());
        assertTrue(ended);
    }

    @Test
    void shouldStopReceivingWhenMuchIsHeldAndGoOnWhenLittleIs() {
        paused = true;
        for (int i = 0; i < SocketReceiver.HELD_BUFFERS_MAX; i++) {
            engine.bytes(i * 100, 100);
        }
        turn();
        assertEquals(List.of("cancel receive"), engine.takeLog());
        engine.bytes(SocketReceiver.HELD_BUFFERS_MAX * 100, 100);
        engine.receiveEnds(-Errno.ECANCELED);
        turn();
        assertEquals(List.of(), engine.takeLog());
        assertEquals(List.of("refused"), takeCalls());
        assertEquals(SocketReceiver.HELD_BUFFERS_MAX + 1, engine.lent.size());
        paused = false;
        stream.resume();
        turn();
        assertEquals(List.of("receive"), engine.takeLog());
        assertEquals(SocketReceiver.HELD_BUFFERS_MAX + 1, takeCalls().size());
        assertEquals(0, engine.lent.size());
    }

    @Test
    void shouldMoveHeldBytesAwayWhenAllStreamsHoldTooMuch() {
        for (int i = 0; i < 20; i++) {
            budget.take();
        }
        paused = true;
        engine.bytes(0, 100);
        engine.bytes(100, 100);
        turn();
        assertEquals(List.of("cancel receive"), engine.takeLog());
        assertEquals(0, engine.lent.size());
        engine.receiveEnds(-Errno.ECANCELED);
        turn();
        paused = false;
        stream.resume();
        turn();
        assertEquals(List.of("refused", "bytes 100", "bytes 100"), takeCalls());
        assertEquals(List.of("receive"), engine.takeLog());
        for (int i = 0; i < 20; i++) {
            budget.give();
        }
    }

    @Test
    void shouldNotTouchTheMemoryOfADirectedReceiveThatIsCutShort() {
        stream.receiveInto(target.address(), LARGE);
        turn();
        engine.receiveEnds(-Errno.ECANCELED);
        turn();
        engine.takeLog();
        stream.close();
        turn();
        assertEquals(List.of("cancel direct"), engine.takeLog());
        assertEquals(List.of(), takeCalls());
        engine.directEnds(0, 5000);
        turn();
        assertEquals(List.of("closed 0"), takeCalls());
        assertEquals(List.of("receive"), engine.takeLog());
    }

    @Test
    void shouldGiveBackTheMemoryOfADirectedReceive() {
        directAfter = 72;
        engine.bytes(0, 1000);
        turn();
        assertEquals(928, stream.withdraw());
        engine.receiveEnds(-Errno.ECANCELED);
        turn();
        assertEquals(List.of("cancel receive", "receive"), engine.takeLog());
        position = 1000;
        engine.bytes(1000, 500);
        turn();
        assertEquals(List.of("bytes 72", "bytes 500"), takeCalls());
    }

    @Test
    void shouldNotGiveBackMemoryThatTheKernelWritesTo() {
        stream.receiveInto(target.address(), LARGE);
        turn();
        engine.receiveEnds(-Errno.ECANCELED);
        turn();
        assertEquals(-1, stream.withdraw());
        engine.directEnds(0, LARGE);
        turn();
        assertEquals(List.of("directed"), takeCalls());
        assertThrows(IllegalStateException.class, stream::withdraw);
    }

    @Test
    void shouldTellOfTheEndOnceEverythingHasEnded() {
        SegmentList list = list(100, 200);
        stream.send(list);
        engine.bytes(0, 10);
        engine.receiveEnds(0);
        turn();
        assertEquals(List.of("bytes 10"), takeCalls());
        assertEquals(List.of("send", "cancel send"), engine.takeLog());
        engine.sent(-Errno.ECANCELED);
        turn();
        assertFalse(ended);
        engine.released();
        turn();
        assertEquals(List.of("closed 0"), takeCalls());
        assertFalse(Descriptor.isOpen(pair[0]));
    }

    @Test
    void shouldDropBytesThatArriveAfterAClose() {
        stream.close();
        engine.bytes(0, 10);
        engine.receiveEnds(-Errno.ECANCELED);
        turn();
        assertEquals(List.of("closed 0"), takeCalls());
        assertEquals(0, engine.lent.size());
        stream.close();
        stream.resume();
        stream.receiveInto(target.address(), 10);
        stream.send(list(10));
        turn();
        assertEquals(List.of(), takeCalls());
    }

    @Test
    void shouldReceiveAndDropAfterACloseUntilThePeerClosesToo() {
        closeAndLinger();
        assertEquals(List.of("receive"), engine.takeLog());
        engine.bytes(10, 4000);
        turn();
        assertEquals(0, engine.lent.size());
        assertTrue(Descriptor.isOpen(pair[0]));
        engine.receiveEnds(0);
        turn();
        assertTrue(ended);
        assertFalse(Descriptor.isOpen(pair[0]));
        now += 2 * Lingering.LINGER_NANOS;
        turn();
        assertEquals(List.of(), takeCalls());
    }

    @Test
    void shouldNotWaitLongForThePeerToCloseToo() {
        closeAndLinger();
        now += Lingering.LINGER_NANOS;
        engine.bytes(10, 4000);
        turn();
        assertEquals(List.of("receive", "cancel receive"), engine.takeLog());
        assertFalse(ended);
        engine.receiveEnds(-Errno.ECANCELED);
        turn();
        assertTrue(ended);
        assertFalse(Descriptor.isOpen(pair[0]));
    }

    @Test
    void shouldCloseAtOnceWhenThereIsNoRoomToLinger() {
        stream.close();
        turn();
        engine.full = true;
        engine.receiveEnds(-Errno.ECANCELED);
        turn();
        assertTrue(ended);
        assertEquals(List.of("closed 0"), takeCalls());
    }

    private void closeAndLinger() {
        stream.close();
        engine.receiveEnds(-Errno.ECANCELED);
        turn();
        assertEquals(List.of("closed 0"), takeCalls());
        assertEquals("cancel receive", engine.log.removeFirst());
        assertFalse(ended);
    }

    @Test
    void shouldSendTheRestOfAListThatWasTakenInPart() {
        SegmentList list = list(100, 200, 300);
        stream.send(list);
        turn();
        engine.sent(150);
        turn();
        // The rest of an entry goes by itself, once nothing else is in use.
        assertEquals(List.of("send"), engine.takeLog());
        engine.released();
        turn();
        assertEquals(List.of("send"), engine.takeLog());
        engine.sent(150);
        turn();
        assertEquals(List.of("send"), engine.takeLog());
        engine.sent(300);
        engine.released();
        turn();
        assertEquals(List.of("sent"), takeCalls());
        engine.released();
        turn();
        assertEquals(List.of("released"), takeCalls());
        assertEquals(600, list.length());
        assertEquals(3, list.count());
    }

    @Test
    void shouldReleaseSendsInOrder() {
        stream.send(list(10));
        engine.sent(10);
        turn();
        stream.send(list(20));
        engine.sent(20);
        turn();
        assertEquals(List.of("sent", "sent"), takeCalls());
        engine.released();
        engine.released();
        turn();
        assertEquals(List.of("released", "released"), takeCalls());
    }

    @Test
    void shouldHoldBackASenderOfWhichTooMuchIsUnreleased() {
        for (int i = 0; i < Outflow.UNRELEASED_MAX; i++) {
            stream.send(list(10));
            engine.sent(10);
            turn();
        }
        assertEquals(Outflow.UNRELEASED_MAX - 1, takeCalls().size());
        engine.released();
        turn();
        assertEquals(List.of("released", "sent"), takeCalls());
        stream.close();
        engine.receiveEnds(0);
        for (int i = 1; i < Outflow.UNRELEASED_MAX; i++) {
            assertFalse(ended);
            engine.released();
            turn();
        }
        assertEquals(List.of("closed 0"), takeCalls());
    }

    @Test
    void shouldTryAgainWhenTheEngineHasNoRoom() {
        engine.full = true;
        stream.send(list(10));
        turn();
        assertEquals("no room for send", engine.takeLog().getFirst());
        engine.full = false;
        now += 1_000_000;
        turn();
        assertEquals(List.of("send"), engine.takeLog());
    }

    private static SegmentList list(int... lengths) {
        MemorySegment memory = Arena.global().allocate(64L * SegmentList.ENTRY_LENGTH, 8);
        SegmentList list = new SegmentList(memory.address(), lengths.length);
        long at = 1 << 20;
        for (int length : lengths) {
            list.add(at, length);
            at += 2L * length;
        }
        return list;
    }
}
