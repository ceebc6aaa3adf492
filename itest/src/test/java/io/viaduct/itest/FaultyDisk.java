package io.viaduct.itest;

import io.viaduct.api.bdev.Bdev;
import io.viaduct.api.bdev.BdevChannel;
import io.viaduct.api.bdev.BdevIo;
import io.viaduct.api.bdev.BdevOp;
import io.viaduct.api.bdev.ChannelContext;
import io.viaduct.api.bdev.Geometry;
import io.viaduct.api.nvme.Status;

import java.util.Set;
import java.util.UUID;

/** A plug-in's device that holds nothing, and throws where somebody reads its upper half. */
public final class FaultyDisk implements Bdev, BdevChannel {
    static final String NAME = "Faulty";
    static final int BLOCK = 512;
    static final int BLOCKS = 1024;

    private static final UUID IDENTITY = UUID.fromString("7d1c5e1e-0d3b-4e3a-9c55-3b0a4b4f9a10");

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public UUID uuid() {
        return IDENTITY;
    }

    @Override
    public String productName() {
        return "Faulty disk";
    }

    @Override
    public Geometry geometry() {
        return Geometry.of(BLOCK, BLOCKS);
    }

    @Override
    public Set<BdevOp> operations() {
        return Set.of(BdevOp.READ, BdevOp.WRITE);
    }

    @Override
    public BdevChannel open(ChannelContext context) {
        return this;
    }

    @Override
    public int submit(BdevIo io) {
        if (io.lba() >= BLOCKS / 2) {
            throw new IllegalStateException("nobody has read this before");
        }
        io.status(Status.SUCCESS);
        return DONE;
    }

    @Override
    public void close() {
        // It has nothing.
    }
}
