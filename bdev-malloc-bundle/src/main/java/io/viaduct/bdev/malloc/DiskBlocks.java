package io.viaduct.bdev.malloc;

import io.viaduct.api.bdev.BdevIo;
import io.viaduct.api.bdev.Geometry;
import io.viaduct.api.memory.Native;
import io.viaduct.api.memory.Region;
import io.viaduct.api.nvme.Status;

/**
 * The blocks of one disk, which of them are bad, and what is done to ranges of them without a
 * transfer. Any reactor, at the same time.
 */
final class DiskBlocks {
    /** Reading such a block again will not help. */
    static final int UNREADABLE = Status.withDnr(Status.UNRECOVERED_READ_ERROR);

    private final Region region;
    private final Geometry shape;
    private final int blockBytes;
    private final BadBlocks bad;
    private final Protection protection;

    DiskBlocks(Region region, BadBlocks bad, Geometry shape) {
        this.region = region;
        this.bad = bad;
        this.shape = shape;
        blockBytes = shape.blockBytes();
        protection = shape.protection() == 0 ? null : new Protection(shape);
    }

    /** A disk that has never been written: nothing of it is checked. */
    void format() {
        if (protection != null) {
            for (long lba = 0; lba < shape.blockCount(); lba++) {
                protection.escape(address(lba));
            }
        }
    }

    Region region() {
        return region;
    }

    Geometry shape() {
        return shape;
    }

    BadBlocks bad() {
        return bad;
    }

    /** Of the blocks; null where they have none. */
    Protection protection() {
        return protection;
    }

    /** Bytes of a block with its metadata. */
    int blockBytes() {
        return blockBytes;
    }

    long address(long lba) {
        return region.address() + lba * blockBytes;
    }

    /** Does a part of an I/O, {@code count} blocks from its block {@code at} on. */
    int work(BdevIo io, long at, long count) {
        long lba = io.lba() + at;
        switch (io.op()) {
            case COPY -> {
                return copy(io, at, count);
            }
            case VERIFY -> {
                return verify(io, at, count);
            }
            case WRITE_UNCORRECTABLE -> bad.mark(lba, count);
            default -> {
                Native.zero(address(lba), count * blockBytes);
                if (protection != null) {
                    protectZeroes(io, at, count);
                }
                bad.clear(lba, count);
            }
        }
        return Status.SUCCESS;
    }

    // Ranges that overlap are copied from the far end, as a single copy would come out.
    private int copy(BdevIo io, long at, long count) {
        long offset = io.source() < io.lba() ? io.count() - at - count : at;
        if (bad.hit(io.source() + offset, count)) {
            return UNREADABLE;
        }
        long target = io.lba() + offset;
        Native.copy(address(io.source() + offset), address(target), count * blockBytes);
        bad.clear(target, count);
        return Status.SUCCESS;
    }

    private int verify(BdevIo io, long at, long count) {
        if (bad.hit(io.lba() + at, count)) {
            return UNREADABLE;
        }
        int flags = io.protectionFlags();
        return protection == null
                ? Status.SUCCESS
                : check(
                        io.lba(),
                        at,
                        count,
                        flags,
                        io.referenceTag(),
                        io.applicationTag(),
                        io.applicationMask());
    }

    /** Checks blocks of the disk, {@code count} from block {@code at} of a range at {@code lba}. */
    int check(long lba, long at, long count, int flags, int reference, int application, int mask) {
        if ((flags & ~BdevIo.PRACT) == 0) {
            return Status.SUCCESS;
        }
        for (long i = at; i < at + count; i++) {
            int expected = protection.reference(reference, i);
            int status = protection.check(address(lba + i), flags, expected, application, mask);
            if (status != Status.SUCCESS) {
                return status;
            }
        }
        return Status.SUCCESS;
    }

    // Zeroes that are written have what the command says; those of a deallocation are unchecked.
    private void protectZeroes(BdevIo io, long at, long count) {
        boolean generates = (io.protectionFlags() & BdevIo.PRACT) != 0;
        for (long i = at; i < at + count; i++) {
            long block = address(io.lba() + i);
            switch (io.op()) {
                case UNMAP -> protection.escape(block);
                default -> {
                    if (generates) {
                        int reference = protection.reference(io.referenceTag(), i);
                        protection.generate(block, reference, io.applicationTag());
                    }
                }
            }
        }
    }
}
