package io.viaduct.core.bdev;

import io.viaduct.api.bdev.BdevIo;
import io.viaduct.api.nvme.Status;

import java.util.ArrayDeque;
import java.util.function.Consumer;

/**
 * The reads, or the writes, that wait on one reactor because their device's limits are used up, in
 * the order of their coming. What a limit allows in a quantum is shared equally by the lines that
 * wait for it; what is left of it after a quantum is anybody's. Reactor thread.
 */
final class LimitedLine {
    /** Limits are kept, and shared, to this: a millisecond, as in SPDK. */
    static final long QUANTUM_NANOS = 1_000_000;

    /** What was not used in so long is lost where nothing waits. */
    static final long IDLE_LAG_NANOS = 2 * QUANTUM_NANOS;

    /** As much is made up for where something waits: how late timers are where processors lack. */
    static final long BUSY_LAG_NANOS = 250 * QUANTUM_NANOS;

    /** The others do not wait longer for one that has had more than its share. */
    private static final long DEBT_NANOS_MAX = 1_000_000_000;

    private static final Rate[] NONE = {};

    private final ArrayDeque<BdevIo> waiting = new ArrayDeque<>(2);
    private final Consumer<BdevIo> go;
    private Rate[] rates = NONE;
    private boolean isLine;
    private long credit;
    private long creditedAt;

    /** An empty line without limits. {@code go} gets what has waited. */
    LimitedLine(Consumer<BdevIo> go) {
        this.go = go;
    }

    /** It is limited by these from now on. */
    void rates(Rate[] next) {
        if (isLine) {
            addLines(-1);
        }
        rates = next;
        if (isLine) {
            addLines(1);
        }
    }

    private void addLines(int more) {
        for (Rate rate : rates) {
            rate.addLines(more);
        }
    }

    /** Whether an I/O has to wait, and is in line then; otherwise it goes, and is counted. */
    boolean keeps(BdevIo io, long bytes, long now) {
        if (rates.length == 0) {
            return false;
        }
        if (!isLine) {
            int others = lines();
            if (untilFree(now) <= (others == 0 ? 0 : -QUANTUM_NANOS)) {
                take(bytes, now, others == 0 ? IDLE_LAG_NANOS : BUSY_LAG_NANOS);
                return false;
            }
            isLine = true;
            addLines(1);
            credit = 0;
            creditedAt = now;
        }
        waiting.addLast(io);
        return true;
    }

    /**
     * Lets go what may go now.
     *
     * @return nanoseconds until the next may, Long.MAX_VALUE where nothing waits
     */
    long advance(int blockBytes, long now) {
        int lines = Math.max(1, lines());
        credit = Math.min(QUANTUM_NANOS, credit + (now - creditedAt) / lines);
        creditedAt = now;
        // What its completions bring waits for the next turn.
        for (int budget = waiting.size(); budget > 0 && !waiting.isEmpty(); budget--) {
            long until = untilFree(now);
            boolean share = lines == 1 || credit > 0 || until <= -QUANTUM_NANOS;
            if (until > 0 || !share) {
                break;
            }
            BdevIo io = waiting.removeFirst();
            long cost = take(io.count() * blockBytes, now, BUSY_LAG_NANOS);
            credit = Math.max(credit - cost, -DEBT_NANOS_MAX);
            go.accept(io);
        }
        endIfEmpty();
        return waiting.isEmpty() ? Long.MAX_VALUE : Math.max(0, untilFree(now));
    }

    private void endIfEmpty() {
        if (isLine && waiting.isEmpty()) {
            isLine = false;
            addLines(-1);
        }
    }

    /** Lets go all that waits now. */
    void letAllGo() {
        empty(go);
    }

    /** Ends all that waits now. */
    void abortAll() {
        empty(io -> io.complete(Status.ABORTED_BY_REQUEST));
    }

    // What this brings waits anew.
    private void empty(Consumer<BdevIo> to) {
        for (int left = waiting.size(); left > 0 && !waiting.isEmpty(); left--) {
            to.accept(waiting.removeFirst());
        }
        endIfEmpty();
    }

    /** Whether an I/O has waited here, which does not any more. */
    boolean remove(BdevIo io) {
        boolean was = waiting.remove(io);
        endIfEmpty();
        return was;
    }

    int size() {
        return waiting.size();
    }

    // The most that wait for one of its limits, this one among them.
    private int lines() {
        int most = 0;
        for (Rate rate : rates) {
            most = Math.max(most, rate.lines());
        }
        return most;
    }

    private long untilFree(long now) {
        long until = Long.MIN_VALUE;
        for (Rate rate : rates) {
            until = Math.max(until, rate.untilFree(now));
        }
        return until;
    }

    private long take(long bytes, long now, long lagNanos) {
        long cost = 0;
        for (Rate rate : rates) {
            cost = Math.max(cost, rate.take(bytes, now, lagNanos));
        }
        return cost;
    }
}
