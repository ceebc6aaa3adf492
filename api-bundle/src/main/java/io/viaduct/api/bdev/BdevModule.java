package io.viaduct.api.bdev;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * A kind of block device, published as a service with the property {@code viaduct.bdev.module}. Its
 * RPC methods are a service of their own, see {@link io.viaduct.api.rpc.RpcMethods}.
 */
@ConsumerType
public interface BdevModule {
    /** Service property with the module's name. */
    String NAME = "viaduct.bdev.module";

    /** Short name as SPDK's, for instance "malloc". */
    String name();

    /**
     * Looks at a device that has appeared, for instance for a superblock. Control strand; calls
     * {@code done} when it has finished, also when the device is none of its business.
     */
    default void examine(Bdev bdev, Runnable done) {
        done.run();
    }
}
