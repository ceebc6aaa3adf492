package io.viaduct.core.qpair;

import java.util.function.Predicate;

/** A queue pair's requests, linked through themselves, newest first. Reactor thread. */
final class Outstanding {
    private CoreRequest first;
    private int count;

    /** Counts the connection's end as one more, so that it is over after its requests. */
    private int ending;

    int count() {
        return count;
    }

    /** Whether there are none, and the connection's end is not under way. */
    boolean isEmpty() {
        return count == 0 && ending == 0;
    }

    void add(CoreRequest request) {
        request.previous = null;
        request.next = first;
        if (first != null) {
            first.previous = request;
        }
        first = request;
        count++;
    }

    void remove(CoreRequest request) {
        if (request.previous == null) {
            first = request.next;
        } else {
            request.previous.next = request.next;
        }
        if (request.next != null) {
            request.next.previous = request.previous;
        }
        request.previous = null;
        request.next = null;
        count--;
    }

    /** Takes those that wait out of whatever lines they stand in. */
    void leaveLines() {
        for (CoreRequest request = first; request != null; request = request.next) {
            if (request.stage().waiting()) {
                request.leaveLine();
            }
        }
    }

    /** The connection is gone: those that are not at work are removed by this. */
    void hostGone() {
        ending++;
        CoreRequest request = first;
        while (request != null) {
            CoreRequest after = request.next;
            request.hostGone();
            request = after;
        }
        ending--;
    }

    /** The one that waits or is at work and has this command identifier, or null. */
    CoreRequest find(int cid) {
        for (CoreRequest request = first; request != null; request = request.next) {
            boolean found = request.stage().waiting() || request.stage() == Stage.EXECUTING;
            if (found && request.cid() == cid) {
                return request;
            }
        }
        return null;
    }

    /** One that waits, or null. */
    CoreRequest waiting() {
        for (CoreRequest request = first; request != null; request = request.next) {
            if (request.stage().waiting()) {
                return request;
            }
        }
        return null;
    }

    boolean anyMatch(Predicate<CoreRequest> test) {
        for (CoreRequest request = first; request != null; request = request.next) {
            if (test.test(request)) {
                return true;
            }
        }
        return false;
    }

    boolean allMatch(Predicate<CoreRequest> test) {
        return !anyMatch(test.negate());
    }
}
