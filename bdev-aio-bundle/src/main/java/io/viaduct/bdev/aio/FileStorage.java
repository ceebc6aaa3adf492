package io.viaduct.bdev.aio;

import io.viaduct.api.estate.Estate;
import io.viaduct.api.estate.Estates;
import io.viaduct.api.rpc.RpcException;
import io.viaduct.linux.Descriptor;

import java.util.Arrays;
import java.util.UUID;
import java.util.concurrent.CompletionStage;

/**
 * The open file of one device, which is kept by the base while this bundle is replaced: the
 * descriptor stays open, so that the next instance goes on with the very same file, and what was
 * not flushed yet is flushed by it. Control threads.
 */
final class FileStorage {
    /** Of the estate's content: the descriptor, and as bytes how it was opened. */
    static final int VERSION = 1;

    private static final String FILE = "file";

    private final Estate estate;
    private final OpenFile file;

    private FileStorage(Estate estate, OpenFile file) {
        this.estate = estate;
        this.file = file;
    }

    /** Name of the estate. */
    static String estate(UUID uuid) {
        return "io.viaduct.bdev.aio/" + uuid;
    }

    /**
     * Takes over the open file that an earlier instance has left for this UUID, where it is the
     * same file opened in the same way, or else opens it.
     *
     * @throws RpcException the kernel's refusal of the file; -16 when the estate is in use, -22
     *     when it is of another version
     */
    static FileStorage of(Estates estates, UUID uuid, DiskOptions options) throws RpcException {
        Estate left = estates.adopt(estate(uuid), VERSION);
        if (left != null) {
            return adopted(left, options);
        }
        Estate made = estates.create(estate(uuid), VERSION);
        try {
            return opened(made, options);
        } catch (RpcException e) {
            made.discard();
            throw e;
        }
    }

    private static FileStorage adopted(Estate left, DiskOptions options) throws RpcException {
        try {
            int descriptor = left.descriptor(FILE);
            if (descriptor >= 0 && Arrays.equals(left.bytes(), options.opening())) {
                OpenFile file = OpenFile.of(descriptor);
                if (!file.isGone()) {
                    return new FileStorage(left, file);
                }
            }
            return opened(left, options);
        } catch (RpcException e) {
            left.release();
            throw e;
        }
    }

    private static FileStorage opened(Estate estate, DiskOptions options) throws RpcException {
        int descriptor = OpenFile.open(options);
        OpenFile file;
        try {
            file = OpenFile.of(descriptor);
        } catch (RpcException e) {
            Descriptor.close(descriptor);
            throw e;
        }
        estate.descriptor(FILE, descriptor);
        estate.bytes(options.opening());
        return new FileStorage(estate, file);
    }

    /** The open file. */
    OpenFile file() {
        return file;
    }

    /** Leaves the open file to the next instance. */
    void release() {
        estate.release();
    }

    /** Closes the file. */
    CompletionStage<Void> discard() {
        return estate.discard();
    }
}
