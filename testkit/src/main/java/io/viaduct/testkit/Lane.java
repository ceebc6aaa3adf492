package io.viaduct.testkit;

import io.viaduct.api.memory.SegmentList;
import io.viaduct.api.reactor.Reactor;
import io.viaduct.api.reactor.Timer;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;

/** One direction of a wire: the lists that are being sent, oldest first. */
final class Lane {
    /** Bytes that a sender may be ahead of its receiver, as with a socket's buffers. */
    private static final int WINDOW = 256 * 1024;

    /** Pieces that a receiver which has paused still takes. */
    private static final int HELD_MAX = 8;

    private final Wire wire;
    private final MemoryStream from;
    private final MemoryStream to;
    private final Timer timer;
    private final ArrayDeque<SegmentList> lists = new ArrayDeque<>();
    private long offset;
    private long pending;
    private long arrived;
    private boolean sentOwed;
    private boolean last;
    private boolean stopped;

    /** What the sender left behind when it closed; it has no memory of its own any more. */
    private MemorySegment copied;

    Lane(Wire wire, Reactor reactor, MemoryStream from, MemoryStream to) {
        this.wire = wire;
        this.from = from;
        this.to = to;
        timer = reactor.timer(Wire.OWNER, this::move);
    }

    void send(SegmentList list) {
        lists.addLast(list);
        pending += list.length();
        sentOwed = true;
        schedule();
    }

    /** Whether nothing is on its way. */
    boolean isEmpty() {
        return lists.isEmpty();
    }

    /** Moves what there is to move, after the wire's delay. */
    void schedule() {
        if (!stopped && !timer.armed() && (pending > 0 || last || sentOwed)) {
            timer.arm(wire.delayNanos());
        }
    }

    /** The sender is gone: what it has sent arrives, then the end of the stream. */
    void finish() {
        copied = Arena.ofAuto().allocate(Math.max(1, pending));
        long at = 0;
        long skip = offset;
        for (SegmentList list : lists) {
            list.copyTo(skip, copied.address() + at, list.length() - skip);
            at += list.length() - skip;
            skip = 0;
        }
        lists.clear();
        offset = 0;
        last = true;
        schedule();
    }

    /** Nothing arrives any more. */
    void stop() {
        stopped = true;
        timer.close();
        lists.clear();
    }

    private void move() {
        if (to.ended()) {
            stop();
            return;
        }
        if (wire.breaks(arrived)) {
            wire.cut(Wire.ECONNRESET);
            return;
        }
        if (sentOwed && pending <= WINDOW) {
            sentOwed = false;
            from.sent();
        }
        if (to.inflow().held() >= HELD_MAX) {
            return;
        }
        if (pending > 0) {
            piece();
        } else if (last) {
            to.end(0);
        }
        schedule();
    }

    private void piece() {
        long left = copied == null ? lists.getFirst().length() - offset : pending;
        int length = wire.piece((int) Math.min(left, Integer.MAX_VALUE));
        MemorySegment piece = Arena.ofAuto().allocate(length);
        if (copied == null) {
            lists.getFirst().copyTo(offset, piece.address(), length);
        } else {
            MemorySegment.copy(copied, offset, piece, 0, length);
        }
        offset += length;
        pending -= length;
        arrived += length;
        boolean done = copied == null && offset == lists.getFirst().length();
        if (done) {
            lists.removeFirst();
            offset = 0;
        }
        to.arrived(piece);
        if (done) {
            from.released();
        }
    }
}
