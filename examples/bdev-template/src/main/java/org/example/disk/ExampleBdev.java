package org.example.disk;

import io.viaduct.api.bdev.Bdev;
import io.viaduct.api.bdev.BdevChannel;
import io.viaduct.api.bdev.BdevOp;
import io.viaduct.api.bdev.ChannelContext;
import io.viaduct.api.bdev.Geometry;
import io.viaduct.api.memory.Region;

import java.util.Set;
import java.util.UUID;

/** A device. What it does not do by itself, such as Compare and Copy, the core does for it. */
final class ExampleBdev implements Bdev {
    private final String name;
    private final UUID uuid;
    private final Geometry geometry;
    private final Region content;

    ExampleBdev(String name, UUID uuid, Geometry geometry, Region content) {
        this.name = name;
        this.uuid = uuid;
        this.geometry = geometry;
        this.content = content;
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
        return "Example disk";
    }

    @Override
    public Geometry geometry() {
        return geometry;
    }

    @Override
    public Set<BdevOp> operations() {
        return Set.of(BdevOp.READ, BdevOp.WRITE);
    }

    @Override
    public BdevChannel open(ChannelContext context) {
        return new ExampleChannel(content, geometry.blockSize());
    }
}
