package io.viaduct.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.viaduct.api.memory.BufferWaiter;
import io.viaduct.api.memory.SegmentList;
import io.viaduct.api.reactor.Engine;
import io.viaduct.api.reactor.Timer;

import org.junit.jupiter.api.Test;

import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.List;

class SteppedReactorTest {
    private final FakeClock clock = new FakeClock();
    private final List<Long> times = new ArrayList<>();

    @Test
    void shouldMoveTheClockFromTimerToTimer() {
        try (SteppedReactor reactor = new SteppedReactor(clock, 0)) {
            long start = clock.nanoTime();
            Timer[] again = new Timer[1];
            again[0] =
                    reactor.reactor()
                            .timer(
                                    Wire.OWNER,
                                    () -> {
                                        times.add(reactor.reactor().nowNanos() - start);
                                        again[0].arm(10);
                                    });
            again[0].arm(10);
            reactor.advance(35);
            assertEquals(List.of(10L, 20L, 30L), times);
            assertEquals(start + 35, clock.nanoTime());
            reactor.runUntil(() -> times.size() == 5);
            assertEquals(50, clock.nanoTime() - start);
        }
    }

    @Test
    void shouldFailAtTheStepInWhichSomethingEscapes() {
        try (SteppedReactor reactor = new SteppedReactor()) {
            IllegalStateException fault = new IllegalStateException("on purpose");
            reactor.reactor()
                    .send(
                            Wire.OWNER,
                            () -> {
                                throw fault;
                            });
            AssertionError failed = assertThrows(AssertionError.class, reactor::step);
            assertSame(fault, failed.getCause());
        }
    }

    @Test
    void shouldSayThatNothingIsLeftToHappen() {
        try (SteppedReactor reactor = new SteppedReactor()) {
            assertThrows(AssertionError.class, () -> reactor.runUntil(() -> false));
        }
    }

    @Test
    void shouldElapseAndCancelTimeoutsByTheFakeClock() {
        List<Integer> results = new ArrayList<>();
        try (SteppedReactor reactor = new SteppedReactor()) {
            Engine engine = reactor.reactor().engine();
            engine.timeout(Wire.OWNER, 50, (c, e, result, b, last) -> results.add(result), 0);
            long token =
                    engine.timeout(
                            Wire.OWNER, 90, (c, e, result, b, last) -> results.add(result), 0);
            reactor.advance(60);
            assertEquals(List.of(0), results);
            engine.cancel(token);
            assertEquals(1, engine.inFlight(Wire.OWNER));
            reactor.run();
            assertEquals(List.of(0, -125), results);
            assertEquals(0, engine.inFlight(Wire.OWNER));
            assertThrows(
                    UnsupportedOperationException.class,
                    () -> engine.receive(Wire.OWNER, 0, (c, e, result, b, last) -> {}, 0));
        }
    }

    @Test
    void shouldKnowBuffersInUse() {
        try (Arena arena = Arena.ofConfined();
                SteppedReactor reactor = new SteppedReactor()) {
            SegmentList list = new SegmentList(arena.allocate(16, 8).address(), 1);
            BufferWaiter waiter =
                    new BufferWaiter() {
                        @Override
                        public int bufferBytes() {
                            return 100;
                        }

                        @Override
                        public SegmentList buffers() {
                            return list;
                        }

                        @Override
                        public void onBuffers() {}
                    };
            assertTrue(reactor.reactor().buffers().acquire(waiter));
            assertEquals(1, reactor.buffersInUse());
            reactor.reactor().buffers().release(list);
            assertEquals(0, reactor.buffersInUse());
            assertFalse(reactor.reactor().buffers().cancel(waiter));
        }
    }
}
