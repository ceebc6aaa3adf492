package io.viaduct.core.qpair;

import io.viaduct.api.reactor.Timer;
import io.viaduct.api.transport.TransportId;
import io.viaduct.core.controller.Controller;
import io.viaduct.core.controller.HealthCounters;
import io.viaduct.core.view.NamespaceView;
import io.viaduct.core.view.SubsystemView;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * A subsystem on one reactor: its view, its namespaces, the queue pairs that are here and the
 * controllers whose admin queue is among them. Reactor thread.
 */
public final class SubsystemSlot {
    /**
     * How long a host may take to fetch what a departing device has lent it, before its connection
     * is cut: less than the drain deadline.
     */
    private static final long LENT_GRACE_NANOS = 2_000_000_000L;

    private static final NamespaceSlot[] NONE = {};

    private final ReactorTarget target;
    private final Set<Controller> controllers = new LinkedHashSet<>();
    private final Set<CoreQpair> qpairs = new LinkedHashSet<>();
    private SubsystemView view;
    private NamespaceSlot[] namespaces = NONE;
    private Countdown removal;

    SubsystemSlot(ReactorTarget target, SubsystemView view) {
        this.target = target;
        this.view = view;
        install(view, () -> {});
    }

    /** What is valid now. */
    public SubsystemView view() {
        return view;
    }

    /** The namespace, or null where there is none with this identifier. */
    public NamespaceSlot namespace(int nsid) {
        int index = nsid - 1;
        return index >= 0 && index < namespaces.length ? namespaces[index] : null;
    }

    /** A controller is born. */
    public void add(Controller controller) {
        controllers.add(controller);
    }

    /** A controller is gone. */
    public void remove(Controller controller) {
        if (controllers.remove(controller) && removal != null) {
            removal.down();
        }
    }

    void add(CoreQpair qpair) {
        qpairs.add(qpair);
    }

    void remove(CoreQpair qpair) {
        if (qpairs.remove(qpair) && removal != null) {
            removal.down();
        }
    }

    Collection<Controller> controllers() {
        return controllers;
    }

    Collection<CoreQpair> qpairs() {
        return qpairs;
    }

    /** Swaps to a view; {@code ack} runs when nothing is in use of namespaces that are gone. */
    void install(SubsystemView next, Runnable ack) {
        NamespaceSlot[] before = namespaces;
        NamespaceSlot[] after = new NamespaceSlot[highestNsid(next)];
        List<Integer> changed = new ArrayList<>();
        for (NamespaceView namespace : next.namespaces()) {
            NamespaceSlot slot = namespace(namespace.nsid());
            if (slot == null || !slot.isSeenIn(namespace)) {
                HealthCounters counters = target.shared().health().join(next.nqn(), namespace);
                slot = new NamespaceSlot(target.reactor(), namespace, counters);
                changed.add(namespace.nsid());
            } else {
                int index = namespace.nsid() - 1;
                before[index] = null;
                if (slot.differs(namespace)) {
                    changed.add(namespace.nsid());
                }
                slot.view(namespace);
            }
            after[namespace.nsid() - 1] = slot;
        }
        boolean logChanged = discoveryLogDiffers(view, next);
        namespaces = after;
        view = next;
        if (logChanged) {
            controllers.forEach(Controller::discoveryLogChanged);
        }
        depart(before, changed, new Countdown(ack));
    }

    private static boolean discoveryLogDiffers(SubsystemView before, SubsystemView after) {
        return after.discovery() != null
                && (before.discovery() == null
                        || before.discovery().generation() != after.discovery().generation());
    }

    private static int highestNsid(SubsystemView view) {
        List<NamespaceView> all = view.namespaces();
        return all.isEmpty() ? 0 : all.getLast().nsid();
    }

    private void depart(NamespaceSlot[] slots, List<Integer> changed, Countdown drained) {
        for (NamespaceSlot slot : slots) {
            if (slot != null) {
                changed.add(slot.view().nsid());
                target.shared().health().leave(view.nqn(), slot.view(), slot.counters());
                drained.up();
                slot.depart(drained::down);
                qpairs.forEach(qpair -> qpair.fusion().leave(slot));
                cutAfterGrace(slot);
            }
        }
        for (Controller controller : List.copyOf(controllers)) {
            controller.namespacesChanged(changed);
        }
        drained.down();
    }

    /** Parks media commands of a namespace. */
    void hold(int nsid, Hold hold) {
        NamespaceSlot slot = namespace(nsid);
        if (slot == null) {
            hold.ended().accept(Pause.NONE);
            hold.idle().run();
        } else {
            slot.hold(hold);
            cutAfterGrace(slot);
        }
    }

    private void cutAfterGrace(NamespaceSlot slot) {
        if (slot.inUse() > 0) {
            Timer timer = target.timer(() -> cut(slot));
            timer.arm(LENT_GRACE_NANOS);
            slot.whenIdle(timer::close);
        }
    }

    private void cut(NamespaceSlot slot) {
        if (slot.closed()) {
            disconnect("does not fetch its data", qpair -> qpair.borrowsFrom(slot));
        }
    }

    /** Every reactor has swapped: tells the hosts. */
    void announce() {
        List.copyOf(controllers).forEach(Controller::announce);
    }

    void disconnectListener(TransportId listener) {
        disconnect("listener removed", qpair -> qpair.wire().listener().equals(listener));
    }

    void disconnectHost(String hostnqn) {
        disconnect("host removed", q -> q.association().hostnqn().equals(hostnqn));
    }

    private void disconnect(String why, Predicate<CoreQpair> which) {
        for (CoreQpair qpair : List.copyOf(qpairs)) {
            if (which.test(qpair)) {
                qpair.disconnect(why);
            }
        }
    }

    /** Disconnects everything; {@code ack} runs when nothing of the subsystem is left here. */
    void remove(Runnable ack) {
        removal = new Countdown(ack);
        controllers.forEach(controller -> removal.up());
        qpairs.forEach(qpair -> removal.up());
        removal.up();
        NamespaceSlot[] before = namespaces;
        namespaces = NONE;
        depart(before, new ArrayList<>(), new Countdown(removal::down));
        List.copyOf(controllers).forEach(controller -> controller.close("subsystem removed"));
        disconnect("subsystem removed", qpair -> true);
        removal.down();
    }
}
