package org.example.viaduct.lz4;

import io.viaduct.api.bdev.Bdev;
import io.viaduct.api.bdev.BdevChannel;
import io.viaduct.api.bdev.BdevOp;
import io.viaduct.api.bdev.ChannelContext;
import io.viaduct.api.bdev.Geometry;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * A device whose blocks are kept compressed. What it does not do by itself the core does for it.
 */
final class Lz4Bdev implements Bdev {
    private static final Set<BdevOp> OPERATIONS =
            Collections.unmodifiableSet(
                    EnumSet.of(
                            BdevOp.READ,
                            BdevOp.WRITE,
                            BdevOp.WRITE_ZEROES,
                            BdevOp.UNMAP,
                            BdevOp.RESET));

    private final String name;
    private final UUID uuid;
    private final Geometry geometry;
    private final CompressedBlocks blocks;

    Lz4Bdev(String name, UUID uuid, Geometry geometry, CompressedBlocks blocks) {
        this.name = name;
        this.uuid = uuid;
        this.geometry = geometry;
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
        return "LZ4 disk";
    }

    @Override
    public Geometry geometry() {
        return geometry;
    }

    @Override
    public Set<BdevOp> operations() {
        return OPERATIONS;
    }

    @Override
    public BdevChannel open(ChannelContext context) {
        return new Lz4Channel(blocks, geometry.blockSize());
    }

    @Override
    public Map<String, Object> driverSpecific() {
        return Map.of("lz4", Map.of("bytes_in_use", blocks.bytesInUse()));
    }
}
