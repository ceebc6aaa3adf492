package org.example.viaduct.lz4;

import io.viaduct.api.bdev.Geometry;
import io.viaduct.api.estate.Estate;
import io.viaduct.api.estate.Estates;
import io.viaduct.api.rpc.Errno;
import io.viaduct.api.rpc.RpcException;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.UUID;
import java.util.concurrent.CompletionStage;

/**
 * The memory of one disk: an estate under the disk's UUID, which is the platform's and is there
 * when the next version of this bundle looks for it. Its regions are the table and the cells of
 * {@link CompressedBlocks}; its bytes are the shape, big endian: block size (32 bits), number of
 * blocks (64), bytes for cells (64). Control threads.
 */
final class Lz4Storage {
    /** Changes with the meaning of bytes and regions. */
    private static final int VERSION = 1;

    private static final String ESTATES = "org.example.viaduct.lz4/";
    private static final String TABLE = "table";
    private static final String CELLS = "cells";

    private final Estate estate;
    private final CompressedBlocks blocks;

    private Lz4Storage(Estate estate, Geometry geometry) {
        this.estate = estate;
        blocks =
                new CompressedBlocks(
                        geometry.blockSize(),
                        geometry.blockCount(),
                        estate.region(TABLE).segment(),
                        estate.region(CELLS).segment());
    }

    /** Whether an earlier instance has left something for a disk. */
    static boolean isLeft(Estates estates, UUID uuid) {
        return estates.versionOf(ESTATES + uuid) >= 0;
    }

    /**
     * Takes over what an earlier instance of the bundle has left for a disk, or makes storage that
     * reads as zeroes.
     *
     * @param bytes for cells
     * @throws RpcException -16 when the storage is in use, -17 when it is of another shape, -22
     *     when it is of another version, -12 when there is no memory; what is there stays
     */
    static Lz4Storage of(Estates estates, UUID uuid, Geometry geometry, long bytes)
            throws RpcException {
        byte[] shape = shape(geometry, bytes);
        Estate left = estates.adopt(ESTATES + uuid, VERSION);
        if (left == null) {
            return made(estates.create(ESTATES + uuid, VERSION), geometry, bytes, shape);
        }
        if (!Arrays.equals(left.bytes(), shape)) {
            left.release();
            throw Errno.EEXIST.refusal(left.name() + " has another shape");
        }
        return new Lz4Storage(left, geometry);
    }

    private static Lz4Storage made(Estate estate, Geometry geometry, long bytes, byte[] shape)
            throws RpcException {
        try {
            long table = Math.multiplyExact(geometry.blockCount(), CompressedBlocks.ENTRY);
            estate.addRegion(TABLE, table);
            estate.addRegion(CELLS, bytes);
        } catch (IOException | ArithmeticException e) {
            estate.discard();
            throw Errno.ENOMEM.refusal(e.getMessage());
        }
        // Only now is it worth to be taken over.
        estate.bytes(shape);
        return new Lz4Storage(estate, geometry);
    }

    private static byte[] shape(Geometry geometry, long bytes) {
        return ByteBuffer.allocate(Integer.BYTES + 2 * Long.BYTES)
                .putInt(geometry.blockSize())
                .putLong(geometry.blockCount())
                .putLong(bytes)
                .array();
    }

    CompressedBlocks blocks() {
        return blocks;
    }

    /** Leaves the content to the next instance. */
    void release() {
        estate.release();
    }

    /** Gives up the content; done when its memory is free. */
    CompletionStage<Void> discard() {
        return estate.discard();
    }
}
