package io.viaduct.core.qpair;

import io.viaduct.api.dto.ControllerDTO;
import io.viaduct.api.dto.ListenAddressDTO;
import io.viaduct.api.dto.QpairDTO;
import io.viaduct.api.memory.SegmentList;
import io.viaduct.api.nvme.Nqn;
import io.viaduct.api.reactor.Reactor;
import io.viaduct.api.reactor.Timer;
import io.viaduct.api.transport.Adoption;
import io.viaduct.api.transport.Qpair;
import io.viaduct.api.transport.TransportId;
import io.viaduct.api.transport.TransportOptions;
import io.viaduct.api.transport.TransportQpair;
import io.viaduct.core.controller.Association;
import io.viaduct.core.controller.Controller;
import io.viaduct.core.memory.HoldMemory;
import io.viaduct.core.reactor.Courier;
import io.viaduct.core.view.SubsystemView;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/** A target's part on one reactor. Reactor thread only, the constructor too. */
public final class ReactorTarget {
    private static final Logger LOG = System.getLogger(ReactorTarget.class.getName());
    private static final int SCRATCH_BYTES = 4096;

    private final Reactor reactor;
    private final TargetShared shared;
    private final Courier courier;

    /** By entries of their scatter lists: most transports share one. */
    private final Map<Integer, RequestPool> pools = new HashMap<>();

    private final Map<String, SubsystemSlot> subsystems = new HashMap<>();
    private final Set<CoreQpair> qpairs = new LinkedHashSet<>();
    private final Map<CoreQpair, Countdown> leaving = new HashMap<>();

    /** When transports were to let go of their connections that nobody has gone on with yet. */
    private final Map<String, Long> handedOver = new HashMap<>();

    private final long scratch;
    private final HeldShare heldShare;
    private final long bornNanos;
    private final FusedPairs fusedPairs;

    /** Written here, read by the control strand too. */
    private volatile HoldMemory.Need need = HoldMemory.Need.NONE;

    private long adminEver;
    private long ioEver;
    private long ioAnsweredByGone;
    private Countdown stopping;
    private boolean stopped;

    /** A part without subsystems and queue pairs. */
    public ReactorTarget(Reactor reactor, TargetShared shared) {
        this.reactor = reactor;
        this.shared = shared;
        bornNanos = reactor.nowNanos();
        courier = new Courier(reactor, shared.owner());
        RequestMemory memory = shared.requestMemory();
        if (!memory.reserve(1)) {
            throw new IllegalStateException("no memory for requests");
        }
        scratch = memory.take();
        var list =
                new SegmentList(
                        scratch + SCRATCH_BYTES,
                        (RequestMemory.CHUNK_BYTES - SCRATCH_BYTES) / SegmentList.ENTRY_LENGTH);
        heldShare = new HeldShare(reactor.buffers(), list);
        fusedPairs = new FusedPairs(new HeldShare(reactor.buffers(), list));
        shared.join(this);
    }

    /**
     * The core's end of a new queue pair, see TransportContext. Where there is no room for it, or
     * the target is stopping, the transport is asked at once, by a message, to end it.
     */
    public Qpair open(
            String trtype,
            TransportOptions options,
            TransportId listener,
            TransportId peer,
            TransportQpair transportQpair,
            boolean hostMemory) {
        RequestPool pool = pool(options, hostMemory);
        boolean room = stopping == null && pool.reserve(SubmissionQueue.ENTRIES_BEFORE_CONNECT);
        int entries = room ? SubmissionQueue.ENTRIES_BEFORE_CONNECT : 0;
        var wire = new CoreQpair.Wire(trtype, options, listener, peer, hostMemory);
        var queue = new SubmissionQueue(pool, entries);
        var qpair = new CoreQpair(this, queue, wire, transportQpair);
        qpairs.add(qpair);
        if (stopping != null && !stopped) {
            stopping.up();
        }
        if (!room) {
            courier.send(reactor, () -> qpair.disconnect("no room for it"));
        }
        return qpair;
    }

