package io.viaduct.core.target;

import io.viaduct.api.bdev.Bdev;
import io.viaduct.api.bdev.BdevChannel;
import io.viaduct.api.bdev.BdevOp;
import io.viaduct.api.bdev.ChannelContext;
import io.viaduct.api.bdev.Geometry;

import java.util.Set;
import java.util.UUID;

/**
 * What is known of a device without asking it: nothing here is of its module's classes. It can
 * stand for the device while that is away, and gives no channel.
 */
record DeviceShape(
        String name, UUID uuid, String productName, Geometry geometry, Set<BdevOp> operations)
        implements Bdev {
    /** Copies what a device says now. */
    static DeviceShape of(Bdev bdev) {
        return new DeviceShape(
                bdev.name(),
                bdev.uuid(),
                bdev.productName(),
                bdev.geometry(),
                Set.copyOf(bdev.operations()));
    }

    /** Whether a device is this one, or a larger one of the same kind. */
    boolean isContinuedBy(Bdev other) {
        Geometry after = other.geometry();
        return other.uuid().equals(uuid)
                && after.blockCount() >= geometry.blockCount()
                && after.withBlockCount(geometry.blockCount()).equals(geometry);
    }

    /** Whether a device comes in the place of this one, whatever it is like. */
    boolean isReplacedBy(Bdev other) {
        return other.name().equals(name) || other.uuid().equals(uuid);
    }

    @Override
    public BdevChannel open(ChannelContext context) {
        return null;
    }
}
