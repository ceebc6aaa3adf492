package io.viaduct.linux.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.viaduct.api.memory.SegmentList;
import io.viaduct.api.reactor.EngineHandler;
import io.viaduct.linux.Epoll;
import io.viaduct.linux.Errno;
import io.viaduct.linux.EventDescriptor;
import io.viaduct.linux.Socket;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;

/** How operations begin and end. */
abstract class LifecycleContract extends DeviceContract {
    private static final long LONG = 3600L * 1_000_000_000;

    @Test
    void shouldEndEveryKindOfOperationOnCancelExactlyOnce() throws Exception {
        int[] pair = connection();
        Socket.sendBuffer(pair[0], 4096);
        int file = file();
        SegmentList much = list(arena.allocate(8 << 20));
        SegmentList little = list(arena.allocate(100));
        long into = arena.allocate(100).address();
        try (EventDescriptor event = EventDescriptor.open()) {
            List<Recorder> all = new ArrayList<>();
            List<Long> tokens = new ArrayList<>();
            for (int i = 0; i < 9; i++) {
                all.add(Recorder.releasing(engine));
            }
            tokens.add(engine.accept(OWNER, listen(), all.get(0), 0));
            tokens.add(engine.receive(OWNER, pair[0], all.get(1), 0));
            tokens.add(engine.receiveInto(OWNER, pair[1], into, 100, all.get(2), 0));
            int other = connection()[0];
            Socket.sendBuffer(other, 4096);
            tokens.add(engine.send(OWNER, other, much.iovec(), 1, all.get(3), 0));
            tokens.add(engine.read(OWNER, file, little.iovec(), 1, 0, all.get(4), 0));
            tokens.add(engine.write(OWNER, file, little.iovec(), 1, 0, true, all.get(5), 0));
            tokens.add(engine.sync(OWNER, file, true, all.get(6), 0));
            tokens.add(engine.poll(OWNER, event.descriptor(), Epoll.IN, all.get(7), 0));
            tokens.add(engine.timeout(OWNER, LONG, all.get(8), 0));
            tokens.forEach(token -> assertTrue(token > 0));
            runAWhile();
            for (int i : new int[] {0, 1, 2, 7, 8}) {
                assertEquals(0, all.get(i).count());
            }
            tokens.forEach(engine::cancel);
            tokens.forEach(engine::cancel);
            for (int i : new int[] {0, 1, 2, 7, 8}) {
                assertFalse(all.get(i).ended(), "told from inside the call");
            }
            runUntil(() -> all.stream().allMatch(Recorder::ended));
            tokens.forEach(engine::cancel);
            runAWhile();
            for (int i : new int[] {0, 1, 2, 7, 8}) {
                assertEquals(-Errno.ECANCELED, all.get(i).only().result());
            }
            assertEquals(0, engine.inFlight());
        }
    }

    @Test
    void shouldEndAnOperationThatIsCancelledAtOnce() throws Exception {
        int[] pair = connection();
        var received = Recorder.releasing(engine);
        var sent = Recorder.releasing(engine);
        SegmentList list = list(arena.allocate(100));
        engine.cancel(engine.receive(OWNER, pair[0], received, 0));
        engine.cancel(engine.send(OWNER, pair[0], list.iovec(), 1, sent, 0));
        assertEquals(0, received.count() + sent.count());
        runUntil(() -> received.ended() && sent.ended());
        assertEquals(-Errno.ECANCELED, received.only().result());
        assertEquals(2, sent.count());
    }

    @Test
    void shouldEndAReceiveThatIsCancelledByItsOwnHandler() throws Exception {
        int[] pair = connection();
        write(pair[1], new byte[LENT_BYTES * 3]);
        var received = Recorder.releasing(engine);
        long token = engine.receive(OWNER, pair[0], received, 0);
        received.then = () -> engine.cancel(token);
        runUntil(received::ended);
        assertEquals(-Errno.ECANCELED, received.latest().result());
    }

    @Test
    void shouldEndAReceiveThatWaitsForABuffer() throws Exception {
        int[] pair = connection();
        write(pair[1], new byte[LENT_BYTES * (LENT_BUFFERS + 2)]);
        var received = Recorder.holding(engine);
        long token = engine.receive(OWNER, pair[0], received, 0);
        runUntil(() -> received.count() == LENT_BUFFERS);
        runAWhile();
        engine.cancel(token);
        runUntil(received::ended);
        assertEquals(-Errno.ECANCELED, received.latest().result());
        received.releaseAll();
        runAWhile();
        assertEquals(LENT_BUFFERS + 1, received.count());
    }

