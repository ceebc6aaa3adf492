package io.viaduct.core;

import io.viaduct.api.bdev.Bdev;
import io.viaduct.api.bdev.BdevDescriptor;
import io.viaduct.api.bdev.BdevEvents;
import io.viaduct.api.bdev.BdevRegistration;
import io.viaduct.api.bdev.BdevRegistration.Departure;
import io.viaduct.api.bdev.BdevRegistry;
import io.viaduct.api.rpc.RpcException;
import io.viaduct.api.rpc.RpcMethod;
import io.viaduct.api.rpc.RpcMethods;
import io.viaduct.api.rpc.RpcParam;

/** Makes devices that stand on others, and go with them: the upper one first. */
public final class StackMethods implements RpcMethods {
    private final BdevRegistry registry;

    StackMethods(BdevRegistry registry) {
        this.registry = registry;
    }

    /** Parameters of bdev_stack_create. */
    public static class Create {
        @RpcParam(value = "Name", required = true)
        public String name;

        @RpcParam(value = "The device below", required = true)
        public String base_bdev_name;
    }

    @RpcMethod(value = "bdev_stack_create", description = "Makes a device on another.")
    public String create(Create p) throws RpcException {
        Upper upper = new Upper();
        upper.lower = registry.open(p.base_bdev_name, true, upper);
        upper.lower.claim("stack");
        upper.registration = registry.register(new ZeroDisk(p.name, 1024));
        return p.name;
    }

    private static final class Upper implements BdevEvents {
        private BdevDescriptor lower;
        private BdevRegistration registration;

        @Override
        public void removed(Bdev bdev, Departure cause) {
            var unused = registration.depart(cause).thenRun(lower::retire);
        }
    }
}
