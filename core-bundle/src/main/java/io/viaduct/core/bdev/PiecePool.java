package io.viaduct.core.bdev;

import java.util.ArrayDeque;

/**
 * Memory of one reactor for what the core does in a device's stead: a few equal pieces of a region
 * of the base. Whoever finds none waits in line, with nothing in hand that another needs to give a
 * piece back. Reactor thread.
 */
final class PiecePool {
    /** One half of a piece: holds the largest block with the most metadata. */
    static final int HALF_BYTES = 1 << 17;

    /** What is read, and what it is compared with. */
    static final int PIECE_BYTES = 2 * HALF_BYTES;

    /** Who waits for a piece. */
    interface Waiter {
        /** The piece is the waiter's until {@link PiecePool#give}. Not from inside take. */
        void onPiece(long address);
    }

    private final long[] free;
    private final ArrayDeque<Waiter> waiting = new ArrayDeque<>(2);
    private int count;
    private boolean serving;

    /** So many pieces from {@code address} on. */
    PiecePool(long address, int pieces) {
        free = new long[pieces];
        for (int i = 0; i < pieces; i++) {
            free[count++] = address + (long) i * PIECE_BYTES;
        }
    }

    /** A piece, or 0: the waiter is then given one later. */
    long take(Waiter waiter) {
        if (count == 0 || !waiting.isEmpty()) {
            waiting.addLast(waiter);
            return 0;
        }
        return free[--count];
    }

    /** Gives a piece back; those in line are served before the first of such calls returns. */
    void give(long address) {
        free[count++] = address;
        if (serving) {
            return;
        }
        serving = true;
        while (count > 0 && !waiting.isEmpty()) {
            waiting.removeFirst().onPiece(free[--count]);
        }
        serving = false;
    }
}
