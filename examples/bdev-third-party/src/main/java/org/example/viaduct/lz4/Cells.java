package org.example.viaduct.lz4;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout.OfInt;
import java.nio.ByteOrder;
import java.util.BitSet;

/**
 * Memory in cells of equal size, numbered from 1, linked to chains: content of any length fits, and
 * whatever is freed can be used for anything else. A cell is the number of the next, 0 for none,
 * and its part of the content. One thread at a time.
 */
final class Cells {
    /** Bytes of a cell. */
    static final long BYTES = 256;

    private static final int LINK = Integer.BYTES;
    private static final int CONTENT = (int) BYTES - LINK;
    private static final OfInt U32 = JAVA_INT.withOrder(ByteOrder.LITTLE_ENDIAN);

    private final MemorySegment memory;
    private final int count;
    private int firstFree;
    private int neverUsed = 1;
    private int inUse;

    Cells(MemorySegment memory) {
        this.memory = memory;
        count = (int) Math.min(memory.byteSize() / BYTES, Integer.MAX_VALUE - 1);
    }

    /**
     * Bytes of the cells that so many blocks may need, and one more: a block is written beside the
     * one whose place it takes.
     */
    static long bytes(int blockSize, long blocks) {
        return Math.multiplyExact(needed(blockSize) * BYTES, blocks + 1);
    }

    private static int needed(int length) {
        return (length + CONTENT - 1) / CONTENT;
    }

    private static long at(int cell) {
        return (cell - 1) * BYTES;
    }

    private int next(int cell) {
        return memory.get(U32, at(cell));
    }

    private void link(int cell, int next) {
        memory.set(U32, at(cell), next);
    }

    /** Adds the cells of a chain to those that are used. */
    void mark(int first, BitSet used) {
        for (int cell = first; cell != 0; cell = next(cell)) {
            used.set(cell);
        }
    }

    /** Begins with these cells in use, and no others. */
    void freeAllBut(BitSet used) {
        inUse = used.cardinality();
        neverUsed = used.length() == 0 ? 1 : used.length();
        firstFree = 0;
        for (int cell = neverUsed - 1; cell > 0; cell--) {
            if (!used.get(cell)) {
                link(cell, firstFree);
                firstFree = cell;
            }
        }
    }

    /** Keeps bytes; returns the first cell of their chain, 0 when there is not enough room. */
    int put(byte[] content, int length) {
        int cells = needed(length);
        if (cells > count - inUse) {
            return 0;
        }
        inUse += cells;
        int next = 0;
        // From the end, so that each is linked to one that is complete.
        for (int i = cells - 1; i >= 0; i--) {
            int cell = take();
            int part = Math.min(CONTENT, length - i * CONTENT);
            MemorySegment.copy(content, i * CONTENT, memory, JAVA_BYTE, at(cell) + LINK, part);
            link(cell, next);
            next = cell;
        }
        return next;
    }

    // Those that were in use before come first: other memory is not touched without need.
    private int take() {
        if (firstFree == 0) {
            return neverUsed++;
        }
        int cell = firstFree;
        firstFree = next(cell);
        return cell;
    }

    /** Copies what a chain keeps. */
    void get(int first, byte[] into, int length) {
        int cell = first;
        for (int done = 0; done < length; done += CONTENT) {
            int part = Math.min(CONTENT, length - done);
            MemorySegment.copy(memory, JAVA_BYTE, at(cell) + LINK, into, done, part);
            cell = next(cell);
        }
    }

    /** Gives a chain back; 0 is none. */
    void free(int first) {
        int cell = first;
        while (cell != 0) {
            int next = next(cell);
            link(cell, firstFree);
            firstFree = cell;
            inUse--;
            cell = next;
        }
    }

    /** Cells in use. */
    int inUse() {
        return inUse;
    }
}
