package io.viaduct.api.bdev;

/**
 * A device's shape. Immutable: a device that changes announces a new one.
 *
 * @param blockSize bytes of data in a block: a power of two, 512 to 65536
 * @param blockCount blocks, at least 1
 * @param physicalBlockSize bytes written at once without a read-modify-write; a multiple of
 *     blockSize
 * @param metadataSize bytes of metadata of a block, 0 for none
 * @param metadataInterleaved whether metadata follows each block's data, not in a buffer of its own
 * @param protection end-to-end protection type, 0 to 3
 * @param optimalIoBoundary blocks that an I/O had better not cross, 0 for none
 * @param preferredWriteGranularity blocks, 0 where the device does not say; likewise the next four
 * @param preferredWriteAlignment blocks
 * @param optimalWriteSize blocks
 * @param preferredUnmapGranularity blocks
 * @param preferredUnmapAlignment blocks
 * @param volatileWriteCache whether a completed write can be lost with power before a flush
 * @param unmapReadsZeroes whether an unmapped block reads as zeroes
 * @param protectionFirst whether protection information leads the metadata, instead of ending it
 */
public record Geometry(
        int blockSize,
        long blockCount,
        int physicalBlockSize,
        int metadataSize,
        boolean metadataInterleaved,
        int protection,
        int optimalIoBoundary,
        int preferredWriteGranularity,
        int preferredWriteAlignment,
        int optimalWriteSize,
        int preferredUnmapGranularity,
        int preferredUnmapAlignment,
        boolean volatileWriteCache,
        boolean unmapReadsZeroes,
        boolean protectionFirst) {
    /** Smallest block, bytes (NVM Command Set: LBADS is at least 9). */
    public static final int BLOCK_SIZE_MIN = 512;

    /** Largest block that the buffers are made for, bytes. */
    public static final int BLOCK_SIZE_MAX = 65536;

    /** Most metadata of a block, bytes (NVM Command Set: MS has 16 bits). */
    public static final int METADATA_SIZE_MAX = 65535;

    /** Bytes of protection information with a 16-bit guard. */
    public static final int PROTECTION_SIZE = 8;

    /** Checks the ranges given above. */
    public Geometry {
        if (blockSize < BLOCK_SIZE_MIN
                || blockSize > BLOCK_SIZE_MAX
                || Integer.bitCount(blockSize) != 1) {
            throw new IllegalArgumentException(
                    "blockSize "
                            + blockSize
                            + " is not a power of two"
                            + " from "
                            + BLOCK_SIZE_MIN
                            + " to "
                            + BLOCK_SIZE_MAX);
        }
        if (blockCount < 1 || blockCount > Long.MAX_VALUE / blockSize) {
            throw new IllegalArgumentException("blockCount " + blockCount + " is out of range");
        }
        if (physicalBlockSize < blockSize || physicalBlockSize % blockSize != 0) {
            throw new IllegalArgumentException(
                    "physicalBlockSize "
                            + physicalBlockSize
                            + " is no multiple of blockSize "
                            + blockSize);
        }
        if (metadataSize < 0
                || metadataSize > METADATA_SIZE_MAX
                || protection < 0
                || protection > 3
                || (protection > 0 && metadataSize < PROTECTION_SIZE)) {
            throw new IllegalArgumentException(
                    "metadataSize " + metadataSize + ", protection " + protection);
        }
    }

    /** A shape whose protection information, where it has some, ends the metadata. */
    public Geometry(
            int blockSize,
            long blockCount,
            int physicalBlockSize,
            int metadataSize,
            boolean metadataInterleaved,
            int protection,
            int optimalIoBoundary,
            int preferredWriteGranularity,
            int preferredWriteAlignment,
            int optimalWriteSize,
            int preferredUnmapGranularity,
            int preferredUnmapAlignment,
            boolean volatileWriteCache,
            boolean unmapReadsZeroes) {
        this(
                blockSize,
                blockCount,
                physicalBlockSize,
                metadataSize,
                metadataInterleaved,
                protection,
                optimalIoBoundary,
                preferredWriteGranularity,
                preferredWriteAlignment,
                optimalWriteSize,
                preferredUnmapGranularity,
                preferredUnmapAlignment,
                volatileWriteCache,
                unmapReadsZeroes,
                false);
    }

    /**
     * A plain device: no metadata, no preferences, no write cache, unmapped blocks read as zero.
     */
    public static Geometry of(int blockSize, long blockCount) {
        return new Geometry(
                blockSize, blockCount, blockSize, 0, false, 0, 0, 0, 0, 0, 0, 0, false, true);
    }

    /** The same shape with another number of blocks. */
    public Geometry withBlockCount(long blocks) {
        return new Geometry(
                blockSize,
                blocks,
                physicalBlockSize,
                metadataSize,
                metadataInterleaved,
                protection,
                optimalIoBoundary,
                preferredWriteGranularity,
                preferredWriteAlignment,
                optimalWriteSize,
                preferredUnmapGranularity,
                preferredUnmapAlignment,
                volatileWriteCache,
                unmapReadsZeroes,
                protectionFirst);
    }

    /** The same shape with another boundary, in blocks. */
    public Geometry withOptimalIoBoundary(int boundaryBlocks) {
        return new Geometry(
                blockSize,
                blockCount,
                physicalBlockSize,
                metadataSize,
                metadataInterleaved,
                protection,
                boundaryBlocks,
                preferredWriteGranularity,
                preferredWriteAlignment,
                optimalWriteSize,
                preferredUnmapGranularity,
                preferredUnmapAlignment,
                volatileWriteCache,
                unmapReadsZeroes,
                protectionFirst);
    }

    /** The same shape with other preferences, all in blocks, 0 where there is none. */
    public Geometry withPreferences(
            int writeGranularity,
            int writeAlignment,
            int writeSize,
            int unmapGranularity,
            int unmapAlignment) {
        return new Geometry(
                blockSize,
                blockCount,
                physicalBlockSize,
                metadataSize,
                metadataInterleaved,
                protection,
                optimalIoBoundary,
                writeGranularity,
                writeAlignment,
                writeSize,
                unmapGranularity,
                unmapAlignment,
                volatileWriteCache,
                unmapReadsZeroes,
                protectionFirst);
    }

    /**
     * The same shape with metadata after each block's data.
     *
     * @param size bytes of it
     * @param type protection type, 0 to 3
     * @param first whether protection information leads it
     */
    public Geometry withMetadata(int size, int type, boolean first) {
        return new Geometry(
                blockSize,
                blockCount,
                physicalBlockSize,
                size,
                size > 0,
                type,
                optimalIoBoundary,
                preferredWriteGranularity,
                preferredWriteAlignment,
                optimalWriteSize,
                preferredUnmapGranularity,
                preferredUnmapAlignment,
                volatileWriteCache,
                unmapReadsZeroes,
                first);
    }

    /** Bytes of a block with the metadata that follows its data. */
    public int blockBytes() {
        return metadataInterleaved ? blockSize + metadataSize : blockSize;
    }

    /**
     * Bytes of a block in the memory of an I/O: without metadata that is nothing but protection
     * information which the device adds or removes.
     *
     * @param protectionFlags as {@link BdevIo#protectionFlags}
     */
    public int transferBytes(int protectionFlags) {
        boolean removed =
                protection > 0
                        && metadataSize == PROTECTION_SIZE
                        && (protectionFlags & BdevIo.PRACT) != 0;
        return removed ? blockSize : blockBytes();
    }

    /** Bytes of data on the device, without metadata. */
    public long bytes() {
        return blockCount * blockSize;
    }
}
