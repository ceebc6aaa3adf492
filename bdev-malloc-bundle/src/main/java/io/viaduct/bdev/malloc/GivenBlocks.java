package io.viaduct.bdev.malloc;

import io.viaduct.api.bdev.BdevIo;
import io.viaduct.api.nvme.Status;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Blocks with protection information as a host gives them: in pieces that may lie anywhere. One
 * reactor's.
 */
final class GivenBlocks {
    private final Protection protection;
    private final int blockBytes;
    private final MemorySegment one;

    GivenBlocks(Protection protection, int blockBytes) {
        this.protection = protection;
        this.blockBytes = blockBytes;
        one = Arena.ofAuto().allocate(blockBytes, Long.BYTES);
    }

    /** Copies one of an I/O's blocks, of {@code size} bytes each, until the next is asked for. */
    MemorySegment block(BdevIo io, long index, int size) {
        io.data().copyTo(index * size, one.address(), size);
        return one;
    }

    /** The status of what a command checks of them. */
    int check(BdevIo io) {
        int flags = io.protectionFlags();
        if (flags == 0 || (flags & BdevIo.PRACT) != 0) {
            return Status.SUCCESS;
        }
        for (long i = 0; i < io.count(); i++) {
            int status =
                    protection.check(
                            block(io, i, blockBytes).address(),
                            flags,
                            protection.reference(io.referenceTag(), i),
                            io.applicationTag(),
                            io.applicationMask());
            if (status != Status.SUCCESS) {
                return status;
            }
        }
        return Status.SUCCESS;
    }
}
