package io.viaduct.core.reactor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.viaduct.api.reactor.Engine;
import io.viaduct.api.reactor.Owner;
import io.viaduct.api.reactor.Timer;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

class CoreReactorTest {
    private static final Owner OWNER = new Owner(5, "test.owner");
    private static final long LONG_NANOS = 1_000_000_000L;

    private final TestEngine engine = new TestEngine();
    private final List<String> log = new ArrayList<>();
    private final List<String> escaped = new ArrayList<>();
    private long now = 100;
    private long lastTimeout = -1;
    private final CoreReactor reactor = reactor(0);

    private CoreReactor reactor(long spinNanos) {
        CoreReactor made =
                new CoreReactor(
                        0,
                        () -> now,
                        spinNanos,
                        (name, owner, what, fault) ->
                                escaped.add(owner.name() + " " + what + " " + fault.getMessage()));
        made.open(engine.engine());
        engine.run =
                (timeout, delivery) -> {
                    lastTimeout = timeout;
                    return 0;
                };
        return made;
    }

    @Test
    void shouldRunMessagesInTheOrderOfSending() {
        for (int i = 0; i < 200; i++) {
            int number = i;
            assertTrue(reactor.send(OWNER, () -> log.add(Integer.toString(number))));
        }
        int cycles = 0;
        while (reactor.doWork(LONG_NANOS) > 0) {
            cycles++;
        }
        assertEquals(200, log.size());
        assertEquals("199", log.getLast());
        assertTrue(cycles > 1, "one cycle runs a bounded number");
    }

    @Test
    void shouldTellHowOftenPollersAndTimersHaveRun() {
        int[] work = {0};
        reactor.poll(OWNER, clock -> work[0]++ == 0 ? 1 : 0);
        Timer timer = reactor.timer(OWNER, () -> log.add("timer"));
        assertEquals(List.of(new PollerInfo("test.owner", false, 0, 0, 0)), reactor.pollers());
        timer.arm(50);
        reactor.doWork(0);
        now += 60;
        reactor.doWork(0);
        timer.arm(40);
        assertEquals(
                List.of(
                        new PollerInfo("test.owner", false, 2, 1, 0),
                        new PollerInfo("test.owner", true, 1, 1, 40)),
                reactor.pollers());
    }

    @Test
    void shouldRefuseAndCountMessagesBeyondTheBound() {
        for (int i = 0; i < CoreReactor.MESSAGES_MAX; i++) {
            assertTrue(reactor.send(OWNER, () -> {}));
        }
        assertFalse(reactor.send(OWNER, () -> {}));
        assertEquals(1, reactor.messagesRejected());
    }

    @Test
    void shouldRunAcceptedMessagesWhenItIsShutAndRefuseLaterOnes() {
        reactor.send(OWNER, () -> log.add("message"));
        reactor.send(OWNER, () -> reactor.atEndOfCycle(() -> log.add("task")));
        reactor.shut();
        assertEquals(List.of("message", "task"), log);
        assertFalse(reactor.send(OWNER, () -> {}));
        assertEquals(0, reactor.messagesRejected());
        assertTrue(engine.closed);
    }

    @Test
    void shouldRunTimersByDeadlineAndThenByTheOrderOfArming() {
        reactor.timer(OWNER, () -> log.add("c")).arm(20);
        reactor.timer(OWNER, () -> log.add("a")).arm(10);
        reactor.timer(OWNER, () -> log.add("b")).arm(10);
        Timer cancelled = reactor.timer(OWNER, () -> log.add("never"));
        cancelled.arm(5);
        cancelled.cancel();
        assertFalse(cancelled.armed());
        now += 9;
        reactor.doWork(0);
        assertEquals(List.of(), log);
        now += 20;
        reactor.doWork(0);
        assertEquals(List.of("a", "b", "c"), log);
    }

    @Test
    void shouldReplaceADeadlineWhenATimerIsArmedAgain() {
        Timer timer = reactor.timer(OWNER, () -> log.add("fired"));
        timer.arm(10);
        timer.arm(30);
        now += 20;
        reactor.doWork(0);
        assertTrue(timer.armed());
        now += 20;
        reactor.doWork(0);
        assertFalse(timer.armed());
        assertEquals(List.of("fired"), log);
    }

    @Test
    void shouldLetOtherWorkInBetweenATimerThatArmsItselfWithoutDelay() {
        AtomicInteger count = new AtomicInteger();
        Timer[] timer = new Timer[1];
        timer[0] =
                reactor.timer(
                        OWNER,
                        () -> {
                            count.incrementAndGet();
                            timer[0].arm(0);
                        });
        timer[0].arm(0);
        reactor.doWork(0);
        assertEquals(1, count.get());
        reactor.doWork(0);
        assertEquals(2, count.get());
    }

    @Test
    void shouldNotArmAClosedTimer() {
        Timer timer = reactor.timer(OWNER, () -> log.add("never"));
        timer.arm(1);
        timer.close();
        timer.close();
        assertThrows(IllegalStateException.class, () -> timer.arm(1));
        now += 10;
        reactor.doWork(0);
        assertEquals(List.of(), log);
        assertEquals(0, reactor.timers().size());
    }

