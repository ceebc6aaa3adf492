package io.viaduct.core.target;

import io.viaduct.api.bdev.Bdev;
import io.viaduct.api.bdev.BdevEvents;
import io.viaduct.api.bdev.BdevRegistration.Departure;

import java.lang.System.Logger.Level;
import java.util.List;
import java.util.concurrent.CompletableFuture;

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
        Namespace namespace = namespaceOn(bdev);
        if (namespace != null) {
            subsystem.namespaces().put(nsid, namespace.resized());
            Failures.logged(target.publish(subsystem), "resize of " + bdev.name());
        }
    }

    private Namespace namespaceOn(Bdev bdev) {
        Namespace namespace = subsystem.namespaces().get(nsid);
        return namespace == null || namespace.descriptor().bdev() != bdev ? null : namespace;
    }

    /**
     * The namespace goes: what the administrator deletes is forgotten, what a module takes along
     * when it leaves is held for a while, and what may return stays in the desired state.
     */
    @Override
    public void removed(Bdev bdev, Departure cause) {
        Namespace namespace = namespaceOn(bdev);
        if (namespace == null) {
            return;
        }
        String device = "device " + namespace.bdevName();
        switch (cause) {
            case DELETED -> {
                target.base().desired().forgetNamespace(target.name(), subsystem.nqn(), nsid);
                take(namespace, Level.INFO, device + " has been deleted");
                subsystem.forget(nsid);
            }
            case DEVICE_LOST -> {
                suspend(device + " is lost");
                subsystem.waiting().add(nsid);
                take(namespace, Level.WARNING, device + " is lost");
            }
            case MODULE_LEAVING -> {
                String module = target.base().moduleOf(namespace.bdevName());
                suspend(device + " has left with " + module);
                hold(namespace, device + " has left with " + module);
            }
        }
    }

    private void suspend(String why) {
        target.base().desired().suspendNamespace(target.name(), subsystem.nqn(), nsid, why);
    }

    private void hold(Namespace namespace, String why) {
        HoldTimes times = target.holdTimes(subsystem, nsid);
        if (times.holdMs() == 0 || (namespace.isHeld() && namespace.hold().isOver())) {
            subsystem.waiting().add(nsid);
            take(namespace, Level.WARNING, why);
        } else {
            target.holds().begin(subsystem, namespace, times);
        }
    }

    private void take(Namespace namespace, Level level, String why) {
        CompletableFuture<Void> seen = target.holds().take(subsystem, nsid, level, why);
        Failures.logged(
                seen.thenComposeAsync(
                        done -> Target.retire(List.of(namespace)), target.base().strand()),
                "departure of " + namespace.bdevName());
    }
}
