package io.viaduct.bdev.virtual;

import io.viaduct.api.bdev.Bdev;
import io.viaduct.api.bdev.BdevChannel;
import io.viaduct.api.bdev.BdevDescriptor;
import io.viaduct.api.bdev.BdevOp;
import io.viaduct.api.bdev.ChannelContext;
import io.viaduct.api.bdev.Geometry;

import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.UUID;

/** A device that stands on another. Unless its kind says otherwise, it is as the one below. */
abstract class VirtualBdev implements Bdev {
    private final String name;
    private final UUID uuid;
    private final BdevDescriptor below;

    VirtualBdev(String name, UUID uuid, BdevDescriptor below) {
        this.name = name;
        this.uuid = uuid;
        this.below = below;
    }

    /** The identity that a device of this name has on that base, whenever it is made. */
    static UUID identity(String name, Bdev base) {
        String both = name + " on " + base.uuid();
        return UUID.nameUUIDFromBytes(both.getBytes(StandardCharsets.UTF_8));
    }

    /** The device below. */
    final Bdev base() {
        return below.bdev();
    }

    /** The way down from one reactor. */
    final BdevDescriptor below() {
        return below;
    }

    /** It goes: I/O that only this device keeps back has to end. Control strand. */
    void leaving() {}

    @Override
    public final String name() {
        return name;
    }

    @Override
    public final UUID uuid() {
        return uuid;
    }

    @Override
    public Geometry geometry() {
        return base().geometry();
    }

    @Override
    public final Set<BdevOp> operations() {
        return below.operations();
    }

    @Override
    public BdevChannel open(ChannelContext context) {
        return new ForwardingChannel(below.channel(context.reactor()), 0);
    }
}
