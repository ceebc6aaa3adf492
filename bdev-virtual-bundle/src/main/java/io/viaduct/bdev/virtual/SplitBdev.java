package io.viaduct.bdev.virtual;

import io.viaduct.api.bdev.BdevChannel;
import io.viaduct.api.bdev.BdevDescriptor;
import io.viaduct.api.bdev.ChannelContext;
import io.viaduct.api.bdev.Geometry;

import java.util.Map;
import java.util.UUID;

/** Some blocks of another device. */
final class SplitBdev extends VirtualBdev {
    private final long first;
    private final Geometry geometry;

    /**
     * A part.
     *
     * @param first its first block in the device below
     * @param blocks its size
     */
    SplitBdev(String name, UUID uuid, BdevDescriptor below, long first, long blocks) {
        super(name, uuid, below);
        this.first = first;
        geometry = below.bdev().geometry().withBlockCount(blocks);
    }

    @Override
    public String productName() {
        return "Split Disk";
    }

    @Override
    public Geometry geometry() {
        return geometry;
    }

    @Override
    public Map<String, Object> driverSpecific() {
        return Map.of("split", Map.of("base_bdev", base().name(), "offset_blocks", first));
    }

    @Override
    public BdevChannel open(ChannelContext context) {
        return new ForwardingChannel(below().channel(context.reactor()), first);
    }
}
