package io.viaduct.core.target;

import io.viaduct.core.control.Notifications;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/**
 * Namespaces whose module has left while hosts use them. Their media commands are parked, all else
 * goes on, and the module is let go; when it returns with the same device, the commands go on there
 * and hosts have seen a pause. It is silent at first, then announced; when the module does not
 * return in time, the namespace is removed and waits. Control strand.
 */
final class Holds {
    private static final Logger LOG = System.getLogger(Holds.class.getName());

    /** A hold has been announced. */
    private static final String HELD = "namespace_held";

    /** A namespace whose hold had been announced goes on. */
    private static final String RESUMED = "namespace_resumed";

    /** A namespace has gone without having been removed by name. */
    private static final String REMOVED = "namespace_removed";

    private static final CompletableFuture<Void> DONE = CompletableFuture.completedFuture(null);

    private final Target target;

    Holds(Target target) {
        this.target = target;
        notifications().register(HELD, RESUMED, REMOVED);
    }

    /** Closes the gate; the device is given up as soon as nothing is in use of it. */
    void begin(Subsystem subsystem, Namespace namespace, HoldTimes times) {
        int nsid = namespace.nsid();
        NamespaceHold hold = namespace.isHeld() ? namespace.hold() : new NamespaceHold();
        hold.returning(false);
        Namespace gated = namespace.gated(hold);
        subsystem.namespaces().put(nsid, gated);
        SwapLog.Open swap = target.swaps().beginBdev(namespace.bdevName(), subsystem.nqn(), nsid);
        ReactorSide.Holding holding = side().hold(subsystem.nqn(), nsid);
        Failures.logged(
                holding.ended().thenAcceptAsync(swap::end, strand()),
                "record of the hold of " + name(subsystem, nsid));
        CompletableFuture<Void> done =
                holding.idle().thenComposeAsync(idle -> letGo(subsystem, gated), strand());
        Failures.logged(done, "hold of " + name(subsystem, nsid));
        if (!namespace.isHeld()) {
            String who = "its module " + target.base().moduleOf(namespace.bdevName());
            startTimes(subsystem, nsid, hold, times, who);
        }
    }

    // What was removed meanwhile is still given up.
    private CompletableFuture<Void> letGo(Subsystem subsystem, Namespace gated) {
        boolean stays = subsystem.namespaces().replace(gated.nsid(), gated, gated.away());
        CompletableFuture<Void> seen = stays ? target.publish(subsystem) : DONE;
        return seen.thenComposeAsync(all -> Target.retire(List.of(gated)), strand());
    }

    private void startTimes(
            Subsystem subsystem, int nsid, NamespaceHold hold, HoldTimes times, String who) {
        if (times.announceMs() < times.holdMs()) {
            Runnable task = () -> announce(subsystem, nsid, hold, who);
            target.base().delay().after(times.announceMs(), task);
        }
        Runnable end = () -> expire(subsystem, nsid, hold, who);
        target.base().delay().after(times.holdMs(), end);
    }

    private static boolean isCurrent(Subsystem subsystem, int nsid, NamespaceHold hold) {
        Namespace now = subsystem.namespaces().get(nsid);
        return now != null && now.hold() == hold;
    }

    private void announce(Subsystem subsystem, int nsid, NamespaceHold hold, String who) {
        if (isCurrent(subsystem, nsid, hold)) {
            hold.announce();
            LOG.log(Level.WARNING, name(subsystem, nsid) + " is held: " + who + " has left");
            notifications().post(HELD, context(subsystem, nsid));
        }
    }

    private void expire(Subsystem subsystem, int nsid, NamespaceHold hold, String who) {
        if (!isCurrent(subsystem, nsid, hold)) {
            return;
        }
        hold.end();
        if (!hold.isReturning()) {
            subsystem.waiting().add(nsid);
            String why = who + " has not returned";
            Failures.logged(
                    take(subsystem, nsid, Level.WARNING, why), "end of " + name(subsystem, nsid));
        }
    }

    /** A namespace goes: hosts are told; its device is still to be given up. */
    CompletableFuture<Void> take(Subsystem subsystem, int nsid, Level level, String why) {
        LOG.log(level, name(subsystem, nsid) + " is removed: " + why);
        notifications().post(REMOVED, context(subsystem, nsid));
        subsystem.namespaces().remove(nsid);
        return target.publish(subsystem);
    }

    /** The namespace has its device again and is published so: parked commands go on. */
    CompletableFuture<Void> release(Subsystem subsystem, Namespace returned) {
        int nsid = returned.nsid();
        Namespace now = subsystem.namespaces().get(nsid);
        boolean same = now != null && now.descriptor() == returned.descriptor();
        if (!same || !now.isHeld() || !now.hold().isReturning()) {
            // It has been removed meanwhile, or its device leaves again.
            return DONE;
        }
        subsystem.namespaces().put(nsid, now.released());
        if (now.hold().isAnnounced()) {
            LOG.log(Level.INFO, name(subsystem, nsid) + " goes on");
            notifications().post(RESUMED, context(subsystem, nsid));
        }
        return side().unhold(subsystem.nqn(), nsid);
    }

    private ReactorSide side() {
        return target.base().side();
    }

    private Executor strand() {
        return target.base().strand();
    }

    private Notifications notifications() {
        return target.base().notifications();
    }

    private static String context(Subsystem subsystem, int nsid) {
        return subsystem.nqn() + "/" + nsid;
    }

    private static String name(Subsystem subsystem, int nsid) {
        return "namespace " + nsid + " of " + subsystem.nqn();
    }
}
