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
 * The storage of one disk: an estate under the disk's UUID. Its bytes are its shape, big endian:
 * block size (32 bits), number of blocks (64), bytes of metadata of a block (32), protection type
 * (8), whether protection information leads the metadata (8). Its region "blocks" is the content,
 * its region "bad" the marks of {@link BadBlocks}. Control threads.
 */
final class MallocStorage {
    /** Changes with the meaning of bytes and regions. */
    static final int VERSION = 2;

    /** Without metadata and marks: the bytes end with the number of blocks. */
    static final int VERSION_PLAIN = 1;

    private static final String ESTATES = "io.viaduct.bdev.malloc/";
    private static final String BLOCKS = "blocks";
    private static final String BAD = "bad";
    private static final int PLAIN_LENGTH = Integer.BYTES + Long.BYTES;
    private static final int LENGTH = PLAIN_LENGTH + Integer.BYTES + 2;

    private final Estate estate;
    private final DiskBlocks blocks;

    private MallocStorage(Estate estate, Geometry geometry) {
        this.estate = estate;
        var bad = new BadBlocks(estate.region(BAD).address());
        blocks = new DiskBlocks(estate.region(BLOCKS), bad, geometry);
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
        String name = estate(uuid);
        boolean plain = estates.versionOf(name) == VERSION_PLAIN;
        Estate left = estates.adopt(name, plain ? VERSION_PLAIN : VERSION);
        return left == null ? made(estates, uuid, geometry) : adopted(left, geometry);
    }

    private static MallocStorage adopted(Estate left, Geometry geometry) throws RpcException {
        byte[] shape = left.bytes();
        byte[] wanted = shape(geometry);
        boolean plain = left.version() == VERSION_PLAIN;
        boolean same =
                plain
                        ? geometry.metadataSize() == 0
                                && Arrays.equals(shape, Arrays.copyOf(wanted, PLAIN_LENGTH))
                        : Arrays.equals(shape, wanted);
        if (!same || left.region(BLOCKS) == null) {
            left.release();
            throw Errno.EEXIST.refusal(
                    left.name() + " is " + describe(shape) + "; discard it, or ask for that");
        }
        if (plain) {
            upgrade(left, geometry);
        }
        return new MallocStorage(left, geometry);
    }

    private static void upgrade(Estate plain, Geometry geometry) throws RpcException {
        try {
            if (plain.region(BAD) == null) {
                addMarks(plain, geometry);
            }
        } catch (IOException e) {
            plain.release();
            throw Errno.ENOMEM.refusal(e.getMessage());
        }
        plain.bytes(shape(geometry));
        plain.version(VERSION);
    }

    private static void addMarks(Estate estate, Geometry geometry) throws IOException {
        Region unused = estate.addRegion(BAD, BadBlocks.bytes(geometry.blockCount()));
    }

    private static String describe(byte[] shape) {
        if (shape.length != LENGTH && shape.length != PLAIN_LENGTH) {
            return "incomplete";
        }
        ByteBuffer buffer = ByteBuffer.wrap(shape);
        int size = buffer.getInt();
        String plain = "storage of " + buffer.getLong() + " blocks of " + size + " bytes";
        int metadata = buffer.hasRemaining() ? buffer.getInt() : 0;
        return metadata == 0
                ? plain
                : plain + " and " + metadata + " of metadata, protection type " + buffer.get();
    }

    private static MallocStorage made(Estates estates, UUID uuid, Geometry geometry)
            throws RpcException {
        Estate estate = estates.create(estate(uuid), VERSION);
        try {
            long bytes = Math.multiplyExact(geometry.blockCount(), geometry.blockBytes());
            Region unused = estate.addRegion(BLOCKS, bytes);
            addMarks(estate, geometry);
        } catch (IOException | ArithmeticException e) {
            estate.discard();
            throw Errno.ENOMEM.refusal(e.getMessage());
        }
        var made = new MallocStorage(estate, geometry);
        made.blocks.format();
        // Only now is it worth to be adopted.
        estate.bytes(shape(geometry));
        return made;
    }

    private static byte[] shape(Geometry geometry) {
        return ByteBuffer.allocate(LENGTH)
                .putInt(geometry.blockSize())
                .putLong(geometry.blockCount())
                .putInt(geometry.metadataSize())
                .put((byte) geometry.protection())
                .put((byte) (geometry.protectionFirst() ? 1 : 0))
                .array();
    }

    /** The content. */
    DiskBlocks blocks() {
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