    private RequestPool pool(TransportOptions options, boolean hostMemory) {
        int buffers = reactor.buffers().entries(options.maxIoSize());
        int segments =
                hostMemory
                        ? RequestPool.PAGE_SEGMENTS
                        : Math.max(buffers, RequestPool.BUFFER_SEGMENTS);
        return pools.computeIfAbsent(
                segments,
                entries -> new RequestPool(shared.requestMemory(), reactor.buffers(), entries));
    }

    /**
     * Swaps to a view of a subsystem; the first view makes the subsystem known here. Hosts are told
     * when every reactor has swapped.
     *
     * @param ack run when nothing of the previous view is in use here: channels of departed
     *     namespaces, their I/O in flight, memory they have lent
     */
    public void install(SubsystemView view, Runnable ack) {
        SubsystemSlot slot = subsystems.get(view.nqn());
        if (slot == null) {
            subsystems.put(view.nqn(), new SubsystemSlot(this, view));
            ack.run();
        } else {
            slot.install(view, ack);
        }
        if (shared.swapped(view)) {
            for (ReactorTarget part : shared.parts()) {
                courier.send(part.reactor, () -> part.announce(view.nqn()));
            }
        }
    }

    private void announce(String nqn) {
        SubsystemSlot slot = subsystems.get(nqn);
        if (slot != null) {
            slot.announce();
        }
    }

    /** Resets all controllers of a subsystem, on whatever reactor they are. */
    public void resetSubsystem(String nqn) {
        for (ReactorTarget part : shared.parts()) {
            courier.send(part.reactor, () -> part.resetControllers(nqn));
        }
    }

    private void resetControllers(String nqn) {
        SubsystemSlot slot = subsystems.get(nqn);
        if (slot != null) {
            List.copyOf(slot.controllers()).forEach(Controller::resetWithSubsystem);
        }
    }

    /** Disconnects a subsystem's queue pairs and forgets it; {@code ack} follows their drain. */
    public void remove(String nqn, Runnable ack) {
        SubsystemSlot slot = subsystems.remove(nqn);
        if (slot == null) {
            ack.run();
        } else {
            slot.remove(
                    () -> {
                        shared.forget(nqn);
                        ack.run();
                    });
        }
    }

    /** Parks media commands of a namespace. What is already at its device goes on. */
    public void hold(String nqn, int nsid, Hold hold) {
        SubsystemSlot slot = subsystems.get(nqn);
        if (slot == null) {
            hold.ended().accept(Pause.NONE);
            hold.idle().run();
        } else {
            slot.hold(nsid, hold);
        }
    }

    /** Lets parked media commands of a namespace go on, in the order in which they came. */
    public void unhold(String nqn, int nsid) {
        SubsystemSlot slot = subsystems.get(nqn);
        NamespaceSlot namespace = slot == null ? null : slot.namespace(nsid);
        if (namespace != null) {
            namespace.unhold();
        }
    }

    /** Disconnects all queue pairs of a subsystem that came in at a listener. */
    public void disconnectListener(String nqn, TransportId listener) {
        SubsystemSlot slot = subsystems.get(nqn);
        if (slot != null) {
            slot.disconnectListener(listener);
        }
    }

    /**
     * Disconnects all queue pairs of a transport, also those that have not sent Connect; {@code
     * ack} follows their drain. The transport opens no more.
     */
    public void disconnectTransport(String trtype, Runnable ack) {
        Countdown gone = new Countdown(ack);
        for (CoreQpair qpair : List.copyOf(qpairs)) {
            if (qpair.wire().trtype().equals(trtype)) {
                gone.up();
                leaving.put(qpair, gone);
                qpair.disconnect("transport removed");
            }
        }
        gone.down();
    }

    /**
     * Takes all queue pairs of a transport out of its hands; they are held, or end.
     *
     * @param ack run when it has none any more
     */
    public void handOver(String trtype, Runnable ack) {
        handedOver.put(trtype, reactor.nowNanos());
        Countdown free = new Countdown(ack);
        for (CoreQpair qpair : List.copyOf(qpairs)) {
            if (qpair.wire().trtype().equals(trtype) && !qpair.gone() && !qpair.isHeld()) {
                free.up();
                qpair.handOver(free::down);
            }
        }
        free.down();
    }

