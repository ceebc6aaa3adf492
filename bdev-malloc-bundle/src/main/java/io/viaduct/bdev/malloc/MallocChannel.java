package io.viaduct.bdev.malloc;

import io.viaduct.api.bdev.BdevChannel;
import io.viaduct.api.bdev.BdevIo;
import io.viaduct.api.bdev.ChannelContext;
import io.viaduct.api.memory.SegmentList;
import io.viaduct.api.nvme.Status;
import io.viaduct.api.reactor.Reactor;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** One reactor's way to a RAM disk. Everything but a large range ends inside submit. */
final class MallocChannel implements BdevChannel {
    /** Bytes that are compared at once. */
    private static final int COMPARE_BYTES = 1 << 14;

    private final DiskBlocks blocks;
    private final BadBlocks bad;
    private final int blockBytes;
    private final Reactor reactor;
    private final RangeWork ranges;
    private final ProtectedTransfer transfer;
    // The other side of a comparison: memory that nobody can take away meanwhile. Most channels
    // never compare.
    private MemorySegment given;

    MallocChannel(DiskBlocks blocks, ChannelContext context) {
        this.blocks = blocks;
        bad = blocks.bad();
        blockBytes = blocks.blockBytes();
        reactor = context.reactor();
        ranges = new RangeWork(blocks, context);
        transfer = blocks.protection() == null ? null : new ProtectedTransfer(blocks);
    }

    @Override
    public int submit(BdevIo io) {
        return switch (io.op()) {
            case READ -> done(io, read(io));
            case WRITE -> done(io, write(io));
            case COMPARE -> done(io, compare(io));
            case FLUSH -> done(io, Status.SUCCESS);
            case WRITE_ZEROES, UNMAP, COPY, VERIFY, WRITE_UNCORRECTABLE, RESET -> ranges.submit(io);
            case COMPARE_AND_WRITE -> done(io, Status.INVALID_OPCODE);
        };
    }

    private static int done(BdevIo io, int status) {
        io.status(status);
        return DONE;
    }

    private int read(BdevIo io) {
        if (bad.hit(io.lba(), io.count())) {
            return DiskBlocks.UNREADABLE;
        }
        if (transfer != null && io.protectionFlags() != 0) {
            int status = transfer.beforeRead(io);
            if (status != Status.SUCCESS) {
                return status;
            }
            if (transfer.strips(io)) {
                transfer.readStripped(io);
                return Status.SUCCESS;
            }
        }
        long bytes = io.count() * blockBytes;
        long address = blocks.address(io.lba());
        SegmentList into = io.lendInto();
        if (into == null) {
            io.data().copyFrom(0, address, bytes);
        } else {
            into.add(address, bytes);
            blocks.region().lease(reactor);
            io.lent();
        }
        return Status.SUCCESS;
    }

    private int write(BdevIo io) {
        if (transfer != null && io.protectionFlags() != 0) {
            int status = transfer.write(io);
            if (status != Status.SUCCESS) {
                return status;
            }
        } else {
            io.data().copyTo(0, blocks.address(io.lba()), io.count() * blockBytes);
        }
        bad.clear(io.lba(), io.count());
        return Status.SUCCESS;
    }

    private int compare(BdevIo io) {
        if (bad.hit(io.lba(), io.count())) {
            return DiskBlocks.UNREADABLE;
        }
        if (transfer != null) {
            return transfer.compare(io);
        }
        if (given == null) {
            given = Arena.ofAuto().allocate(COMPARE_BYTES);
        }
        long bytes = io.count() * blockBytes;
        long start = io.lba() * blockBytes;
        MemorySegment mine = blocks.region().segment();
        for (long at = 0; at < bytes; at += COMPARE_BYTES) {
            long length = Math.min(COMPARE_BYTES, bytes - at);
            io.data().copyTo(at, given.address(), length);
            long from = start + at;
            if (MemorySegment.mismatch(given, 0, length, mine, from, from + length) >= 0) {
                return Status.COMPARE_FAILURE;
            }
        }
        return Status.SUCCESS;
    }

    @Override
    public void release(BdevIo io) {
        blocks.region().unlease(reactor);
    }

    @Override
    public void close() {
        ranges.close();
    }
}
