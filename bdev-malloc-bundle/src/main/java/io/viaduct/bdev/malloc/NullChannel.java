package io.viaduct.bdev.malloc;

import io.viaduct.api.bdev.BdevChannel;
import io.viaduct.api.bdev.BdevIo;
import io.viaduct.api.bdev.BdevOp;
import io.viaduct.api.bdev.Geometry;
import io.viaduct.api.memory.Region;
import io.viaduct.api.memory.SegmentList;
import io.viaduct.api.nvme.Status;
import io.viaduct.api.reactor.Reactor;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** One reactor's way to a null disk. Everything ends inside submit. */
final class NullChannel implements BdevChannel {
    private final Region zeroes;
    private final Geometry shape;
    private final Reactor reactor;
    private final Protection protection;
    private final GivenBlocks given;
    private final MemorySegment escape;

    NullChannel(Region zeroes, Geometry shape, Reactor reactor) {
        this.zeroes = zeroes;
        this.shape = shape;
        this.reactor = reactor;
        boolean protects = shape.protection() > 0;
        protection = protects ? new Protection(shape) : null;
        given = protects ? new GivenBlocks(protection, shape.blockBytes()) : null;
        escape = protects ? Arena.ofAuto().allocate(Geometry.PROTECTION_SIZE) : null;
        if (protects) {
            escape.set(ValueLayout.JAVA_LONG_UNALIGNED, 0, -1);
        }
    }

    @Override
    public int submit(BdevIo io) {
        io.status(Status.SUCCESS);
        if (io.op() == BdevOp.READ) {
            read(io);
        } else if (io.op() == BdevOp.WRITE && protection != null) {
            io.status(given.check(io));
        }
        return DONE;
    }

    private void read(BdevIo io) {
        int blockBytes = shape.transferBytes(io.protectionFlags());
        long bytes = io.count() * blockBytes;
        SegmentList into = io.lendInto();
        if (into != null && lend(into, bytes)) {
            zeroes.lease(reactor);
            io.lent();
        } else if (io.data() != null) {
            fill(io.data(), bytes);
            if (protection != null && blockBytes > shape.blockSize()) {
                protect(io);
            }
        } else {
            io.status(Status.INTERNAL_DEVICE_ERROR);
        }
    }

    // The region again and again; false when the list is too short for that.
    private boolean lend(SegmentList into, long bytes) {
        long size = zeroes.size();
        if (protection != null || bytes > (into.capacity() - into.count()) * size) {
            return false;
        }
        for (long left = bytes; left > 0; left -= size) {
            into.add(zeroes.address(), Math.min(left, size));
        }
        return true;
    }

    private void fill(SegmentList data, long bytes) {
        for (long at = 0; at < bytes; at += zeroes.size()) {
            data.copyFrom(at, zeroes.address(), Math.min(zeroes.size(), bytes - at));
        }
    }

    // As that of a block which was never written: nothing of it is checked.
    private void protect(BdevIo io) {
        long at = protection.offset();
        for (long i = 0; i < io.count(); i++) {
            io.data().copyFrom(at, escape.address(), Geometry.PROTECTION_SIZE);
            at += shape.blockBytes();
        }
    }

    @Override
    public void release(BdevIo io) {
        zeroes.unlease(reactor);
    }

    @Override
    public void close() {
        // It holds nothing.
    }
}
