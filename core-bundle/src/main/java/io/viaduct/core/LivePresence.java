package io.viaduct.core;

import io.viaduct.core.bdev.BdevStore;
import io.viaduct.core.control.Presence;
import io.viaduct.core.target.Target;
import io.viaduct.core.target.Targets;
import io.viaduct.core.target.TransportServices;

/** What is there of a platform's devices, transports and targets. Control strand. */
record LivePresence(BdevStore bdevs, TransportServices transports, Targets targets)
        implements Presence {
    @Override
    public boolean offersTransport(String trtype) {
        return transports.has(trtype);
    }

    @Override
    public boolean hasTarget(String name) {
        return targets.find(name) != null;
    }

    @Override
    public boolean hasTransport(String target, String trtype) {
        Target there = targets.find(target);
        return there != null && there.hasTransport(trtype);
    }

    @Override
    public boolean hasSubsystem(String target, String nqn) {
        Target there = targets.find(target);
        return there != null && there.hasSubsystem(nqn);
    }

    @Override
    public boolean hasDevice(String name) {
        return bdevs.find(name) != null;
    }

    @Override
    public boolean isHeld(String target, String nqn, int nsid) {
        Target there = targets.find(target);
        return there != null && there.isHeld(nqn, nsid);
    }

    @Override
    public boolean isTransportHeld(String target, String trtype) {
        Target there = targets.find(target);
        return there != null && there.isTransportHeld(trtype);
    }

    @Override
    public boolean hasDiscoveryPublisher() {
        return !targets.publishers().isEmpty();
    }

    @Override
    public boolean hasDiscoveryListener(String target) {
        Target there = targets.find(target);
        return there != null && !there.discoveryListeners().isEmpty();
    }

    @Override
    public int reserveNamespace(String target, String nqn, int nsid) {
        Target there = targets.find(target);
        return there == null ? 0 : there.reserveNamespace(nqn, nsid);
    }
}
