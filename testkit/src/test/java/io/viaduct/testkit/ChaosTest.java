package io.viaduct.testkit;

import io.viaduct.testkit.chaos.Chaos;

import org.junit.jupiter.api.Test;

import java.util.List;

/**
 * The core under random I/O and random departures. {@code -Dseed=N} replays one run, {@code
 * -Dseeds=N} runs so many, {@code -Dfirst=N} begins with another than 0.
 */
class ChaosTest {
    /** What a build has time for. */
    private static final int SEEDS = 100;

    @Test
    void shouldKeepHostsFromSeeingWhatTheModelForbids() throws Exception {
        Long seed = Long.getLong("seed");
        if (seed != null) {
            Chaos.run(seed, List.of());
            return;
        }
        long first = Long.getLong("first", 0);
        long seeds = Long.getLong("seeds", SEEDS);
        for (long next = first; next < first + seeds; next++) {
            Chaos.run(next, List.of());
        }
    }
}