    @Test
    void shouldRefuseWhenTheTableIsFullAndTakeAgainWhenItIsNot() {
        List<Long> tokens = new ArrayList<>();
        List<Recorder> all = new ArrayList<>();
        for (int i = 0; i < OPERATIONS; i++) {
            all.add(Recorder.releasing(engine));
            tokens.add(engine.timeout(OWNER, LONG, all.get(i), i));
            assertTrue(tokens.get(i) > 0);
        }
        var late = Recorder.releasing(engine);
        assertEquals(-Errno.EAGAIN, engine.timeout(OWNER, 0, late, 0));
        assertEquals(OPERATIONS, engine.inFlight());
        runAWhile();
        assertEquals(0, late.count());
        engine.cancel(tokens.get(5));
        runUntil(all.get(5)::ended);
        assertTrue(engine.timeout(OWNER, 0, late, 0) > 0);
        runUntil(late::ended);
    }

    @Test
    void shouldNotMistakeAnOldTokenForANewOperation() {
        var old = Recorder.releasing(engine);
        long dead = engine.timeout(OWNER, 0, old, 0);
        runUntil(old::ended);
        List<Recorder> all = new ArrayList<>();
        for (int i = 0; i < OPERATIONS; i++) {
            all.add(Recorder.releasing(engine));
            assertTrue(engine.timeout(OWNER, LONG, all.get(i), 0) != dead);
        }
        engine.cancel(dead);
        engine.cancel(0);
        engine.cancel(-1);
        runAWhile();
        all.forEach(recorder -> assertEquals(0, recorder.count()));
    }

    @Test
    void shouldDrainOneOwnerAndLeaveTheOther() throws Exception {
        int[] pair = connection();
        var mine = Recorder.releasing(engine);
        var others = Recorder.releasing(engine);
        engine.receive(OWNER, pair[0], mine, 0);
        engine.timeout(OWNER, LONG, Recorder.releasing(engine), 0);
        engine.receive(OTHER, pair[1], others, 0);
        assertEquals(2, engine.inFlight(OWNER));
        assertEquals(1, engine.inFlight(OTHER));
        int[] done = {0};
        engine.drain(OWNER, () -> done[0]++);
        assertEquals(0, done[0], "told from inside the call");
        runUntil(() -> done[0] == 1);
        assertTrue(mine.ended());
        assertEquals(0, engine.inFlight(OWNER));
        assertEquals(1, engine.inFlight(OTHER));
        assertEquals(0, others.count());
        engine.drain(OWNER, () -> done[0]++);
        assertEquals(1, done[0]);
        runUntil(() -> done[0] == 2);
        runAWhile();
        assertEquals(2, done[0]);
        assertTrue(engine.timeout(OWNER, LONG, Recorder.releasing(engine), 0) > 0);
        runAWhile();
        assertEquals(1, engine.inFlight(OWNER));
    }

    @Test
    void shouldEndWhatADrainedOwnerStartsMeanwhile() {
        var second = Recorder.releasing(engine);
        var first = Recorder.releasing(engine);
        first.then = () -> engine.timeout(OWNER, LONG, second, 0);
        engine.timeout(OWNER, LONG, first, 0);
        int[] done = {0};
        engine.drain(OWNER, () -> done[0]++);
        runUntil(() -> done[0] == 1);
        assertTrue(second.ended());
    }

    @Test
    void shouldWakeFromAnotherThread() throws Exception {
        AtomicInteger called = new AtomicInteger();
        for (int i = 0; i < 200; i++) {
            Thread caller =
                    Thread.ofPlatform()
                            .start(
                                    () -> {
                                        called.incrementAndGet();
                                        engine.wakeup();
                                        engine.wakeup();
                                    });
            int expected = i + 1;
            while (called.get() < expected) {
                assertEquals(0, engine.run(-1));
            }
            caller.join();
        }
        engine.wakeup();
        assertEquals(0, engine.run(-1), "a call before the sleep counts");
    }

