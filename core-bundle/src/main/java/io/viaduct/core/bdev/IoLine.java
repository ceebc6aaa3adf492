package io.viaduct.core.bdev;

import io.viaduct.api.reactor.Owner;
import io.viaduct.api.reactor.Reactor;
import io.viaduct.api.reactor.Timer;
import io.viaduct.core.reactor.Doorbell;

/**
 * One direction of a crossing: a ring from one reactor to one other. What is put in during a cycle
 * is handed over at its end, with one wake-up. It is never full, because there are no more places
 * in a crossing than in its ring.
 */
final class IoLine {
    /** After so long a bell that could not be rung is tried again. */
    private static final long RETRY_NANOS = 1_000_000;

    private final Reactor from;
    private final Doorbell bell;
    private final CrossingIo[] slots;
    private final Runnable handOver = this::handOver;
    private final Timer retry;

    // The sender's.
    private long put;
    private boolean gathering;
    private boolean last;

    // The receiver's.
    private long taken;

    private volatile long handedOver;

    /**
     * An empty line.
     *
     * @param capacity a power of two
     * @param bell rung where the I/O is wanted
     */
    IoLine(Reactor from, Owner owner, int capacity, Doorbell bell) {
        assert Integer.bitCount(capacity) == 1;
        this.from = from;
        this.bell = bell;
        slots = new CrossingIo[capacity];
        retry = from.timer(owner, this::ring);
    }

    /** Puts one in. The sender. */
    void put(CrossingIo io) {
        slots[(int) put & (slots.length - 1)] = io;
        put++;
        if (!gathering) {
            gathering = true;
            from.atEndOfCycle(handOver);
        }
    }

    private void handOver() {
        gathering = false;
        flush();
    }

    /** Hands over what has been put in. The sender. */
    void flush() {
        if (handedOver != put) {
            handedOver = put;
            ring();
        }
    }

    /** Lets the receiver look. The sender. */
    void ring() {
        if (!bell.ring()) {
            retry.arm(RETRY_NANOS);
        } else if (last) {
            retry.close();
        }
    }

    /** Lets the receiver look for the last time. The sender. */
    void ringLast() {
        last = true;
        ring();
    }

    /** The first one, which stays; null where there is none. The receiver. */
    CrossingIo first() {
        return taken == handedOver ? null : slots[(int) taken & (slots.length - 1)];
    }

    /** Takes the first one out. The receiver. */
    void removeFirst() {
        slots[(int) taken & (slots.length - 1)] = null;
        taken++;
    }

    /** No more is put in. The sender. */
    void close() {
        retry.close();
    }
}
