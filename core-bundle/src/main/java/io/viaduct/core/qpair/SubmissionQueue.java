package io.viaduct.core.qpair;

/**
 * The submission queue of a queue pair: how many entries it has, which the pool has promised, which
 * of them are free, and the identifiers of the commands in them. Reactor thread.
 */
final class SubmissionQueue {
    /** Commands before Connect has been answered: Connect, and a little for impatient hosts. */
    static final int ENTRIES_BEFORE_CONNECT = 4;

    /** SQHD of a Connect response where SQ flow control is off. */
    private static final int SQHD_DISABLED = 0xffff;

    private final RequestPool pool;
    private final CommandIds cids = new CommandIds();
    private int entries;

    /** Requests that the pool has promised: never fewer than there were before Connect. */
    private int reserved;

    private int head;
    private boolean flowControlDisabled;

    /** {@code entries} are promised already. */
    SubmissionQueue(RequestPool pool, int entries) {
        this.pool = pool;
        this.entries = entries;
        reserved = entries;
    }

    int entries() {
        return entries;
    }

    /**
     * Makes room for the entries that a Connect asks for.
     *
     * @return false when there is no memory for them
     */
    boolean reserve(int queueEntries) {
        int needed = Math.max(queueEntries, ENTRIES_BEFORE_CONNECT);
        if (!pool.reserve(needed)) {
            return false;
        }
        pool.unreserve(reserved);
        reserved = needed;
        entries = queueEntries;
        return true;
    }

    /** The queue is no more, and none of its requests is out. */
    void giveBack() {
        pool.unreserve(reserved);
    }

    void flowControlDisabled(boolean on) {
        flowControlDisabled = on;
        head = on ? SQHD_DISABLED : head;
    }

    boolean flowControlDisabled() {
        return flowControlDisabled;
    }

    CoreRequest request() {
        return pool.take();
    }

    /** One more entry is free: SQHD of the completion that says so. */
    int nextHead() {
        if (flowControlDisabled) {
            int once = head;
            head = 0;
            return once;
        }
        head = head + 1 >= entries ? 0 : head + 1;
        return head;
    }

    /** Marks an identifier. False when it is outstanding already. */
    boolean takeCid(int cid) {
        return cids.take(cid);
    }

    void releaseCid(int cid) {
        cids.release(cid);
    }
}
