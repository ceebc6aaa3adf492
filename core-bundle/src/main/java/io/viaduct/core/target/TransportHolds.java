package io.viaduct.core.target;

import io.viaduct.api.reactor.Owner;
import io.viaduct.api.rpc.RpcException;
import io.viaduct.api.transport.Adoption;
import io.viaduct.api.transport.TargetTransport;
import io.viaduct.core.control.DesiredState;
import io.viaduct.core.control.Notifications;
import io.viaduct.core.qpair.Adopted;
import io.viaduct.core.reactor.OwnerTable;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;

/**
 * Transports whose bundle leaves while hosts are connected. Their connections and sockets stay with
 * the base, at rest; when a bundle with the same transport is there, or comes in time, it goes on
 * with them and hosts have seen a pause. Otherwise the connections end, and the transport and its
 * listeners wait. Control strand.
 */
final class TransportHolds {
    private static final Logger LOG = System.getLogger(TransportHolds.class.getName());

    /** A hold has been announced. */
    private static final String HELD = "transport_held";

    /** A transport whose hold had been announced goes on. */
    private static final String RESUMED = "transport_resumed";

    /** A transport has gone because it did not return. */
    private static final String REMOVED = "transport_removed";

    private static final CompletableFuture<Void> DONE = CompletableFuture.completedFuture(null);

    private final Target target;
    private final TransportServices services;

    /** Over the transports of one target; {@code services} are those that may go on. */
    TransportHolds(Target target, TransportServices services) {
        this.target = target;
        this.services = services;
        notifications().register(HELD, RESUMED, REMOVED);
    }

    /**
     * A bundle's transport leaves; it is no longer among the services.
     *
     * @return done when nothing of it is in use: connections are held or gone, and it is closed
     */
    CompletableFuture<Void> leave(TargetTransport service) {
        for (BoundTransport bound : List.copyOf(target.transports())) {
            if (bound.isServedBy(service)) {
                return hold(bound);
            }
            if (bound.hold() != null && bound.hold().awaits(service)) {
                bound.hold().next().transport().close();
                bound.hold().next(null);
                if (bound.hold().isOverdue()) {
                    expire(bound.hold());
                }
            }
        }
        return DONE;
    }

    /** A transport has come: goes on with what is held of its type. */
    void arrived() {
        for (BoundTransport bound : List.copyOf(target.transports())) {
            if (bound.hold() != null && !bound.hold().leaving()) {
                goOn(bound.hold());
            }
        }
    }

    private CompletableFuture<Void> hold(BoundTransport bound) {
        // Made before the pause begins.
        TransportInstance next = another(bound);
        SwapLog.Open swap = target.swaps().beginTransport(bound.trtype());
        TransportHold hold = new TransportHold(bound, next, swap);
        TransportInstance old = bound.instance();
        bound.held(hold);
        hold.sockets().putAll(old.leave());
        target.ports().held(bound);
        if (hold.next() == null) {
            target.base().desired().suspend(entry -> creates(entry, bound), "its bundle has left");
        }
        startTimes(hold, target.holdTimes());
        CompletableFuture<Void> out =
                target.base()
                        .side()
                        .handOver(bound.trtype())
                        .thenRunAsync(old.transport()::close, target.base().strand());
        Failures.logged(
                out.handleAsync((done, failure) -> left(hold), target.base().strand()),
                "handover of " + bound.trtype());
        return out;
    }

    private void startTimes(TransportHold hold, HoldTimes times) {
        if (times.announceMs() < times.holdMs()) {
            target.base().delay().after(times.announceMs(), () -> announce(hold));
        }
        target.base().delay().after(times.holdMs(), () -> expire(hold));
    }

    private boolean isCurrent(TransportHold hold) {
        BoundTransport bound = hold.transport();
        return !hold.over() && target.transport(bound.trtype()) == bound;
    }

    private void announce(TransportHold hold) {
        if (isCurrent(hold)) {
            String trtype = hold.transport().trtype();
            hold.announce();
            LOG.log(Level.WARNING, trtype + " is held: its bundle has left");
            notifications().post(HELD, trtype);
        }
    }

    private TransportInstance another(BoundTransport bound) {
        TransportServices.Entry service = services.find(bound.trtype());
        if (service == null) {
            return null;
        }
        try {
            return bound.another(target.base(), service);
        } catch (RpcException | RuntimeException e) {
            LOG.log(Level.ERROR, service.owner().name() + " cannot go on with its transport", e);
            return null;
        }
    }

    private Void left(TransportHold hold) {
        hold.left();
        goOn(hold);
        return null;
    }

    private void goOn(TransportHold hold) {
        if (!isCurrent(hold)) {
            return;
        }
        BoundTransport bound = hold.transport();
        TransportInstance next = hold.next() == null ? another(bound) : hold.next();
        if (next == null) {
            return;
        }
        hold.end();
        bound.served(next);
        target.base().desired().resume(entry -> creates(entry, bound));
        offer(hold, next.owner(), next.transport()::adopt);
        next.inherit(hold.sockets());
        Failures.logged(target.reopen(bound), "listeners of " + bound.trtype());
        next.closeInherited();
        if (hold.isAnnounced()) {
            notifications().post(RESUMED, bound.trtype());
        }
    }

    private void offer(TransportHold hold, Owner by, Predicate<Adoption> choice) {
        String trtype = hold.transport().trtype();
        CompletableFuture<Void> done =
                target.base()
                        .side()
                        .adopt(by, trtype, choice)
                        .thenAcceptAsync(
                                connections -> record(hold, connections), target.base().strand());
        Failures.logged(done, "adoption of " + trtype);
    }

    private static void record(TransportHold hold, Adopted connections) {
        Level level = connections.refused() == 0 ? Level.INFO : Level.WARNING;
        LOG.log(
                level,
                "the hold of {0} is over: {1} connections kept, {2} closed",
                hold.transport().trtype(),
                connections.kept(),
                connections.refused());
        boolean served = hold.transport().hold() != hold;
        if (served && connections.refused() > 0) {
            hold.swap().refuse();
        }
        hold.swap().end(served ? connections.pause() : connections.pause().unresumed());
    }

    private void expire(TransportHold hold) {
        if (!isCurrent(hold)) {
            return;
        }
        if (hold.next() != null) {
            // It goes on as soon as the other has let go, for which there is a deadline.
            hold.overdue();
            return;
        }
        BoundTransport bound = hold.transport();
        hold.end();
        LOG.log(Level.WARNING, bound.trtype() + " has not returned: its connections end");
        notifications().post(REMOVED, bound.trtype());
        offer(hold, OwnerTable.BASE, connection -> false);
        Failures.logged(target.remove(bound), "end of " + bound.trtype());
    }

    private Notifications notifications() {
        return target.base().notifications();
    }

    private boolean creates(DesiredState.Entry entry, BoundTransport bound) {
        return target.owns(entry)
                && entry.method().equals("nvmf_create_transport")
                && bound.trtype().equalsIgnoreCase(String.valueOf(entry.at("trtype")));
    }
}
