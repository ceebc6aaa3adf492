package io.viaduct.core.reactor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;

class TimerHeapTest {
    private final TimerHeap heap = new TimerHeap();

    @Test
    void shouldGiveTimersOutAsASortedListWould() {
        long seed = 42;
        Random random = new Random(seed);
        List<ReactorTimer> timers = new ArrayList<>();
        List<ReactorTimer> model = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            timers.add(new ReactorTimer(null, OwnerTable.BASE, () -> {}));
            heap.add();
        }
        long now = Long.MAX_VALUE - 5000;
        for (int i = 0; i < 100_000; i++) {
            ReactorTimer timer = timers.get(random.nextInt(timers.size()));
            switch (random.nextInt(4)) {
                case 0, 1 -> {
                    heap.arm(timer, now + random.nextInt(50));
                    model.remove(timer);
                    model.add(timer);
                }
                case 2 -> {
                    heap.cancel(timer);
                    model.remove(timer);
                }
                default -> {
                    long at = now;
                    ReactorTimer expected =
                            model.stream()
                                    .filter(t -> t.deadline - at <= 0)
                                    .min(
                                            Comparator.comparingLong(
                                                            (ReactorTimer t) -> t.deadline - at)
                                                    .thenComparingLong(t -> t.turn))
                                    .orElse(null);
                    assertEquals(expected, heap.due(now, heap.turn()), "step " + i);
                    model.remove(expected);
                    now += random.nextInt(3);
                }
            }
            assertEquals(model.size(), heap.armed());
        }
    }

    @Test
    void shouldGiveOutNothingThatWasArmedInThisTurn() {
        ReactorTimer timer = new ReactorTimer(null, OwnerTable.BASE, () -> {});
        heap.add();
        long turn = heap.turn();
        heap.arm(timer, 0);
        assertNull(heap.due(10, turn));
        assertEquals(timer, heap.due(10, heap.turn()));
    }

    @Test
    void shouldKnowTheTimeToTheFirst() {
        assertEquals(Long.MAX_VALUE, heap.untilFirst(0));
        ReactorTimer timer = new ReactorTimer(null, OwnerTable.BASE, () -> {});
        heap.add();
        heap.arm(timer, 10);
        assertEquals(7, heap.untilFirst(3));
        assertEquals(0, heap.untilFirst(20));
    }
}
