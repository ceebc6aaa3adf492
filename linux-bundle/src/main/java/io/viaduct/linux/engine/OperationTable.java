package io.viaduct.linux.engine;

/** An engine's operations: a fixed number, found by token. A dead token finds nothing. */
final class OperationTable {
    private final Operation[] slots;
    private final int[] free;
    private int freeCount;

    OperationTable(int operations) {
        slots = new Operation[operations];
        free = new int[operations];
        for (int i = 0; i < operations; i++) {
            slots[i] = new Operation(i);
            free[i] = operations - 1 - i;
        }
        freeCount = operations;
    }

    int capacity() {
        return slots.length;
    }

    int inUse() {
        return slots.length - freeCount;
    }

    /** An unused one, or null. */
    Operation take() {
        return freeCount == 0 ? null : slots[free[--freeCount]];
    }

    void free(Operation op) {
        op.reset();
        free[freeCount++] = op.slot;
    }

    /** The living operation of that token, or null. */
    Operation find(long token) {
        int slot = (int) token;
        if (slot < 0 || slot >= slots.length) {
            return null;
        }
        Operation op = slots[slot];
        return op.handler != null && op.token() == token ? op : null;
    }

    /** Whatever is in that slot, living or not. */
    Operation at(int slot) {
        return slots[slot];
    }
}
