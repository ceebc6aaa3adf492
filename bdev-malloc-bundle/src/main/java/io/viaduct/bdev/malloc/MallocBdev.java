package io.viaduct.bdev.malloc;

import io.viaduct.api.bdev.Bdev;
import io.viaduct.api.bdev.BdevChannel;
import io.viaduct.api.bdev.BdevOp;
import io.viaduct.api.bdev.ChannelContext;
import io.viaduct.api.bdev.Geometry;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;
import java.util.UUID;

/**
 * A device whose blocks are bytes of a region. The region is the base's: it is still there when
 * this bundle's next instance looks for it.
 *
 * <p>Reactors work on the same bytes without a lock. What the specification leaves open, this
 * leaves open: two commands under way at once on the same blocks may mix. Therefore
 * COMPARE_AND_WRITE, which must not mix, is not among the operations: the core does it, and keeps
 * writes off its blocks meanwhile.
 */
final class MallocBdev implements Bdev {
    private static final Set<BdevOp> OPERATIONS =
            Collections.unmodifiableSet(EnumSet.complementOf(EnumSet.of(BdevOp.COMPARE_AND_WRITE)));

    private final String name;
    private final UUID uuid;
    private final DiskBlocks blocks;

    /** A device over blocks that somebody else keeps. */
    MallocBdev(String name, UUID uuid, DiskBlocks blocks) {
        this.name = name;
        this.uuid = uuid;
        this.blocks = blocks;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public UUID uuid() {
        return uuid;
    }

    @Override
    public String productName() {
        return "Malloc disk";
    }

    @Override
    public Geometry geometry() {
        return blocks.shape();
    }

    @Override
    public Set<BdevOp> operations() {
        return OPERATIONS;
    }

    @Override
    public boolean lends() {
        return true;
    }

    @Override
    public BdevChannel open(ChannelContext context) {
        return new MallocChannel(blocks, context);
    }
}
