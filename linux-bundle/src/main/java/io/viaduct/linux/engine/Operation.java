package io.viaduct.linux.engine;

import io.viaduct.api.reactor.EngineHandler;

/**
 * One entry of an engine's table, used again and again. Engine thread, but for what is said of file
 * operations.
 */
final class Operation {
    private static final int GENERATION_SHIFT = 32;

    final int slot;
    private int generation = 1;

    OperationKind kind;
    OwnerAccount account;
    EngineHandler handler;
    long context;

    int descriptor;

    /** Memory, or the iovec array; bytes to be zeroed. */
    long address;

    /** Bytes, or entries of the array. */
    int length;

    /** Offset in the file, or nanoseconds. */
    long offset;

    /** Poll bits; 1 for a durable write or a sync of data only; how to zero, as in fallocate(2). */
    int flags;

    /**
     * Somebody wants it to end. A file worker reads it too: it may come too late, not too early.
     */
    volatile boolean cancelled;

    /** Only events are left to come: there is nothing to cancel. */
    boolean ended;

    /** Whether the kernel has it. */
    boolean armed;

    int result;
    long deadlineNanos;
    int timerIndex;

    /** The queue it is in, if any, and its neighbours there. */
    OperationQueue queue;

    Operation next;
    Operation previous;

    Operation(int slot) {
        this.slot = slot;
    }

    /** Names this use of the entry and no other; positive. */
    long token() {
        return (long) generation << GENERATION_SHIFT | slot;
    }

    /** Forgets whom it served and makes its token a dead one. */
    void reset() {
        assert queue == null : "freed inside a queue";
        generation = generation == Integer.MAX_VALUE ? 1 : generation + 1;
        kind = null;
        account = null;
        handler = null;
        cancelled = false;
        ended = false;
        armed = false;
    }
}
