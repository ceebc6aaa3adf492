package io.viaduct.core.bdev;

import io.viaduct.api.bdev.Bdev;
import io.viaduct.api.bdev.BdevDescriptor;
import io.viaduct.api.bdev.BdevEvents;
import io.viaduct.api.bdev.BdevRegistration;
import io.viaduct.api.bdev.BdevRegistry;
import io.viaduct.api.reactor.Owner;
import io.viaduct.api.rpc.RpcException;

import java.util.Collection;

/** The devices as one bundle sees them: what it registers and opens is its own. */
final class OwnerRegistry implements BdevRegistry {
    private final BdevStore store;
    private final Owner owner;

    OwnerRegistry(BdevStore store, Owner owner) {
        this.store = store;
        this.owner = owner;
    }

    @Override
    public BdevRegistration register(Bdev bdev) throws RpcException {
        return store.strand().call(() -> store.register(owner, bdev));
    }

    @Override
    public Bdev find(String name) {
        return store.strand().get(() -> store.find(name));
    }

    @Override
    public Collection<Bdev> bdevs() {
        return store.strand().get(store::bdevs);
    }

    @Override
    public BdevDescriptor open(String name, boolean write, BdevEvents events) throws RpcException {
        return store.strand().call(() -> store.open(owner, name, write, events));
    }
}
