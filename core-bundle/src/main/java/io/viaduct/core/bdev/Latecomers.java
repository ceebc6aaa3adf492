package io.viaduct.core.bdev;

import io.viaduct.api.bdev.Bdev;
import io.viaduct.api.bdev.BdevRegistration.Departure;
import io.viaduct.api.reactor.Owner;
import io.viaduct.api.rpc.Errno;
import io.viaduct.api.rpc.RpcException;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Devices that nobody makes by a call. One whose names are taken, for instance by its predecessor
 * that is still in use, is registered as soon as they are free. Control strand.
 */
public final class Latecomers implements BdevListener {
    private static final Logger LOG = System.getLogger(Latecomers.class.getName());

    private final BdevStore store;
    private final Map<Bdev, Owner> waiting = new LinkedHashMap<>();

    /** Registers with a store, and listens to it. */
    public Latecomers(BdevStore store) {
        this.store = store;
        store.add(this);
    }

    /**
     * Registers a device, now or when its names are free.
     *
     * @throws RpcException when it is refused for another reason
     */
    public void register(Owner owner, Bdev bdev) throws RpcException {
        try {
            store.register(owner, bdev);
        } catch (RpcException e) {
            if (e.code() != -Errno.EEXIST.number()) {
                throw e;
            }
            LOG.log(Level.WARNING, bdev.name() + " of " + owner.name() + " waits: " + e.data());
            waiting.put(bdev, owner);
        }
    }

    /** An owner leaves: what it has waiting is not registered any more. */
    public void forget(Owner owner) {
        waiting.values().removeIf(owner::equals);
    }

    @Override
    public void registered(Bdev bdev, Owner owner) {
        // That frees no name.
    }

    @Override
    public void departed(Bdev bdev, Departure cause) {
        if (!waiting.isEmpty()) {
            store.strand().execute(this::retry);
        }
    }

    private void retry() {
        Map<Bdev, Owner> now = new LinkedHashMap<>(waiting);
        waiting.clear();
        now.forEach(
                (bdev, owner) -> {
                    try {
                        register(owner, bdev);
                    } catch (RpcException e) {
                        LOG.log(Level.ERROR, owner.name() + " cannot be taken in", e);
                    }
                });
    }
}
