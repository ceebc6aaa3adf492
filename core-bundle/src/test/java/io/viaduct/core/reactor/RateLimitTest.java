package io.viaduct.core.reactor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class RateLimitTest {
    private long now;

    @Test
    void shouldLetAFewThroughInEachIntervalAndCountTheRest() {
        RateLimit limit = new RateLimit(() -> now);
        int passed = 0;
        for (int i = 0; i < 100; i++) {
            passed += limit.pass() ? 1 : 0;
        }
        assertTrue(passed > 0 && passed < 10);
        assertEquals(100 - passed, limit.held());
        assertEquals(0, limit.held());
        now += 60_000_000_000L;
        assertTrue(limit.pass());
    }
}