    /** Offers what is held of a transport to another instance of it. */
    public Adopted adopt(String trtype, Predicate<Adoption> transport) {
        int kept = 0;
        int refused = 0;
        for (CoreQpair qpair : List.copyOf(qpairs)) {
            if (qpair.wire().trtype().equals(trtype) && qpair.isHeld()) {
                if (adopt(qpair, transport)) {
                    kept++;
                } else {
                    refused++;
                }
            }
        }
        return new Adopted(kept, refused, pause(trtype, kept, refused));
    }

    /** A connection that is held counts as one that waits. */
    private Pause pause(String trtype, int kept, int refused) {
        Long began = handedOver.remove(trtype);
        long now = reactor.nowNanos();
        return began == null
                ? Pause.NONE
                : new Pause(began, now, began, now, kept + refused, kept, 0, refused == 0);
    }

    private static boolean adopt(CoreQpair qpair, Predicate<Adoption> transport) {
        try {
            return qpair.adopt(transport);
        } catch (RuntimeException | Error e) {
            LOG.log(Level.ERROR, "a transport failed to adopt a connection", e);
            return false;
        }
    }

    /** Disconnects all queue pairs of a host in a subsystem. */
    public void disconnectHost(String nqn, String hostnqn) {
        SubsystemSlot slot = subsystems.get(nqn);
        if (slot != null) {
            slot.disconnectHost(hostnqn);
        }
    }

    /** Controllers of a subsystem whose admin queue is here. */
    public List<ControllerDTO> controllers(String nqn) {
        SubsystemSlot slot = subsystems.get(nqn);
        return slot == null
                ? List.of()
                : slot.controllers().stream().map(ReactorTarget::describe).toList();
    }

    private static ControllerDTO describe(Controller controller) {
        Association association = controller.association();
        var dto = new ControllerDTO();
        dto.cntlid = association.cntlid();
        dto.cntrltype = controller.discovery() ? "discovery" : "io";
        dto.hostnqn = association.hostnqn();
        dto.hostid = association.hostid().toString();
        dto.num_io_qpairs = controller.queues().count();
        return dto;
    }

    /** What the controllers have moved whose admin queue is here; discovery is left out. */
    public List<ControllerTraffic> traffic() {
        return subsystems.values().stream()
                .filter(slot -> slot.view().discovery() == null)
                .flatMap(slot -> slot.controllers().stream())
                .map(ReactorTarget::traffic)
                .toList();
    }

    /** What the queue pairs that are here have moved of each namespace. */
    public List<HostTraffic> hostTraffic() {
        return subsystems.values().stream()
                .flatMap(slot -> slot.qpairs().stream())
                .flatMap(HostTraffic::of)
                .toList();
    }

    private static ControllerTraffic traffic(Controller controller) {
        Association host = controller.association();
        return new ControllerTraffic(
                host.subnqn(), host.hostnqn(), host.cntlid(), controller.queues().total());
    }

    /** Queue pairs of a subsystem that are here. */
    public List<QpairDTO> qpairs(String nqn) {
        SubsystemSlot slot = subsystems.get(nqn);
        return slot == null ? List.of() : slot.qpairs().stream().map(this::describe).toList();
    }

    private QpairDTO describe(CoreQpair qpair) {
        var dto = new QpairDTO();
        dto.cntlid = qpair.association().cntlid();
        dto.qid = qpair.qid();
        dto.state = qpair.state().label();
        dto.thread = "reactor_" + reactor.index();
        dto.hostnqn = qpair.association().hostnqn();
        dto.listen_address = ListenAddressDTO.of(qpair.wire().listener());
        dto.peer_address = ListenAddressDTO.of(qpair.wire().peer());
        dto.commands = qpair.counters().commands();
        dto.reads = qpair.counters().reads();
        dto.read_bytes = qpair.counters().readBytes();
        dto.writes = qpair.counters().writes();
        dto.written_bytes = qpair.counters().writtenBytes();
        dto.outstanding = qpair.outstanding();
        return dto;
    }

