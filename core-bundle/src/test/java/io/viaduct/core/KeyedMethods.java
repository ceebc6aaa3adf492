package io.viaduct.core;

import io.viaduct.api.bdev.Bdev;
import io.viaduct.api.bdev.BdevChannel;
import io.viaduct.api.bdev.BdevOp;
import io.viaduct.api.bdev.BdevRegistry;
import io.viaduct.api.bdev.ChannelContext;
import io.viaduct.api.bdev.Geometry;
import io.viaduct.api.rpc.RpcException;
import io.viaduct.api.rpc.RpcMethod;
import io.viaduct.api.rpc.RpcMethods;
import io.viaduct.api.rpc.RpcParam;

import java.util.Set;
import java.util.UUID;

/** Makes devices whose identity is generated where it is not given. */
public final class KeyedMethods implements RpcMethods {
    private final BdevRegistry registry;

    KeyedMethods(BdevRegistry registry) {
        this.registry = registry;
    }

    /** Parameters of bdev_keyed_create. */
    public static class Create {
        @RpcParam(value = "Name", required = true)
        public String name;

        @RpcParam("Identity")
        public UUID uuid;
    }

    @RpcMethod(value = "bdev_keyed_create", description = "Makes a device.")
    public String create(Create p) throws RpcException {
        p.uuid = p.uuid == null ? UUID.randomUUID() : p.uuid;
        var unused = registry.register(new Keyed(new ZeroDisk(p.name, 1024), p.uuid));
        return p.name;
    }

    private record Keyed(ZeroDisk disk, UUID uuid) implements Bdev {
        @Override
        public String name() {
            return disk.name();
        }

        @Override
        public String productName() {
            return disk.productName();
        }

        @Override
        public Geometry geometry() {
            return disk.geometry();
        }

        @Override
        public Set<BdevOp> operations() {
            return disk.operations();
        }

        @Override
        public BdevChannel open(ChannelContext context) {
            return disk.open(context);
        }
    }
}
