package io.viaduct.bdev.virtual;

import io.viaduct.api.bdev.BdevDescriptor;
import io.viaduct.api.rpc.RpcException;

import java.util.List;

/** What is to stand on a device, whenever that is there. */
interface Plan {
    /** The device's name, alias or UUID. */
    String base();

    /**
     * Makes the devices; they are not registered yet.
     *
     * @throws RpcException when the device below is not fit for it
     */
    List<? extends VirtualBdev> build(BdevDescriptor below) throws RpcException;
}