    @Test
    void shouldLiveOnAfterAnythingEscapes() {
        reactor.send(OWNER, () -> fail(new AssertionError("one")));
        reactor.send(OWNER, () -> fail(new OutOfMemoryError("two")));
        reactor.send(OWNER, () -> fail(new InternalError("three")));
        reactor.timer(OWNER, () -> fail(new IllegalStateException("four"))).arm(0);
        reactor.poll(OWNER, at -> fail(new StackOverflowError("five")));
        reactor.send(OWNER, () -> reactor.atEndOfCycle(() -> fail(new RuntimeException("six"))));
        engine.run =
                (timeout, delivery) -> {
                    delivery.deliver(
                            OWNER,
                            (context, event, result, buffer, last) -> fail(new Error("seven")),
                            0,
                            Engine.DONE,
                            0,
                            -1,
                            true);
                    return 1;
                };
        reactor.doWork(0);
        assertEquals(7, reactor.faults());
        assertEquals(7, escaped.size());
        assertTrue(escaped.contains("test.owner message one"), escaped.toString());
        assertTrue(escaped.contains("test.owner poller five"), escaped.toString());
        assertTrue(escaped.contains("test.owner event seven"), escaped.toString());
        assertTrue(
                escaped.contains("test.owner task at the end of a cycle six"), escaped.toString());
    }

    private static int fail(Throwable fault) {
        if (fault instanceof Error error) {
            throw error;
        }
        throw (RuntimeException) fault;
    }

    @Test
    void shouldSleepUntilTheNextTimer() {
        reactor.doWork(LONG_NANOS);
        assertEquals(LONG_NANOS, lastTimeout);
        reactor.timer(OWNER, () -> {}).arm(700);
        reactor.doWork(LONG_NANOS);
        assertEquals(700, lastTimeout);
    }

    @Test
    void shouldNotSleepWhileThereIsWork() {
        reactor.send(OWNER, () -> {});
        reactor.doWork(LONG_NANOS);
        assertEquals(0, lastTimeout);
        reactor.doWork(LONG_NANOS);
        assertEquals(LONG_NANOS, lastTimeout);
        reactor.atEndOfCycle(() -> {});
        reactor.doWork(LONG_NANOS);
        assertEquals(0, lastTimeout);
        reactor.poll(OWNER, at -> 0);
        reactor.doWork(LONG_NANOS);
        assertEquals(0, lastTimeout);
    }

    @Test
    void shouldSleepAgainWhenItsPollersAreGone() {
        var first = reactor.poll(OWNER, at -> 0);
        var second = reactor.poll(OWNER, at -> 0);
        first.close();
        first.close();
        reactor.doWork(LONG_NANOS);
        assertEquals(0, lastTimeout);
        second.close();
        reactor.doWork(LONG_NANOS);
        assertEquals(LONG_NANOS, lastTimeout);
    }

    @Test
    void shouldSpinForAWhileAfterTheLastWork() {
        CoreReactor spinning = reactor(50);
        spinning.send(OWNER, () -> {});
        spinning.doWork(LONG_NANOS);
        now += 49;
        spinning.doWork(LONG_NANOS);
        assertEquals(0, lastTimeout);
        now += 1;
        spinning.doWork(LONG_NANOS);
        assertEquals(LONG_NANOS, lastTimeout);
    }

    @Test
    void shouldWakeTheEngineForAMessage() {
        int before = engine.wakeups.get();
        reactor.send(OWNER, () -> {});
        assertEquals(before + 1, engine.wakeups.get());
    }

    @Test
    void shouldKnowTheTimeAfterASleepInTheFirstEvent() {
        long[] seen = new long[1];
        engine.run =
                (timeout, delivery) -> {
                    now += 5000;
                    delivery.deliver(
                            OWNER,
                            (context, event, result, buffer, last) -> seen[0] = reactor.nowNanos(),
                            0,
                            Engine.DONE,
                            0,
                            -1,
                            true);
                    return 1;
                };
        reactor.doWork(LONG_NANOS);
        assertEquals(now, seen[0]);
    }

    @Test
    void shouldTellBusyFromIdle() {
        engine.run =
                (timeout, delivery) -> {
                    now += 1000;
                    delivery.deliver(
                            OWNER,
                            (context, event, result, buffer, last) -> now += 30,
                            0,
                            Engine.DONE,
                            0,
                            -1,
                            true);
                    return 1;
                };
        reactor.doWork(LONG_NANOS);
        assertEquals(30, reactor.activity().busyNanos());
        assertEquals(1000, reactor.activity().idleNanos(now));
    }

    @Test
    void shouldCountASleepAsIdleWhileItLasts() {
        long[] seen = new long[1];
        engine.run =
                (timeout, delivery) -> {
                    now += 400;
                    seen[0] = reactor.activity().idleNanos(now);
                    now += 600;
                    return 0;
                };
        reactor.doWork(LONG_NANOS);
        assertEquals(400, seen[0]);
        assertEquals(1000, reactor.activity().idleNanos(now + 50));
    }

    @Test
    void shouldRunEndTasksAfterTheEventsAndThoseThatTheyAdd() {
        engine.run =
                (timeout, delivery) -> {
                    log.add("events");
                    return 0;
                };
        reactor.atEndOfCycle(
                () -> {
                    log.add("task");
                    reactor.atEndOfCycle(() -> log.add("another"));
                });
        reactor.doWork(0);
        assertEquals(List.of("events", "task", "another"), log);
    }

    @Test
    void shouldKeepTheOrderOfManyEndTasks() {
        for (int i = 0; i < 1000; i++) {
            int number = i;
            reactor.atEndOfCycle(
                    () -> {
                        log.add(Integer.toString(number));
                        if (number % 2 == 0) {
                            reactor.atEndOfCycle(() -> log.add("x"));
                        }
                    });
        }
        reactor.doWork(0);
        assertEquals(1500, log.size());
        assertEquals("999", log.get(999));
        assertEquals("x", log.get(1000));
    }

    @Test
    void shouldNameTheOwnerWhoseCodeRuns() {
        Owner[] seen = new Owner[1];
        reactor.send(OWNER, () -> seen[0] = reactor.activity().owner());
        reactor.doWork(0);
        assertSame(OWNER, seen[0]);
        assertSame(OwnerTable.BASE, reactor.activity().owner());
    }
}
