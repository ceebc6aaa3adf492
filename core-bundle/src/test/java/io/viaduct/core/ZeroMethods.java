package io.viaduct.core;

import io.viaduct.api.bdev.BdevRegistration;
import io.viaduct.api.bdev.BdevRegistry;
import io.viaduct.api.rpc.RpcException;
import io.viaduct.api.rpc.RpcMethod;
import io.viaduct.api.rpc.RpcMethods;
import io.viaduct.api.rpc.RpcParam;

import java.util.HashMap;
import java.util.Map;

/** Makes devices that do nothing. */
public final class ZeroMethods implements RpcMethods {
    private static final long BLOCKS = 1024;

    private final BdevRegistry registry;
    private final Map<String, BdevRegistration> disks = new HashMap<>();

    ZeroMethods(BdevRegistry registry) {
        this.registry = registry;
    }

    /** Parameters of bdev_zero_create. */
    public static class Create {
        @RpcParam(value = "Name", required = true)
        public String name;
    }

    @RpcMethod(value = "bdev_zero_create", description = "Makes a device.")
    public String create(Create p) throws RpcException {
        disks.put(p.name, registry.register(new ZeroDisk(p.name, BLOCKS)));
        return p.name;
    }
}
