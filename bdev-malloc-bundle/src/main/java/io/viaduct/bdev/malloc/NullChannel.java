package io.viaduct.bdev.malloc;

import io.viaduct.api.bdev.BdevChannel;
import io.viaduct.api.bdev.BdevIo;
import io.viaduct.api.bdev.BdevOp;
import io.viaduct.api.memory.Region;
import io.viaduct.api.memory.SegmentList;
import io.viaduct.api.nvme.Status;
import io.viaduct.api.reactor.Reactor;

/** One reactor's way to a null disk. Everything ends inside submit. */
final class NullChannel implements BdevChannel {
    private final Region zeroes;
    private final int blockSize;
    private final Reactor reactor;

    NullChannel(Region zeroes, int blockSize, Reactor reactor) {
        this.zeroes = zeroes;
        this.blockSize = blockSize;
        this.reactor = reactor;
    }

    @Override
    public int submit(BdevIo io) {
        io.status(Status.SUCCESS);
        if (io.op() == BdevOp.READ) {
            read(io);
        }
        return DONE;
    }

    private void read(BdevIo io) {
        long bytes = io.count() * blockSize;
        SegmentList into = io.lendInto();
        if (into != null && lend(into, bytes)) {
            zeroes.lease(reactor);
            io.lent();
        } else if (io.data() != null) {
            fill(io.data(), bytes);
        } else {
            io.status(Status.INTERNAL_DEVICE_ERROR);
        }
    }

    // The region again and again; false when the list is too short for that.
    private boolean lend(SegmentList into, long bytes) {
        long size = zeroes.size();
        if (bytes > (into.capacity() - into.count()) * size) {
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

    @Override
    public void release(BdevIo io) {
        zeroes.unlease(reactor);
    }

    @Override
    public void close() {
        // It holds nothing.
    }
}
