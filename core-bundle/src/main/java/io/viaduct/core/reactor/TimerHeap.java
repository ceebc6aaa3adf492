package io.viaduct.core.reactor;

import java.util.Arrays;
import java.util.List;

/**
 * The armed timers of a reactor as a binary heap by deadline, then by order of arming. Every timer
 * knows its place, so arm and cancel cost O(log n); room is made when a timer is made, so that
 * neither allocates. Deadlines are compared by difference: a clock may wrap.
 */
final class TimerHeap {
    private static final int ROOM_AT_FIRST = 64;

    private ReactorTimer[] heap = new ReactorTimer[ROOM_AT_FIRST];
    private int armed;
    private int timers;
    private long turns;

    /** A timer has been made: there is room for all of them to be armed. */
    void add() {
        if (++timers > heap.length) {
            heap = Arrays.copyOf(heap, heap.length * 2);
        }
    }

    /** A timer is closed. */
    void remove(ReactorTimer timer) {
        cancel(timer);
        timers--;
    }

    void arm(ReactorTimer timer, long deadline) {
        cancel(timer);
        timer.deadline = deadline;
        timer.turn = turns++;
        up(armed++, timer);
    }

    void cancel(ReactorTimer timer) {
        int place = timer.place;
        if (place == ReactorTimer.IDLE) {
            return;
        }
        timer.place = ReactorTimer.IDLE;
        ReactorTimer last = heap[--armed];
        heap[armed] = null;
        if (last != timer) {
            up(place, last);
            down(last.place, last);
        }
    }

    /**
     * Takes out the first timer that is due and was armed before {@code turn}; null if there is
     * none.
     */
    ReactorTimer due(long now, long turn) {
        ReactorTimer first = heap[0];
        if (armed == 0 || first.deadline - now > 0 || first.turn - turn >= 0) {
            return null;
        }
        cancel(first);
        return first;
    }

    /** The turn of the next timer that is armed. */
    long turn() {
        return turns;
    }

    /** Nanoseconds until the first timer is due, at least 0; Long.MAX_VALUE when none is armed. */
    long untilFirst(long now) {
        return armed == 0 ? Long.MAX_VALUE : Math.max(0, heap[0].deadline - now);
    }

    /** Adds what there is to say of the armed timers. */
    void collect(List<PollerInfo> all) {
        for (int i = 0; i < armed; i++) {
            ReactorTimer timer = heap[i];
            String owner = timer.owner.name();
            all.add(new PollerInfo(owner, true, timer.runs, timer.runs, timer.delay));
        }
    }

    /** How many timers are armed. */
    int armed() {
        return armed;
    }

    /** How many timers there are. */
    int size() {
        return timers;
    }

    private void up(int from, ReactorTimer timer) {
        int place = from;
        while (place > 0) {
            ReactorTimer parent = heap[(place - 1) / 2];
            if (!before(timer, parent)) {
                break;
            }
            put(place, parent);
            place = (place - 1) / 2;
        }
        put(place, timer);
    }

    private void down(int from, ReactorTimer timer) {
        int place = from;
        while (2 * place + 1 < armed) {
            int child = 2 * place + 1;
            if (child + 1 < armed && before(heap[child + 1], heap[child])) {
                child++;
            }
            if (!before(heap[child], timer)) {
                break;
            }
            put(place, heap[child]);
            place = child;
        }
        put(place, timer);
    }

    private void put(int place, ReactorTimer timer) {
        heap[place] = timer;
        timer.place = place;
    }

    private static boolean before(ReactorTimer one, ReactorTimer other) {
        long ahead = other.deadline - one.deadline;
        return ahead > 0 || (ahead == 0 && one.turn < other.turn);
    }
}
