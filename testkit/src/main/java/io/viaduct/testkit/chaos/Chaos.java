package io.viaduct.testkit.chaos;

import java.util.List;

/**
 * The simulation: one seed is one run, from the making of a platform to its end. A run that finds
 * something throws an {@link AssertionError} that begins with the seed and tells all that happened.
 */
public final class Chaos {
    private static final int EVENTS_MIN = 40;
    private static final int EVENTS_MAX = 300;

    private Chaos() {}

    /**
     * Runs one seed.
     *
     * @param kinds modules of devices that take part, besides the simulated ones
     */
    public static void run(long seed, List<Kind> kinds) throws Exception {
        ChaosRun run = new ChaosRun(seed, kinds);
        try (var watch = new LogWatch(run::logged)) {
            run(run);
        }
    }

    private static void run(ChaosRun run) throws Exception {
        ChaosEvents events = new ChaosEvents(run, run.random());
        ChaosEnd end = new ChaosEnd(run, events);
        try {
            end.begin();
            int count = EVENTS_MIN + run.random().nextInt(EVENTS_MAX - EVENTS_MIN);
            run.platform().world().meanwhile(() -> meanwhile(run, events));
            for (int i = 0; i < count; i++) {
                events.next();
                run.rethrow();
            }
            run.platform().world().meanwhile(() -> {});
            end.heal();
            end.verify();
            end.end();
        } catch (AssertionError e) {
            if (e.getMessage() != null && e.getMessage().startsWith("seed ")) {
                throw e;
            }
            throw run.failure(e.toString(), e);
        } catch (Exception e) {
            throw run.failure(e.toString(), e);
        }
    }

    private static void meanwhile(ChaosRun run, ChaosEvents events) {
        if (run.random().nextInt(24) == 0) {
            events.burst();
        }
    }
}
