package io.viaduct.core.target;

import io.viaduct.api.bdev.Bdev;
import io.viaduct.api.bdev.BdevDescriptor;
import io.viaduct.api.bdev.BdevOp;
import io.viaduct.api.bdev.IoChannel;
import io.viaduct.api.reactor.Reactor;
import io.viaduct.api.rpc.Errno;
import io.viaduct.api.rpc.RpcException;

import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Stands for a device whose module has left: what hosts may ask about it, without the device, of
 * which nothing is kept. Media commands are parked meanwhile, so that none ever gets here.
 */
final class HeldDevice implements BdevDescriptor {
    private final DeviceShape shape;
    private final Set<BdevOp> operations;

    /**
     * Stands for a device.
     *
     * @param operations what its users could submit
     */
    HeldDevice(DeviceShape shape, Set<BdevOp> operations) {
        this.shape = shape;
        this.operations = Set.copyOf(operations);
    }

    @Override
    public Bdev bdev() {
        return shape;
    }

    @Override
    public Set<BdevOp> operations() {
        return operations;
    }

    @Override
    public IoChannel channel(Reactor reactor) {
        throw new IllegalStateException(shape.name() + " is held");
    }

    @Override
    public void claim(String by) throws RpcException {
        throw Errno.ENODEV.refusal();
    }

    @Override
    public CompletionStage<Void> retire() {
        return CompletableFuture.completedStage(null);
    }

    @Override
    public void close() {
        // There is nothing to give up.
    }
}
