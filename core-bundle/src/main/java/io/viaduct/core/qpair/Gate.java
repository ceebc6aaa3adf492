package io.viaduct.core.qpair;

/**
 * Lets media commands of a namespace through, or parks them in the order in which they come.
 * Reactor thread.
 */
final class Gate {
    private CoreRequest first;
    private CoreRequest last;
    private int parked;
    private boolean closed;

    boolean closed() {
        return closed;
    }

    int parked() {
        return parked;
    }

    void close() {
        closed = true;
    }

    /** Lets everybody through, first come first. Stops where one of them makes it close again. */
    void open() {
        closed = false;
        while (first != null && !closed) {
            CoreRequest request = first;
            remove(request);
            request.resume();
        }
    }

    /** Ends everybody who is parked. */
    void refuse(int status) {
        while (first != null) {
            CoreRequest request = first;
            request.abort(status);
        }
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
