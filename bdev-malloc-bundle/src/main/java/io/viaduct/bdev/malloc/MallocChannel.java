package io.viaduct.bdev.malloc;

import io.viaduct.api.bdev.BdevChannel;
import io.viaduct.api.bdev.BdevIo;
import io.viaduct.api.bdev.BdevOp;
import io.viaduct.api.bdev.ChannelContext;
import io.viaduct.api.memory.Region;
import io.viaduct.api.memory.SegmentList;
import io.viaduct.api.nvme.Status;
import io.viaduct.api.reactor.Reactor;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** One reactor's way to a RAM disk. Everything but a large range ends inside submit. */
final class MallocChannel implements BdevChannel {
    /** Bytes that are compared at once. */
    private static final int COMPARE_BYTES = 1 << 14;

    private final Region region;
    private final int blockSize;
    private final Reactor reactor;
    private final RangeWork ranges;
    // The other side of a comparison: memory that nobody can take away meanwhile. Most channels
    // never compare.
    private MemorySegment given;

    MallocChannel(Region region, int blockSize, ChannelContext context) {
        this.region = region;
        this.blockSize = blockSize;
        reactor = context.reactor();
        ranges = new RangeWork(region.address(), blockSize, context);
    }

    @Override
    public int submit(BdevIo io) {
        return switch (io.op()) {
            case READ -> done(io, read(io));
            case WRITE -> done(io, write(io));
            case COMPARE -> done(io, compare(io));
            case FLUSH -> done(io, Status.SUCCESS);
            case WRITE_ZEROES, UNMAP, COPY, RESET -> ranges.submit(io);
            case COMPARE_AND_WRITE -> done(io, Status.INVALID_OPCODE);
        };
    }

    private static int done(BdevIo io, int status) {
        io.status(status);
        return DONE;
    }

    private int read(BdevIo io) {
        long bytes = io.count() * blockSize;
        long address = region.address() + io.lba() * blockSize;
        SegmentList into = io.lendInto();
        if (into == null) {
            io.data().copyFrom(0, address, bytes);
        } else {
            into.add(address, bytes);
            region.lease(reactor);
            io.lent();
        }
        return Status.SUCCESS;
    }

    private int write(BdevIo io) {
        long bytes = io.count() * blockSize;
        io.data().copyTo(0, region.address() + io.lba() * blockSize, bytes);
        return Status.SUCCESS;
    }

    private int compare(BdevIo io) {
        if (given == null) {
            given = Arena.ofAuto().allocate(COMPARE_BYTES);
        }
        long bytes = io.count() * blockSize;
        long start = io.lba() * blockSize;
        for (long at = 0; at < bytes; at += COMPARE_BYTES) {
            long length = Math.min(COMPARE_BYTES, bytes - at);
            io.data().copyTo(at, given.address(), length);
            long from = start + at;
            MemorySegment mine = region.segment();
            if (MemorySegment.mismatch(given, 0, length, mine, from, from + length) >= 0) {
                return Status.COMPARE_FAILURE;
            }
        }
        return Status.SUCCESS;
    }

    @Override
    public void release(BdevIo io) {
        assert io.op() == BdevOp.READ;
        region.unlease(reactor);
    }

    @Override
    public void close() {
        ranges.close();
    }
}
