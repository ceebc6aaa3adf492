package io.viaduct.bdev.malloc;

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

/**
 * A device that keeps nothing: writes vanish, reads are zeroes, out of one lent region. Protection
 * information of what is written is checked; that of what is read is that of blocks which were
 * never written.
 */
final class NullBdev implements Bdev {
    private static final Set<BdevOp> OPERATIONS =
            Collections.unmodifiableSet(
                    EnumSet.of(
                            BdevOp.READ,
                            BdevOp.WRITE,
                            BdevOp.WRITE_ZEROES,
                            BdevOp.VERIFY,
                            BdevOp.RESET));

    private final String name;
    private final UUID uuid;
    private final Region zeroes;
    private volatile Geometry geometry;

    NullBdev(String name, UUID uuid, Geometry geometry, Region zeroes) {
        this.name = name;
        this.uuid = uuid;
        this.geometry = geometry;
        this.zeroes = zeroes;
    }

    void geometry(Geometry next) {
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
        return "Null disk";
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
        return geometry.metadataSize() == 0;
    }

    @Override
    public BdevChannel open(ChannelContext context) {
        return new NullChannel(zeroes, geometry, context.reactor());
    }
}
