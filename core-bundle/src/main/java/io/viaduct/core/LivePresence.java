package io.viaduct.core;

import io.viaduct.core.bdev.BdevStore;
import io.viaduct.core.control.Presence;
import io.viaduct.core.target.Target;
import io.viaduct.core.target.TransportServices;

/** What is there of a platform's devices, transports and target. Control strand. */
record LivePresence(BdevStore bdevs, TransportServices transports, Target target)
        implements Presence {
    @Override
    public boolean offersTransport(String trtype) {
        return transports.has(trtype);
    }

    @Override
    public boolean hasTransport(String trtype) {
        return target.hasTransport(trtype);
    }

    @Override
    public boolean hasSubsystem(String nqn) {
        return target.hasSubsystem(nqn);
    }

    @Override
    public boolean hasDevice(String name) {
        return bdevs.find(name) != null;
    }

    @Override
    public boolean isHeld(String nqn, int nsid) {
        return target.isHeld(nqn, nsid);
    }

    @Override
    public boolean isTransportHeld(String trtype) {
        return target.isTransportHeld(trtype);
    }

    @Override
    public int reserveNamespace(String nqn, int nsid) {
        return target.reserveNamespace(nqn, nsid);
    }
}
