package io.viaduct.core.controller;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

import java.util.Map;

/** Rows of a queue pair. */
class QpairCountersTest {
    private final QpairCounters counters = new QpairCounters();

    @Test
    void shouldCountNamespacesApartThatShareAPlace() {
        int same = 1 + QpairCounters.NAMESPACES_MAX;
        counters.read(1, 10);
        counters.read(same, 20);
        counters.written(same, 5);
        counters.mediaError(1);
        Map<Integer, HealthCounters> all = counters.byNamespace();
        assertEquals(2, all.size());
        assertEquals(10, all.get(1).readBytes());
        assertEquals(1, all.get(1).mediaErrors());
        assertEquals(20, all.get(same).readBytes());
        assertEquals(1, all.get(same).writes());
        assertEquals(30, counters.readBytes());
        assertEquals(1, counters.mediaErrors());
    }

    @Test
    void shouldCountTogetherWhatIsBeyondTheRows() {
        int more = 3;
        for (int nsid = 1; nsid <= QpairCounters.NAMESPACES_MAX + more; nsid++) {
            counters.written(nsid, 7);
        }
        counters.written(1, 7);
        Map<Integer, HealthCounters> all = counters.byNamespace();
        assertEquals(QpairCounters.NAMESPACES_MAX + 1, all.size());
        assertEquals(more, all.get(QpairCounters.OTHERS).writes());
        assertEquals(7 * more, all.get(QpairCounters.OTHERS).writtenBytes());
        assertEquals(2, all.get(1).writes());
        assertEquals(QpairCounters.NAMESPACES_MAX + more + 1, counters.writes());
    }
}
