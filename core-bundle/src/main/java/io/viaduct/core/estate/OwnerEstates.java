package io.viaduct.core.estate;

import io.viaduct.api.estate.Estate;
import io.viaduct.api.estate.Estates;
import io.viaduct.api.reactor.Owner;
import io.viaduct.api.rpc.RpcException;

/** The estates as one bundle sees them: what it creates or adopts is in its hands. */
final class OwnerEstates implements Estates {
    private final CoreEstates estates;
    private final Owner owner;

    OwnerEstates(CoreEstates estates, Owner owner) {
        this.estates = estates;
        this.owner = owner;
    }

    @Override
    public Estate create(String name, int version) throws RpcException {
        return estates.create(owner, name, version);
    }

    @Override
    public Estate adopt(String name, int version) throws RpcException {
        return estates.adopt(owner, name, version);
    }

    @Override
    public int versionOf(String name) {
        return estates.versionOf(name);
    }
}
