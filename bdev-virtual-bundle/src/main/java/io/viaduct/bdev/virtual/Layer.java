package io.viaduct.bdev.virtual;

import io.viaduct.api.bdev.Bdev;
import io.viaduct.api.bdev.BdevDescriptor;
import io.viaduct.api.bdev.BdevEvents;
import io.viaduct.api.bdev.BdevRegistration;
import io.viaduct.api.bdev.BdevRegistration.Departure;
import io.viaduct.api.bdev.BdevRegistry;
import io.viaduct.api.bdev.Geometry;
import io.viaduct.api.rpc.RpcException;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * What stands on one device: opens and claims it, and goes before it goes, for the same reason.
 * Control strand.
 */
final class Layer implements BdevEvents {
    /** A device, as registered. */
    private static final class Standing {
        final VirtualBdev bdev;
        final BdevRegistration registration;
        Geometry told;

        Standing(VirtualBdev bdev, BdevRegistration registration) {
            this.bdev = bdev;
            this.registration = registration;
            told = bdev.geometry();
        }
    }

    private final List<Standing> devices = new ArrayList<>();
    private Runnable hears = () -> {};
    private BdevDescriptor below;
    private CompletionStage<Void> gone;

    private Layer() {}

    /**
     * Builds on a device.
     *
     * @param by the module that claims it
     * @param hears told when the layer begins to go, whoever wants it
     * @throws RpcException -19 when there is no such device, -1 when it is claimed, -17 when a name
     *     is taken, and what the plan refuses; nothing is left then
     */
    static Layer on(BdevRegistry registry, String by, Plan plan, Runnable hears)
            throws RpcException {
        Layer layer = new Layer();
        layer.below = registry.open(plan.base(), true, layer);
        try {
            layer.below.claim(by);
            for (VirtualBdev bdev : plan.build(layer.below)) {
                layer.devices.add(new Standing(bdev, registry.register(bdev)));
            }
            layer.hears = hears;
            return layer;
        } catch (RpcException | RuntimeException e) {
            var unused = layer.depart(Departure.DELETED);
            throw e;
        }
    }

    /** The devices. */
    List<VirtualBdev> bdevs() {
        return devices.stream().map(device -> device.bdev).toList();
    }

    /** Takes all devices away, then leaves the one below; the stage completes when that is done. */
    CompletionStage<Void> depart(Departure cause) {
        if (gone != null) {
            return gone;
        }
        CompletableFuture<Void> done = new CompletableFuture<>();
        gone = done;
        hears.run();
        List<CompletableFuture<Void>> departures =
                devices.stream()
                        .map(device -> device.registration.depart(cause).toCompletableFuture())
                        .toList();
        devices.forEach(device -> device.bdev.leaving());
        var unused =
                CompletableFuture.allOf(departures.toArray(CompletableFuture[]::new))
                        .thenCompose(all -> below.retire())
                        .whenComplete(
                                (none, failure) -> {
                                    if (failure == null) {
                                        done.complete(null);
                                    } else {
                                        done.completeExceptionally(failure);
                                    }
                                });
        return gone;
    }

    /** Waits until all that departs is gone: for a bundle that stops. */
    void close() {
        devices.forEach(device -> device.registration.close(Departure.MODULE_LEAVING));
        below.close();
    }

    @Override
    public void removed(Bdev bdev, Departure cause) {
        var unused = depart(cause);
    }

    @Override
    public void resized(Bdev bdev) {
        for (Standing device : devices) {
            Geometry now = device.bdev.geometry();
            if (!now.equals(device.told)) {
                device.told = now;
                device.registration.resized();
            }
        }
    }
}
