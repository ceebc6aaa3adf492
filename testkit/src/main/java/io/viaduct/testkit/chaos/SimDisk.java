package io.viaduct.testkit.chaos;

import io.viaduct.api.bdev.Bdev;
import io.viaduct.api.bdev.BdevChannel;
import io.viaduct.api.bdev.BdevOp;
import io.viaduct.api.bdev.ChannelContext;
import io.viaduct.api.bdev.Geometry;
import io.viaduct.api.memory.Region;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;
import java.util.UUID;

/** A RAM disk that answers in its {@link Moods mood}. Its region outlives it. */
final class SimDisk implements Bdev {
    private static final Set<BdevOp> OPERATIONS =
            Collections.unmodifiableSet(
                    EnumSet.of(
                            BdevOp.READ,
                            BdevOp.WRITE,
                            BdevOp.WRITE_ZEROES,
                            BdevOp.UNMAP,
                            BdevOp.FLUSH));

    private final String name;
    private final UUID uuid;
    private final Region region;
    private final Moods moods;
    private final boolean lends;
    private Geometry geometry;

    SimDisk(String name, UUID uuid, Geometry geometry, Region region, Moods moods, boolean lends) {
        this.name = name;
        this.uuid = uuid;
        this.region = region;
        geometry(geometry);
        this.moods = moods;
        this.lends = lends;
    }

    Region region() {
        return region;
    }

    Moods moods() {
        return moods;
    }

    void geometry(Geometry next) {
        if (next.bytes() > region.size()) {
            throw new IllegalArgumentException(name + " has no room for " + next);
        }
        geometry = next;
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
        return "Simulated disk";
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
    public boolean lends() {
        return lends;
    }

    @Override
    public BdevChannel open(ChannelContext context) {
        return new SimChannel(this, context);
    }
}
