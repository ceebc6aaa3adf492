package io.viaduct.bdev.malloc;

import io.viaduct.api.memory.Native;

import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;

/**
 * Blocks that Write Uncorrectable has marked, and nobody has written since: one bit each, in memory
 * that outlives the disk's module, behind a count that is all there is to look at on a disk without
 * such blocks. Any reactor, at the same time.
 */
final class BadBlocks {
    private static final VarHandle WORD = ValueLayout.JAVA_LONG.varHandle();

    /** The bits begin in a cache line of their own. */
    private static final int BITS_OFFSET = 64;

    private final long base;

    /** The marks at {@code address}, of at least {@link #bytes} bytes; zeroes are none. */
    BadBlocks(long address) {
        base = address;
    }

    /** Bytes of memory for a disk of so many blocks. */
    static long bytes(long blocks) {
        return BITS_OFFSET + (blocks + Long.SIZE - 1) / Long.SIZE * Long.BYTES;
    }

    /** Whether there are any. */
    boolean any() {
        return (long) WORD.getOpaque(Native.ALL, base) != 0;
    }

    /** Whether one of a range is marked. */
    boolean hit(long lba, long count) {
        if (!any()) {
            return false;
        }
        long end = lba + count;
        for (long word = lba / Long.SIZE; word * Long.SIZE < end; word++) {
            long bits = (long) WORD.getOpaque(Native.ALL, address(word));
            if ((bits & mask(word, lba, end)) != 0) {
                return true;
            }
        }
        return false;
    }

    /** Marks a range. */
    void mark(long lba, long count) {
        long end = lba + count;
        for (long word = lba / Long.SIZE; word * Long.SIZE < end; word++) {
            long mask = mask(word, lba, end);
            long before = (long) WORD.getAndBitwiseOr(Native.ALL, address(word), mask);
            add(Long.bitCount(mask & ~before));
        }
    }

    /** A range is good again. */
    void clear(long lba, long count) {
        if (!any()) {
            return;
        }
        long end = lba + count;
        for (long word = lba / Long.SIZE; word * Long.SIZE < end; word++) {
            if ((long) WORD.getOpaque(Native.ALL, address(word)) != 0) {
                long mask = mask(word, lba, end);
                long before = (long) WORD.getAndBitwiseAnd(Native.ALL, address(word), ~mask);
                add(-Long.bitCount(mask & before));
            }
        }
    }

    private void add(int blocks) {
        long unused = (long) WORD.getAndAdd(Native.ALL, base, (long) blocks);
    }

    private long address(long word) {
        return base + BITS_OFFSET + word * Long.BYTES;
    }

    /** The bits of a word that belong to a range. */
    private static long mask(long word, long lba, long end) {
        long first = Math.max(lba - word * Long.SIZE, 0);
        long last = Math.min(end - word * Long.SIZE, Long.SIZE);
        return (-1L << first) & (-1L >>> (Long.SIZE - last));
    }
}
