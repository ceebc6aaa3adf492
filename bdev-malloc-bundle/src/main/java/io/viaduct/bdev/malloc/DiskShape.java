package io.viaduct.bdev.malloc;

import io.viaduct.api.bdev.Geometry;
import io.viaduct.api.rpc.Errno;
import io.viaduct.api.rpc.RpcException;

import java.util.Map;

/** The parameters that both kinds of disk share, checked as SPDK checks them. */
final class DiskShape {
    private DiskShape() {}

    /**
     * A plain geometry.
     *
     * @param physicalBlockSize bytes, 0 for a block; smaller than a block counts as a block
     * @throws RpcException -22 when a value is out of range
     */
    static Geometry of(long blockSize, long blocks, long physicalBlockSize) throws RpcException {
        if (blocks <= 0) {
            throw Errno.EINVAL.refusal("num_blocks must be greater than 0");
        }
        if (!isBlock(blockSize)) {
            throw Errno.EINVAL.refusal("block_size " + blockSize + " is no power of two from 512");
        }
        if (physicalBlockSize != 0 && !isBlock(physicalBlockSize)) {
            throw Errno.EINVAL.refusal(
                    "physical_block_size " + physicalBlockSize + " is no power of two from 512");
        }
        try {
            int size = Math.toIntExact(blockSize);
            int physical = Math.toIntExact(Math.max(blockSize, physicalBlockSize));
            return plain(size, blocks, physical);
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw Errno.EINVAL.refusal(e.getMessage());
        }
    }

    private static boolean isBlock(long bytes) {
        return bytes >= Geometry.BLOCK_SIZE_MIN && Long.bitCount(bytes) == 1;
    }

    private static Geometry plain(int blockSize, long blocks, int physical) {
        return new Geometry(
                blockSize, blocks, physical, 0, false, 0, 0, 0, 0, 0, 0, 0, false, true);
    }

    /**
     * The shape with metadata after each block's data, and protection information in it.
     *
     * @throws RpcException -22 when there is no room for protection information, or a size or type
     *     that SPDK does not have
     */
    static Geometry withMetadata(Geometry plain, int size, int type, boolean first)
            throws RpcException {
        boolean known = size == 0 || (size >= 8 && size <= 128 && Integer.bitCount(size) == 1);
        if (!known) {
            throw Errno.EINVAL.refusal("metadata size " + size + " is not supported");
        }
        if (type < 0 || type > Protection.TYPE_3) {
            throw Errno.EINVAL.refusal("there is no protection information type " + type);
        }
        if (type > 0 && size == 0) {
            throw Errno.EINVAL.refusal("protection information needs an md_size");
        }
        return size == 0 ? plain : plain.withMetadata(size, type, first);
    }

    /** Refuses what is not done yet, by name. */
    static void refuseUnless(boolean isDefault, String parameter, Object value)
            throws RpcException {
        if (!isDefault) {
            String message = parameter + " is supported at its default only";
            throw new RpcException(
                    RpcException.INVALID_PARAMS,
                    message,
                    Map.of("parameter", parameter, "value", value, "reason", "not supported"));
        }
    }

    /** A number of blocks that a geometry can hold. */
    static int blocks(long value, String parameter) throws RpcException {
        if (value < 0 || value > Integer.MAX_VALUE) {
            throw Errno.outOfRange(parameter, value);
        }
        return (int) value;
    }
}
