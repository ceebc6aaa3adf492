package io.viaduct.core.control;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.viaduct.core.memory.PoolStats;

import org.junit.jupiter.api.Test;

import java.util.List;

class IobufMethodsTest {
    private static final PoolStats WELL = new PoolStats(8, 3, 10, 2, 0);
    private static final PoolStats SHORT = new PoolStats(8, 1, 20, 4, 2);
    private static final PoolStats EXHAUSTED = new PoolStats(8, 0, 30, 6, 5);

    @Test
    void shouldAddUpTheSharesOfReactorsAndCountThoseThatAreExhausted() {
        var pool = IobufMethods.Pool.of(List.of(WELL, SHORT, EXHAUSTED, EXHAUSTED));
        assertEquals(90, pool.cache);
        assertEquals(18, pool.retry);
        assertEquals(4, pool.cache_size);
        assertEquals(12, pool.waiting);
        assertEquals(2, pool.exhausted);
    }
}