    @Test
    void shouldRunOnAfterAHandlerHasFailed() throws Exception {
        int[] pair = connection();
        write(pair[1], new byte[LENT_BYTES * 2]);
        var received = Recorder.releasing(engine);
        boolean[] failed = {false};
        received.then =
                () -> {
                    if (!failed[0]) {
                        failed[0] = true;
                        throw new IllegalStateException("on purpose");
                    }
                };
        engine.receive(OWNER, pair[0], received, 0);
        assertThrows(IllegalStateException.class, () -> runUntil(received::ended));
        runUntil(() -> received.received.size() == LENT_BYTES * 2);
        var sent = Recorder.releasing(engine);
        sent.then =
                () -> {
                    if (sent.count() == 1) {
                        throw new IllegalStateException("on purpose");
                    }
                };
        SegmentList list = list(arena.allocate(10));
        engine.send(OWNER, pair[0], list.iovec(), 1, sent, 0);
        assertThrows(IllegalStateException.class, () -> runUntil(sent::ended));
        assertTrue(sent.ended());
    }

    @Test
    void shouldForgetAHandlerAfterItsLastEvent() {
        var handler = new java.lang.ref.WeakReference<>(startAndEnd());
        for (int i = 0; i < 50 && handler.get() != null; i++) {
            System.gc();
            runAWhile();
        }
        assertNull(handler.get(), "somebody keeps it");
    }

    private EngineHandler startAndEnd() {
        var ended = Recorder.releasing(engine);
        EngineHandler handler = ended::onEvent;
        engine.timeout(OWNER, 0, handler, 0);
        engine.cancel(engine.timeout(OWNER, LONG, (c, e, r, b, l) -> {}, 0));
        runUntil(ended::ended);
        engine.drain(OWNER, () -> {});
        runAWhile();
        return handler;
    }

    @Test
    void shouldRefuseASecondReleaseOfABuffer() throws Exception {
        int[] pair = connection();
        write(pair[1], new byte[10]);
        var received = Recorder.releasing(engine);
        engine.receive(OWNER, pair[0], received, 0);
        runUntil(() -> received.count() == 1);
        int buffer = received.only().buffer();
        assertThrows(IllegalStateException.class, () -> engine.release(buffer));
    }

    @Test
    void shouldTakeBuffersBackAfterItHasClosed() throws Exception {
        int[] pair = connection();
        write(pair[1], new byte[LENT_BYTES * 3]);
        var received = Recorder.holding(engine);
        engine.receive(OWNER, pair[0], received, 0);
        runUntil(() -> received.count() == 3);
        engine.close();
        assertTrue(received.ended());
        received.releaseAll();
    }

    @Test
    void shouldServeABoundedNumberOfEventsInOneRun() throws Exception {
        try (KernelEngine large = open(new EngineOptions(2048, 2, 512))) {
            for (int i = 0; i < 2000; i++) {
                assertTrue(large.timeout(OWNER, 0, Recorder.releasing(large), i) > 0);
            }
            int events = 0;
            while (events < 2000) {
                int now = large.run(1_000_000);
                assertTrue(now <= TabledEngine.EVENTS_PER_RUN, now + " events");
                events += now;
            }
        }
    }

    @Test
    void shouldEndEverythingWhenItCloses() throws Exception {
        int[] pair = connection();
        int before = (int) descriptors();
        KernelEngine closed = open(options());
        List<Recorder> all = new ArrayList<>();
        SegmentList much = list(arena.allocate(8 << 20));
        for (int i = 0; i < 5; i++) {
            all.add(Recorder.releasing(closed));
        }
        closed.accept(OWNER, listen(), all.get(0), 0);
        closed.receive(OWNER, pair[0], all.get(1), 0);
        closed.send(OWNER, pair[0], much.iovec(), 1, all.get(2), 0);
        closed.timeout(OTHER, LONG, all.get(3), 0);
        closed.write(OTHER, file(), much.iovec(), 1, 0, true, all.get(4), 0);
        int ignored = closed.run(0);
        closed.close();
        closed.close();
        assertTrue(all.stream().allMatch(Recorder::ended));
        assertEquals(-Errno.EAGAIN, closed.timeout(OWNER, 0, all.get(0), 0));
        // The listener and the file are the test's own.
        assertEquals(before + 2, descriptors());
        closed.wakeup();
    }

    @Test
    void shouldEndEveryOperationOnceWhateverIsDone() throws Exception {
        long seed = Long.getLong("seed", new Random().nextLong());
        var random = new RandomUse(engine, new Random(seed), connection(), connection(), file());
        try {
            random.run();
        } catch (AssertionError | RuntimeException e) {
            throw new AssertionError("-Dseed=" + seed, e);
        }
    }
}
