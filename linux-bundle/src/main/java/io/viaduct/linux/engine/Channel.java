package io.viaduct.linux.engine;

import io.viaduct.linux.Epoll;

/**
 * What the epoll engine knows of one descriptor: the operations on it, and what it can do without
 * waiting. There is one for each descriptor number, used again when the number is.
 *
 * <p>Readiness is believed until a call says otherwise; only then is the descriptor watched.
 */
final class Channel {
    private static final int TRANSFER_EVENTS = Epoll.IN | Epoll.OUT | Epoll.READ_HANG_UP;

    final int descriptor;
    final OperationQueue in = new OperationQueue();
    final OperationQueue out = new OperationQueue();
    final OperationQueue polls = new OperationQueue();

    boolean readable = true;
    boolean writable = true;

    /** The end of the stream may be behind the last bytes, with no further edge to tell. */
    boolean hungUp;

    /** Poll bits that no handler has been told of. */
    int pollBits;

    /** What epoll watches; 0 when it does not. */
    int watched;

    /** In the engine's queue of those to serve. */
    boolean queued;

    /** In the engine's queue of those that wait for a buffer. */
    boolean starved;

    private int generation;

    Channel(int descriptor) {
        this.descriptor = descriptor;
    }

    /** Tells an event of this use from one of an earlier use of the number. */
    long data() {
        return (long) generation << Integer.SIZE | descriptor;
    }

    boolean isUnused() {
        return in.isEmpty() && out.isEmpty() && polls.isEmpty();
    }

    /** Whether it can be served now. */
    boolean hasWork() {
        return canTake() || (writable && !out.isEmpty()) || (pollBits != 0 && !polls.isEmpty());
    }

    /**
     * Whether the first operation on the receiving side can be tried; only one kind needs buffers.
     */
    boolean canTake() {
        return readable && !in.isEmpty() && !(starved && in.head().kind == OperationKind.RECEIVE);
    }

    /** What epoll has to watch for the operations there are. */
    int wanted() {
        int mask = in.isEmpty() && out.isEmpty() ? 0 : TRANSFER_EVENTS;
        for (Operation op = polls.head(); op != null; op = op.next) {
            mask |= op.flags;
        }
        return mask | Epoll.EDGE;
    }

    /** What epoll has told. */
    void told(int events) {
        boolean over = (events & (Epoll.ERROR | Epoll.HANG_UP)) != 0;
        readable |= over || (events & (Epoll.IN | Epoll.READ_HANG_UP)) != 0;
        writable |= over || (events & Epoll.OUT) != 0;
        hungUp |= over || (events & Epoll.READ_HANG_UP) != 0;
        pollBits |= events;
    }

    /** Forgets what held for this use of the number. */
    void reset() {
        readable = true;
        writable = true;
        hungUp = false;
        pollBits = 0;
        watched = 0;
        generation++;
    }
}
