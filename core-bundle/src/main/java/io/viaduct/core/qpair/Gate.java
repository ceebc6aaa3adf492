package io.viaduct.core.qpair;

import io.viaduct.api.reactor.Reactor;

import java.util.function.Consumer;

/**
 * Lets media commands of a namespace through, or parks them in the order in which they come.
 * Reactor thread.
 */
final class Gate {
    private final Reactor reactor;
    private final PauseMeter meter = new PauseMeter();
    private CoreRequest first;
    private CoreRequest last;
    private int parked;
    private boolean closed;
    private Consumer<Pause> ended;

    Gate(Reactor reactor) {
        this.reactor = reactor;
    }

    boolean closed() {
        return closed;
    }

    int parked() {
        return parked;
    }

    /** Closes it; {@code listener}, if any, is told when it opens or its namespace goes. */
    void close(Consumer<Pause> listener) {
        if (closed && ended != null && listener != null) {
            // Nobody was let through in between: it is one pause for both.
            ended = ended.andThen(listener);
            return;
        }
        tell(true);
        closed = true;
        ended = listener;
        meter.begin(reactor.nowNanos(), parked);
    }

    /** Lets everybody through, first come first. Stops where one of them makes it close again. */
    void open() {
        closed = false;
        while (first != null && !closed) {
            CoreRequest request = first;
            remove(request);
            meter.released(reactor.nowNanos());
            request.resume();
        }
        if (!closed) {
            tell(true);
        }
    }

    /** Ends everybody who is parked, because the namespace goes. */
    void refuse(int status) {
        while (first != null) {
            CoreRequest request = first;
            meter.released(reactor.nowNanos());
            request.abort(status);
        }
        tell(false);
    }

    private void tell(boolean resumed) {
        if (ended != null) {
            Consumer<Pause> listener = ended;
            ended = null;
            listener.accept(meter.end(reactor.nowNanos(), resumed));
        }
    }

    /** A connection stops to read, because there is no memory for what it has to say. */
    void blocked() {
        meter.blocked();
    }

    void park(CoreRequest request) {
        assert closed;
        request.parkedBefore = last;
        if (last == null) {
            first = request;
        } else {
            last.parkedAfter = request;
        }
        last = request;
        parked++;
        meter.parked(reactor.nowNanos());
    }

    void remove(CoreRequest request) {
        if (request.parkedBefore == null) {
            first = request.parkedAfter;
        } else {
            request.parkedBefore.parkedAfter = request.parkedAfter;
        }
        if (request.parkedAfter == null) {
            last = request.parkedBefore;
        } else {
            request.parkedAfter.parkedBefore = request.parkedBefore;
        }
        request.parkedBefore = null;
        request.parkedAfter = null;
        parked--;
    }
}
