package io.viaduct.core;

import io.viaduct.api.bdev.Bdev;
import io.viaduct.api.bdev.BdevChannel;
import io.viaduct.api.bdev.BdevIo;
import io.viaduct.api.bdev.BdevOp;
import io.viaduct.api.bdev.ChannelContext;
import io.viaduct.api.bdev.Geometry;

import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.UUID;

/** A device that does nothing, well. */
final class ZeroDisk implements Bdev {
    private final String name;
    private final Geometry geometry;

    ZeroDisk(String name, long blocks) {
        this.name = name;
        geometry = Geometry.of(512, blocks);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public UUID uuid() {
        return UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public String productName() {
        return "Zero disk";
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
        return new BdevChannel() {
            @Override
            public int submit(BdevIo io) {
                return DONE;
            }

            @Override
            public void close() {
                // Nothing is held.
            }
        };
    }
}
