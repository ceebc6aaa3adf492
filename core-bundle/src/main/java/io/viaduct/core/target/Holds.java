package io.viaduct.core.target;

import io.viaduct.api.bdev.Bdev;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Namespaces whose module has left while hosts use them. Their media commands are parked, all else
 * goes on, and the module is let go; when it returns with the same device, the commands go on there
 * and hosts have seen a pause. When it does not return in time, the namespace is removed and waits.
 * Control strand.
 */
final class Holds {
    private static final Logger LOG = System.getLogger(Holds.class.getName());

    private final Target target;

    Holds(Target target) {
        this.target = target;
    }

    /** Closes the gate; the device is given up as soon as nothing is in use of it. */
    void begin(Subsystem subsystem, Namespace namespace, HoldTimes times) {
        int nsid = namespace.nsid();
        Namespace held = namespace.held();
        SwapLog.Open swap = target.swaps().beginBdev(namespace.bdevName(), subsystem.nqn(), nsid);
        ReactorSide.Holding holding = side().hold(subsystem.nqn(), nsid);
        Failures.logged(
                holding.ended().thenAcceptAsync(swap::end, target.base().strand()),
                "record of the hold of " + name(subsystem, nsid));
        CompletableFuture<Void> done =
                holding.idle()
                        .thenComposeAsync(
                                idle -> {
                                    subsystem.namespaces().replace(nsid, namespace, held);
                                    return target.publish(subsystem);
                                },
                                target.base().strand())
                        .thenComposeAsync(
                                seen -> Target.retire(List.of(namespace)), target.base().strand());
        Failures.logged(done, "hold of " + name(subsystem, nsid));
        if (times.announceMs() < times.holdMs()) {
            later(
                    times.announceMs(),
                    subsystem,
                    List.of(namespace, held),
                    () ->
                            LOG.log(
                                    Level.WARNING,
                                    name(subsystem, nsid) + " is held: its module has left"));
        }
        later(times.holdMs(), subsystem, List.of(namespace, held), () -> expire(subsystem, nsid));
    }

    // Only while the namespace is still the one that was held.
    private void later(long ms, Subsystem subsystem, List<Namespace> held, Runnable task) {
        int nsid = held.getFirst().nsid();
        target.base()
                .delay()
                .after(
                        ms,
                        () -> {
                            Namespace now = subsystem.namespaces().get(nsid);
                            if (now != null && held.contains(now)) {
                                task.run();
                            }
                        });
    }

    private void expire(Subsystem subsystem, int nsid) {
        LOG.log(Level.WARNING, name(subsystem, nsid) + " is removed: its module has not returned");
        subsystem.namespaces().remove(nsid);
        subsystem.waiting().add(nsid);
        Failures.logged(target.publish(subsystem), "end of the hold");
    }

    /** Whether a namespace is held and a device continues it. */
    static boolean continues(Bdev bdev, Namespace namespace) {
        return namespace != null
                && namespace.descriptor() instanceof HeldDevice held
                && held.isContinuedBy(bdev);
    }

    /** The namespace has its device again and is published so: parked commands go on. */
    CompletableFuture<Void> release(Subsystem subsystem, int nsid) {
        return side().unhold(subsystem.nqn(), nsid);
    }

    private ReactorSide side() {
        return target.base().side();
    }

    private static String name(Subsystem subsystem, int nsid) {
        return "namespace " + nsid + " of " + subsystem.nqn();
    }
}
