package io.viaduct.bdev.malloc;

import io.viaduct.api.bdev.Geometry;
import io.viaduct.api.estate.Estate;
import io.viaduct.api.estate.Estates;
import io.viaduct.api.memory.Region;
import io.viaduct.api.rpc.Errno;
import io.viaduct.api.rpc.RpcException;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.UUID;
import java.util.concurrent.CompletionStage;

/**
 * The storage of one disk: an estate under the disk's UUID. Its bytes are the block size (32 bits)
 * and the number of blocks (64 bits), big endian; its region "blocks" is the content. Control
 * threads.
 */
final class MallocStorage {
    /** Changes with the meaning of bytes and regions. */
    static final int VERSION = 1;

    private static final String ESTATES = "io.viaduct.bdev.malloc/";
    private static final String BLOCKS = "blocks";

    private final Estate estate;

    private MallocStorage(Estate estate) {
        this.estate = estate;
    }

    /** The name of a disk's estate. */
    static String estate(UUID uuid) {
        return ESTATES + uuid;
    }

    /**
     * Takes over what an earlier instance of the bundle has left for a disk, with its content, or
     * makes storage that reads as zeroes.
     *
     * @throws RpcException -16 when the storage is in use, -17 when it is of another geometry, -22
     *     when it is of another version, -12 when there is no memory; what is there stays
     */
    static MallocStorage of(Estates estates, UUID uuid, Geometry geometry) throws RpcException {
        Estate left = estates.adopt(estate(uuid), VERSION);
        return left == null ? made(estates, uuid, geometry) : adopted(left, geometry);
    }

    private static MallocStorage adopted(Estate left, Geometry geometry) throws RpcException {
        byte[] shape = left.bytes();
        Region blocks = left.region(BLOCKS);
        if (!Arrays.equals(shape, shape(geometry)) || blocks == null) {
            left.release();
            throw Errno.EEXIST.refusal(
                    left.name() + " is " + describe(shape) + "; discard it, or ask for that");
        }
        return new MallocStorage(left);
    }

    private static String describe(byte[] shape) {
        if (shape.length != Integer.BYTES + Long.BYTES) {
            return "incomplete";
        }
        ByteBuffer buffer = ByteBuffer.wrap(shape);
        int size = buffer.getInt();
        return "storage of " + buffer.getLong() + " blocks of " + size + " bytes";
    }

    private static MallocStorage made(Estates estates, UUID uuid, Geometry geometry)
            throws RpcException {
        MallocStorage made = new MallocStorage(estates.create(estate(uuid), VERSION));
        try {
            Region unused = made.estate.addRegion(BLOCKS, geometry.bytes());
        } catch (IOException e) {
            made.discard();
            throw Errno.ENOMEM.refusal(e.getMessage());
        }
        // Only now is it worth to be adopted.
        made.estate.bytes(shape(geometry));
        return made;
    }

    private static byte[] shape(Geometry geometry) {
        return ByteBuffer.allocate(Integer.BYTES + Long.BYTES)
                .putInt(geometry.blockSize())
                .putLong(geometry.blockCount())
                .array();
    }

    /** The content. */
    Region blocks() {
        return estate.region(BLOCKS);
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
