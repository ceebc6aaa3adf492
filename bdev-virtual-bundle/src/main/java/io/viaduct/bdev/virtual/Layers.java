package io.viaduct.bdev.virtual;

import io.viaduct.api.bdev.Bdev;
import io.viaduct.api.bdev.BdevRegistration.Departure;
import io.viaduct.api.bdev.BdevRegistry;
import io.viaduct.api.rpc.Errno;
import io.viaduct.api.rpc.RpcException;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletionStage;

/**
 * What one module has built. A device below that goes takes its layer along; when it is back, the
 * platform makes the call again that built the layer. Control strand.
 */
final class Layers {
    private final BdevRegistry registry;
    private final String module;
    private final Map<String, Layer> standing = new LinkedHashMap<>();

    Layers(BdevRegistry registry, String module) {
        this.registry = registry;
        this.module = module;
    }

    /** The device of this name, alias or UUID, or null. */
    Bdev find(String any) {
        return registry.find(any);
    }

    /** See {@link BdevRegistry#nameOf}. */
    String nameOf(String any) {
        return registry.nameOf(any);
    }

    /**
     * The identity that is given; without, that of a device of this name on that base.
     *
     * @throws RpcException -19 when there is no base to derive it from
     */
    UUID identity(UUID given, String name, String base) throws RpcException {
        if (Bdev.isIdentity(given)) {
            return given;
        }
        Bdev bdev = registry.find(base);
        if (bdev == null) {
            throw Errno.ENODEV.refusal();
        }
        return VirtualBdev.identity(name, bdev);
    }

    /**
     * Builds something.
     *
     * @param key what {@link #remove} takes it away by
     * @throws RpcException -17 when the key is taken, and what {@link Layer#on} says
     */
    List<VirtualBdev> add(String key, Plan plan) throws RpcException {
        if (standing.containsKey(key)) {
            throw Errno.EEXIST.refusal();
        }
        Layer layer = Layer.on(registry, module, plan, () -> standing.remove(key));
        standing.put(key, layer);
        return layer.bdevs();
    }

    /**
     * Takes something away for good; the stage completes when it is gone.
     *
     * @throws RpcException -19 when there is no such thing
     */
    CompletionStage<Void> remove(String key) throws RpcException {
        Layer layer = standing.get(key);
        if (layer == null) {
            throw Errno.ENODEV.refusal();
        }
        return layer.depart(Departure.DELETED);
    }

    /** The bundle goes. */
    void leave() {
        List<Layer> all = List.copyOf(standing.values());
        // All at once, so that they drain at the same time.
        all.forEach(layer -> layer.depart(Departure.MODULE_LEAVING));
        all.forEach(Layer::close);
    }
}
