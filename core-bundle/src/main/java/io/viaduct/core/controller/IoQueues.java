package io.viaduct.core.controller;

import io.viaduct.core.qpair.CoreQpair;
import io.viaduct.core.reactor.Courier;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The I/O queue pairs of a controller, each on a reactor of its own choice. One is here from its
 * Connect until its last command has ended. Reactor of the controller.
 */
public final class IoQueues {
    private final Map<Integer, CoreQpair> byQid = new TreeMap<>();
    private final HealthCounters gone = new HealthCounters();

    /** Of the busiest of the queues that are gone, since there was none the last time. */
    private long busiestGoneNanos;

    private long busyBeforeNanos;
    private final Courier courier;
    private final List<Runnable> whenGone = new ArrayList<>();

    IoQueues(Courier courier) {
        this.courier = courier;
    }

    /** Queues that are connected or not drained yet. */
    public int count() {
        return byQid.size();
    }

    /** All of them, by rising identifier. */
    Collection<CoreQpair> all() {
        return byQid.values();
    }

    /** The queue pair, or null. */
    public CoreQpair find(int qid) {
        return byQid.get(qid);
    }

    void add(int qid, CoreQpair qpair) {
        byQid.put(qid, qpair);
    }

    /** A queue pair is drained. */
    void remove(int qid, CoreQpair qpair) {
        if (byQid.remove(qid, qpair)) {
            gone.add(qpair.counters());
            busiestGoneNanos = Math.max(busiestGoneNanos, qpair.counters().busyNanos());
            if (byQid.isEmpty()) {
                busyBeforeNanos += busiestGoneNanos;
                busiestGoneNanos = 0;
                tellGone();
            }
        }
    }

    /** Disconnects all; {@code done} runs when all are drained, at once where there is none. */
    void disconnect(String why, Runnable done) {
        for (CoreQpair qpair : byQid.values()) {
            courier.send(qpair.target().reactor(), () -> qpair.disconnect(why));
        }
        whenGone.add(done);
        if (byQid.isEmpty()) {
            tellGone();
        }
    }

    /** Adds up what all queues have moved, those that are gone too. */
    public HealthCounters total() {
        var total = new HealthCounters();
        total.add(gone);
        byQid.values().forEach(qpair -> total.add(qpair.counters()));
        return total;
    }

    /** Nanoseconds for which the busiest queue had commands under way: the others overlap it. */
    public long busyNanos() {
        long busiest = busiestGoneNanos;
        for (CoreQpair qpair : byQid.values()) {
            busiest = Math.max(busiest, qpair.counters().busyNanos());
        }
        return busyBeforeNanos + busiest;
    }

    /** Commands that have arrived on any queue. */
    long commands() {
        long sum = gone.commands();
        for (CoreQpair qpair : byQid.values()) {
            sum += qpair.counters().commands();
        }
        return sum;
    }

    private void tellGone() {
        List<Runnable> tasks = List.copyOf(whenGone);
        whenGone.clear();
        tasks.forEach(Runnable::run);
    }
}
