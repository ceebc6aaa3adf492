package io.viaduct.core.reactor;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.viaduct.api.reactor.Owner;

import org.junit.jupiter.api.Test;

import java.util.List;

class WatchdogTest {
    private static final Owner OWNER = new Owner(5, "test.owner");

    private long now = 100;
    private final TestEngine engine = new TestEngine();
    private final CoreReactor reactor =
            new CoreReactor(0, () -> now, 0, (name, owner, what, fault) -> {});
    private final Watchdog watchdog = new Watchdog(List.of(reactor), () -> now, 1000);

    @Test
    void shouldReportACycleThatIsTooLongOnce() {
        reactor.open(engine.engine());
        for (int i = 0; i < 2; i++) {
            reactor.send(
                    OWNER,
                    () -> {
                        now += 1000;
                        watchdog.look();
                        now += 1;
                        watchdog.look();
                        watchdog.look();
                    });
            reactor.doWork(0);
            assertEquals(i + 1, watchdog.stalls(0));
        }
    }

    @Test
    void shouldNotReportASleep() {
        reactor.open(engine.engine());
        engine.run =
                (timeout, delivery) -> {
                    now += 100_000;
                    watchdog.look();
                    return 0;
                };
        reactor.doWork(1_000_000);
        assertEquals(0, watchdog.stalls(0));
    }

    @Test
    void shouldCountTheCycleFromTheEndOfItsSleep() {
        reactor.open(engine.engine());
        engine.run =
                (timeout, delivery) -> {
                    now += 100_000;
                    delivery.deliver(
                            OWNER,
                            (context, event, result, buffer, last) -> {
                                watchdog.look();
                                now += 1001;
                                watchdog.look();
                            },
                            0,
                            1,
                            0,
                            -1,
                            true);
                    return 1;
                };
        reactor.doWork(1_000_000);
        assertEquals(1, watchdog.stalls(0));
    }
}
