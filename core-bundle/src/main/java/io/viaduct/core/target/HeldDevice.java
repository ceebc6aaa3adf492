package io.viaduct.core.target;

import io.viaduct.api.bdev.Bdev;
import io.viaduct.api.bdev.BdevChannel;
import io.viaduct.api.bdev.BdevDescriptor;
import io.viaduct.api.bdev.BdevOp;
import io.viaduct.api.bdev.ChannelContext;
import io.viaduct.api.bdev.Geometry;
import io.viaduct.api.bdev.IoChannel;
import io.viaduct.api.reactor.Reactor;
import io.viaduct.api.rpc.Errno;
import io.viaduct.api.rpc.RpcException;

import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Stands for a device whose module has left: what hosts may ask about it, without the device, of
 * which nothing is kept. Media commands are parked meanwhile, so that none ever gets here.
 */
final class HeldDevice implements BdevDescriptor {
    /** What is known of the device. */
    private record Shape(
            String name, UUID uuid, String productName, Geometry geometry, Set<BdevOp> operations)
            implements Bdev {
        @Override
        public BdevChannel open(ChannelContext context) {
            return null;
        }
    }

    private final Shape shape;
    private final Set<BdevOp> operations;

    HeldDevice(BdevDescriptor device) {
        Bdev bdev = device.bdev();
        shape =
                new Shape(
                        bdev.name(),
                        bdev.uuid(),
                        bdev.productName(),
                        bdev.geometry(),
                        Set.copyOf(bdev.operations()));
        operations = Set.copyOf(device.operations());
    }

    /** Whether a device is the one that has left, or a larger one of the same kind. */
    boolean isContinuedBy(Bdev other) {
        Geometry before = shape.geometry();
        Geometry after = other.geometry();
        return other.uuid().equals(shape.uuid())
                && after.blockCount() >= before.blockCount()
                && after.withBlockCount(before.blockCount()).equals(before);
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
