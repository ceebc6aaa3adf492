package io.viaduct.core.target;

import io.viaduct.api.bdev.Bdev;
import io.viaduct.api.bdev.BdevEvents;
import io.viaduct.api.bdev.BdevRegistration.Departure;

import java.util.List;

/** What a namespace does when its device changes or goes. Control strand. */
final class NamespaceEvents implements BdevEvents {
    private final Target target;
    private final Subsystem subsystem;
    private final int nsid;

    NamespaceEvents(Target target, Subsystem subsystem, int nsid) {
        this.target = target;
        this.subsystem = subsystem;
        this.nsid = nsid;
    }

    /** Hosts are told of the new size by the new view. */
    @Override
    public void resized(Bdev bdev) {
        Failures.logged(target.publish(subsystem), "resize of " + bdev.name());
    }

    /**
     * The namespace goes: what the administrator deletes is forgotten, what a module takes along
     * when it leaves is held for a while, and what may return stays in the desired state.
     */
    @Override
    public void removed(Bdev bdev, Departure cause) {
        Namespace namespace = subsystem.namespaces().get(nsid);
        if (namespace == null || namespace.descriptor().bdev() != bdev) {
            return;
        }
        if (cause == Departure.DELETED) {
            target.base().desired().forgetNamespace(subsystem.nqn(), nsid);
        } else {
            target.base().desired().suspendNamespace(subsystem.nqn(), nsid);
        }
        HoldTimes times = subsystem.holdTimes(nsid);
        if (cause == Departure.MODULE_LEAVING && times.holdMs() > 0) {
            target.holds().begin(subsystem, namespace, times);
            return;
        }
        if (cause != Departure.DELETED) {
            subsystem.waiting().add(nsid);
        }
        subsystem.namespaces().remove(nsid);
        Failures.logged(
                target.publish(subsystem)
                        .thenComposeAsync(
                                done -> Target.retire(List.of(namespace)), target.base().strand()),
                "departure of " + bdev.name());
    }
}
