package io.viaduct.core.stream;

import io.viaduct.api.memory.Native;
import io.viaduct.api.memory.SegmentList;

import java.lang.foreign.Arena;

/**
 * The sending half of a stream: one list at a time, until all of it is taken, and the order in
 * which memory is released. A list is the caller's and stays as it is: where a send stops in the
 * middle of an entry, the rest of that entry goes out by itself. Reactor thread.
 */
final class Outflow {
    /** Starts operations; gives a token, or -errno when there is no room for one now. */
    @FunctionalInterface
    interface Starter {
        long start(long iovec, int count, long send);
    }

    /** Sends that may be on their way with their memory in use. */
    static final int UNRELEASED_MAX = 64;

    private final Starter starter;
    private final int[] operations = new int[UNRELEASED_MAX];

    /** For the rest of an entry; made when it is needed first, and for as long as the stream is. */
    private Arena arena;

    private long rest;

    private SegmentList list;
    private int entry;
    private long skip;
    private long left;
    private long token;
    private int inFlight;

    /** Sends begun, taken entirely, and released; all count up. */
    private long begun;

    private long taken;
    private long released;

    Outflow(Starter starter) {
        this.starter = starter;
    }

    /** Whether a list is being sent. */
    boolean busy() {
        return begun > taken;
    }

    /** Whether no memory of any list is in use. */
    boolean isReleased() {
        return begun == released;
    }

    /** Whether a list is taken while too many others are unreleased: the next one has to wait. */
    boolean full() {
        return taken - released >= UNRELEASED_MAX;
    }

    /** Begins to send a list; it starts with {@link #start}. */
    void begin(SegmentList data) {
        list = data;
        entry = 0;
        skip = 0;
        left = data.length();
        begun++;
    }

    /**
     * Starts the next operation, if one is due.
     *
     * @return 0, or -errno
     */
    int start() {
        if (!busy() || token != 0 || (skip > 0 && inFlight > 0)) {
            return 0;
        }
        int count = list.count() - entry;
        long iovec = list.iovec() + (long) entry * SegmentList.ENTRY_LENGTH;
        if (skip > 0) {
            iovec = restOfEntry();
            count = 1;
        }
        long started = starter.start(iovec, count, taken);
        if (started < 0) {
            return (int) started;
        }
        token = started;
        inFlight++;
        operations[slot(taken)]++;
        return 0;
    }

    /** The operation under way, 0 when there is none. */
    long token() {
        return token;
    }

    /** Operations that have not ended. */
    int inFlight() {
        return inFlight;
    }

    /** The kernel has taken bytes. True when the list is taken entirely. */
    boolean sent(int bytes) {
        token = 0;
        left -= bytes;
        long more = bytes + skip;
        while (entry < list.count() && more >= list.length(entry)) {
            more -= list.length(entry++);
        }
        skip = more;
        if (left > 0) {
            return false;
        }
        list = null;
        taken++;
        return true;
    }

    /** The operation under way has failed. */
    void failed() {
        token = 0;
    }

    /** An operation of this send has ended. */
    void ended(long send) {
        inFlight--;
        operations[slot(send)]--;
    }

    /** Whether the memory of the oldest unreleased list is free; it counts as released then. */
    boolean release() {
        if (released == taken || operations[slot(released)] > 0) {
            return false;
        }
        released++;
        return true;
    }

    /** The stream is closed. */
    void close() {
        if (arena != null) {
            arena.close();
            arena = null;
        }
    }

    private long restOfEntry() {
        if (arena == null) {
            arena = Arena.ofConfined();
            rest = arena.allocate(SegmentList.ENTRY_LENGTH, Long.BYTES).address();
        }
        Native.putI64(rest, list.address(entry) + skip);
        Native.putI64(rest + Long.BYTES, list.length(entry) - skip);
        return rest;
    }

    private static int slot(long send) {
        return (int) (send % UNRELEASED_MAX);
    }
}
