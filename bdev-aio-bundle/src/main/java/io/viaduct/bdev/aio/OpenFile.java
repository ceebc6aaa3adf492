package io.viaduct.bdev.aio;

import io.viaduct.api.bdev.Geometry;
import io.viaduct.api.rpc.Errno;
import io.viaduct.api.rpc.RpcException;
import io.viaduct.linux.Descriptor;
import io.viaduct.linux.Files;
import io.viaduct.linux.SystemCallException;

import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * A file or block device that is open, and what the kernel says of it. The descriptor is the
 * estate's.
 *
 * @param logicalBlock bytes of the block device's logical block, 0 for a regular file
 * @param memoryAlignment what addresses of an I/O are multiples of, bytes
 * @param lengthAlignment what offsets and lengths of an I/O are multiples of, bytes
 */
record OpenFile(int descriptor, int logicalBlock, int memoryAlignment, int lengthAlignment) {
    /** Where the kernel does not say what direct I/O needs: enough for every disk there is. */
    private static final int ALIGNMENT_UNKNOWN = 4096;

    private static final int TYPE_MASK = 0xf000;
    private static final int REGULAR_FILE = 0x8000;
    private static final int BLOCK_DEVICE = 0x6000;

    private static final System.Logger LOG = System.getLogger(OpenFile.class.getName());

    /**
     * Opens a file: past the page cache where the file system and the block size allow it.
     *
     * @return a descriptor, the caller's to close
     * @throws RpcException the kernel's refusal
     */
    static int open(DiskOptions options) throws RpcException {
        Path path = path(options.filename());
        int access = options.readOnly() ? Files.READ_ONLY : Files.READ_WRITE;
        try {
            int direct = Files.open(path, access | Files.DIRECT, 0);
            if (options.blockSize() == 0
                    || Files.offsetAlignment(direct) <= options.blockSize()
                    || Files.logicalBlockSize(direct) > 0) {
                return direct;
            }
            Descriptor.close(direct);
        } catch (SystemCallException e) {
            if (e.errno() != io.viaduct.linux.Errno.EINVAL) {
                throw refusal(e);
            }
        }
        LOG.log(System.Logger.Level.INFO, "{0} goes through the page cache", path);
        try {
            return Files.open(path, access, 0);
        } catch (SystemCallException e) {
            throw refusal(e);
        }
    }

    // A pipe would be waited for, and a terminal has no blocks.
    private static Path path(String filename) throws RpcException {
        try {
            Path path = Path.of(filename);
            int mode = (int) java.nio.file.Files.getAttribute(path, "unix:mode") & TYPE_MASK;
            if (mode != REGULAR_FILE && mode != BLOCK_DEVICE) {
                throw Errno.EINVAL.refusal(filename + " is neither a file nor a block device");
            }
            return path;
        } catch (NoSuchFileException e) {
            throw Errno.ENOENT.refusal();
        } catch (InvalidPathException | IOException e) {
            throw Errno.EINVAL.refusal(e.toString());
        }
    }

    /** Asks the kernel about a descriptor. */
    static OpenFile of(int descriptor) throws RpcException {
        try {
            int logical = Math.max(Files.logicalBlockSize(descriptor), 0);
            if (!Files.isDirect(descriptor)) {
                return new OpenFile(descriptor, logical, 1, 1);
            }
            int memory = Files.memoryAlignment(descriptor);
            int length = Files.offsetAlignment(descriptor);
            return new OpenFile(
                    descriptor,
                    logical,
                    memory > 0 ? memory : ALIGNMENT_UNKNOWN,
                    length > 0 ? length : Math.max(logical, Geometry.BLOCK_SIZE_MIN));
        } catch (SystemCallException e) {
            throw refusal(e);
        }
    }

    /** Bytes now. */
    long size() throws RpcException {
        try {
            return Files.size(descriptor);
        } catch (SystemCallException e) {
            throw refusal(e);
        }
    }

    /**
     * The shape of the device over it. What was written is safe only after a flush: neither a file
     * system nor a disk says that it has no volatile cache.
     *
     * @param wanted bytes of a block, 0 for the block device's own
     * @throws RpcException -22 where there is no such shape
     */
    Geometry shape(long wanted) throws RpcException {
        long block = wanted == 0 ? logicalBlock : wanted;
        if (block == 0) {
            throw Errno.EINVAL.refusal("a regular file has no block size of its own");
        }
        if (block < logicalBlock) {
            throw Errno.EINVAL.refusal("block_size is smaller than the disk's, " + logicalBlock);
        }
        long bytes = size();
        if (bytes == 0 || bytes % block != 0) {
            throw Errno.EINVAL.refusal(bytes + " bytes are no multiple of block_size " + block);
        }
        try {
            int size = Math.toIntExact(block);
            return new Geometry(
                    size, bytes / size, size, 0, false, 0, 0, 0, 0, 0, 0, 0, true, true);
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw Errno.EINVAL.refusal(e.getMessage());
        }
    }

    /** Whether the disk under the descriptor has gone: it is there, and has no bytes any more. */
    boolean isGone() {
        try {
            return logicalBlock > 0 && Files.size(descriptor) == 0;
        } catch (SystemCallException e) {
            return true;
        }
    }

    private static RpcException refusal(SystemCallException e) {
        return new RpcException(-e.errno(), io.viaduct.linux.Errno.text(e.errno()));
    }
}
