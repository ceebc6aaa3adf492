package org.example.viaduct.lz4;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import io.airlift.compress.v3.MalformedInputException;
import io.airlift.compress.v3.lz4.Lz4JavaCompressor;
import io.airlift.compress.v3.lz4.Lz4JavaDecompressor;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout.OfInt;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.BitSet;

/**
 * Blocks, each compressed by itself, in cells. A table has 8 bytes for each: the number of the
 * first cell, 0 for a block of zeroes, and the bytes that are kept there; those of a whole block
 * are kept as they are. The table changes when the cells are written, and only then are the old
 * ones free, so that it is whole whenever an instance of this bundle ends.
 *
 * <p>Any thread; an isolated module has one, which never waits here.
 */
final class CompressedBlocks {
    /** Bytes of a block's entry in the table. */
    static final int ENTRY = 2 * Integer.BYTES;

    private static final OfInt U32 = JAVA_INT.withOrder(ByteOrder.LITTLE_ENDIAN);

    private final Lz4JavaCompressor compressor = new Lz4JavaCompressor();
    private final Lz4JavaDecompressor decompressor = new Lz4JavaDecompressor();
    private final MemorySegment table;
    private final Cells cells;
    private final byte[] packed;
    private final byte[] zeroes;

    /** Over memory that is all zeroes, or that an earlier instance has left. */
    CompressedBlocks(int blockSize, long blockCount, MemorySegment table, MemorySegment cells) {
        this.table = table;
        this.cells = new Cells(cells);
        packed = new byte[compressor.maxCompressedLength(blockSize)];
        zeroes = new byte[blockSize];
        BitSet used = new BitSet();
        for (long lba = 0; lba < blockCount; lba++) {
            this.cells.mark(first(lba), used);
        }
        this.cells.freeAllBut(used);
    }

    private int first(long lba) {
        return table.get(U32, lba * ENTRY);
    }

    private int length(long lba) {
        return table.get(U32, lba * ENTRY + Integer.BYTES);
    }

    /** Fills {@code into} with a block; false when what is kept is damaged. */
    synchronized boolean read(long lba, byte[] into) {
        int first = first(lba);
        int length = length(lba);
        if (first == 0) {
            Arrays.fill(into, (byte) 0);
            return true;
        }
        if (length == into.length) {
            cells.get(first, into, length);
            return true;
        }
        cells.get(first, packed, length);
        try {
            return decompressor.decompress(packed, 0, length, into, 0, into.length) == into.length;
        } catch (MalformedInputException e) {
            return false;
        }
    }

    /**
     * Keeps a block instead of the one before; false, with nothing changed, when there is no room.
     */
    synchronized boolean write(long lba, byte[] block) {
        if (Arrays.equals(block, zeroes)) {
            zero(lba);
            return true;
        }
        int length = compressor.compress(block, 0, block.length, packed, 0, packed.length);
        boolean smaller = length < block.length;
        int kept = smaller ? length : block.length;
        int first = cells.put(smaller ? packed : block, kept);
        if (first == 0) {
            return false;
        }
        replace(lba, first, kept);
        return true;
    }

    /** A block of zeroes takes no memory. */
    synchronized void zero(long lba) {
        if (first(lba) != 0) {
            replace(lba, 0, 0);
        }
    }

    private void replace(long lba, int first, int length) {
        int before = first(lba);
        table.set(U32, lba * ENTRY + Integer.BYTES, length);
        table.set(U32, lba * ENTRY, first);
        cells.free(before);
    }

    /** Bytes of memory that the blocks take. */
    synchronized long bytesInUse() {
        return cells.inUse() * Cells.BYTES;
    }
}
