package io.viaduct.core.qpair;

/** Which command identifiers of a queue are outstanding. Reactor thread. */
final class CommandIds {
    private static final int IDS = 1 << 16;

    private final long[] outstanding = new long[IDS / Long.SIZE];

    /** Marks an identifier. False when it is outstanding already. */
    boolean take(int cid) {
        long bit = 1L << cid;
        int word = cid / Long.SIZE;
        if ((outstanding[word] & bit) != 0) {
            return false;
        }
        outstanding[word] |= bit;
        return true;
    }

    void release(int cid) {
        outstanding[cid / Long.SIZE] &= ~(1L << cid);
    }
}
