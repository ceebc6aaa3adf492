package io.viaduct.bdev.malloc;

import io.viaduct.api.bdev.BdevIo;
import io.viaduct.api.bdev.Geometry;
import io.viaduct.api.memory.Native;
import io.viaduct.api.memory.SegmentList;
import io.viaduct.api.nvme.Status;

import java.lang.foreign.MemorySegment;

/**
 * Transfers between a host's memory and a disk whose blocks have protection information, one
 * reactor's. What a host gives is checked before anything of it is stored.
 */
final class ProtectedTransfer {
    private final DiskBlocks blocks;
    private final Protection protection;
    private final int blockSize;
    private final int blockBytes;
    private final boolean nothingElse;
    private final GivenBlocks given;

    ProtectedTransfer(DiskBlocks blocks) {
        this.blocks = blocks;
        protection = blocks.protection();
        blockSize = blocks.shape().blockSize();
        blockBytes = blocks.blockBytes();
        nothingElse = blocks.shape().metadataSize() == Geometry.PROTECTION_SIZE;
        given = new GivenBlocks(protection, blockBytes);
    }

    /** Whether the host's memory has data alone. */
    boolean strips(BdevIo io) {
        return nothingElse && (io.protectionFlags() & BdevIo.PRACT) != 0;
    }

    /** The status of what a read checks. */
    int beforeRead(BdevIo io) {
        return blocks.check(
                io.lba(),
                0,
                io.count(),
                io.protectionFlags(),
                io.referenceTag(),
                io.applicationTag(),
                io.applicationMask());
    }

    /** Reads data alone. */
    void readStripped(BdevIo io) {
        SegmentList data = io.data();
        for (long i = 0; i < io.count(); i++) {
            data.copyFrom(i * blockSize, blocks.address(io.lba() + i), blockSize);
        }
    }

    /** Checks what there is to check, writes, and adds what there is to add. */
    int write(BdevIo io) {
        boolean adds = (io.protectionFlags() & BdevIo.PRACT) != 0;
        int status = given.check(io);
        if (status != Status.SUCCESS) {
            return status;
        }
        int size = strips(io) ? blockSize : blockBytes;
        for (long i = 0; i < io.count(); i++) {
            long block = blocks.address(io.lba() + i);
            io.data().copyTo(i * size, block, size);
            if (adds) {
                int reference = protection.reference(io.referenceTag(), i);
                protection.generate(block, reference, io.applicationTag());
            }
        }
        return Status.SUCCESS;
    }

    /** Checks both sides, and compares all but protection information. */
    int compare(BdevIo io) {
        boolean strips = strips(io);
        int status = beforeRead(io);
        if (status == Status.SUCCESS) {
            status = given.check(io);
        }
        if (status != Status.SUCCESS) {
            return status;
        }
        int size = strips ? blockSize : blockBytes;
        int after = protection.offset() + Geometry.PROTECTION_SIZE;
        for (long i = 0; i < io.count(); i++) {
            MemorySegment one = given.block(io, i, size);
            long block = blocks.address(io.lba() + i);
            boolean equal =
                    strips
                            ? same(one, block, 0, blockSize)
                            : same(one, block, 0, protection.offset())
                                    && same(one, block, after, blockBytes);
            if (!equal) {
                return Status.COMPARE_FAILURE;
            }
        }
        return Status.SUCCESS;
    }

    private static boolean same(MemorySegment one, long block, int from, int to) {
        long mine = block + from;
        long end = block + to;
        return MemorySegment.mismatch(one, from, to, Native.ALL, mine, end) < 0;
    }
}