    /** Queue pairs that are and were here. */
    public QpairCounts counts() {
        long admin = 0;
        long io = 0;
        long unassociated = 0;
        long answered = ioAnsweredByGone;
        for (CoreQpair qpair : qpairs) {
            if (qpair.qid() > 0) {
                io++;
                answered += qpair.counters().answered();
            } else if (qpair.qid() == 0) {
                admin++;
            } else {
                unassociated++;
            }
        }
        String name = "reactor_" + reactor.index();
        return new QpairCounts(name, adminEver, ioEver, admin, io, unassociated, answered);
    }

    /** A queue pair has connected. */
    void joined(CoreQpair qpair) {
        if (qpair.qid() == 0) {
            adminEver++;
        } else {
            ioEver++;
            int largest = Math.max(need.ioSizeMax(), qpair.options().maxIoSize());
            need = new HoldMemory.Need(need.entries() + qpair.entries(), largest);
        }
    }

    /** Disconnects everything; {@code ack} follows the drain. Nothing can be opened any more. */
    public void stop(Runnable ack) {
        stopping = new Countdown(() -> stopped(ack));
        qpairs.forEach(qpair -> stopping.up());
        for (String nqn : List.copyOf(subsystems.keySet())) {
            stopping.up();
            remove(nqn, stopping::down);
        }
        for (CoreQpair qpair : List.copyOf(qpairs)) {
            qpair.disconnect("target stopped");
        }
        stopping.down();
    }

    private void stopped(Runnable ack) {
        stopped = true;
        shared.leave(this);
        pools.values().forEach(RequestPool::close);
        shared.requestMemory().giveBack(List.of(scratch), 1);
        ack.run();
    }

    // What queue pairs, controllers and commands use.

    /** The reactor. */
    public Reactor reactor() {
        return reactor;
    }

    /** What all reactors of the target share. */
    public TargetShared shared() {
        return shared;
    }

    /** Nanoseconds since the target was made. */
    public long ageNanos() {
        return reactor.nowNanos() - bornNanos;
    }

    /** Address of a page of 4 KiB for whoever needs one until it returns. */
    public long scratch() {
        return scratch;
    }

    /** Sends messages to other reactors. */
    public Courier courier() {
        return courier;
    }

    /** Pairs of fused commands. */
    FusedPairs fusedPairs() {
        return fusedPairs;
    }

    /** What commands may keep of the I/O buffers while they wait for held namespaces. */
    HeldShare heldShare() {
        return heldShare;
    }

    /** What may be sent to held namespaces here. Any thread. */
    public HoldMemory.Need need() {
        return need;
    }

    /** A timer in the target's name. */
    public Timer timer(Runnable action) {
        return reactor.timer(shared.owner(), action);
    }

    /** The subsystem on this reactor, by either of its names where it has two; or null. */
    public SubsystemSlot subsystem(String nqn) {
        SubsystemSlot named = subsystems.get(nqn);
        if (named != null) {
            return named;
        }
        SubsystemSlot discovery = subsystems.get(Nqn.DISCOVERY);
        return discovery != null && discovery.view().identifiedAs().equals(nqn) ? discovery : null;
    }

    /** The connection of a queue pair is gone; its commands may still be at a device. */
    void disconnected(CoreQpair qpair) {
        if (qpair.qid() == 0) {
            qpair.controller().close("admin queue disconnected");
        }
    }

    /** Nothing of a queue pair is left, or only what a device does not give back. */
    void left(CoreQpair qpair) {
        if (qpair.subsystem() != null) {
            qpair.subsystem().remove(qpair);
        }
        Association association = qpair.association();
        int qid = qpair.qid();
        if (qid == 0) {
            association.controller().adminGone();
        } else if (qid > 0) {
            need = new HoldMemory.Need(need.entries() - qpair.entries(), need.ioSizeMax());
            courier.send(
                    association.home().reactor(),
                    () -> association.controller().queueGone(qid, qpair));
        }
    }

    /** Nothing of a queue pair is left. */
    void drained(CoreQpair qpair) {
        boolean known = qpairs.remove(qpair);
        if (known && qpair.qid() > 0) {
            ioAnsweredByGone += qpair.counters().answered();
        }
        Countdown gone = leaving.remove(qpair);
        if (gone != null) {
            gone.down();
        }
        if (known && stopping != null && !stopped) {
            stopping.down();
        }
    }
}
