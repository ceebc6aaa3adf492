package io.viaduct.core.qpair;

import io.viaduct.api.nvme.Status;
import io.viaduct.api.reactor.Timer;
import io.viaduct.api.transport.Adoption;
import io.viaduct.api.transport.Qpair;
import io.viaduct.api.transport.Request;
import io.viaduct.api.transport.TransportId;
import io.viaduct.api.transport.TransportOptions;
import io.viaduct.api.transport.TransportQpair;
import io.viaduct.core.controller.Association;
import io.viaduct.core.controller.Controller;
import io.viaduct.core.controller.QpairCounters;

import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/** The core's end of a queue pair. It lives on one reactor, with all its requests. */
public final class CoreQpair implements Qpair {
    /** Bytes of in-capsule data on an admin queue (NVMe/TCP: 8 KiB whatever IOCCSZ says). */
    public static final int ADMIN_IN_CAPSULE_BYTES = 8192;

    /** How long a connection may be without a Connect: SPDK's association time-out. */
    static final long CONNECT_TIMEOUT_NANOS = 120_000_000_000L;

    /**
     * What the transport says of a connection.
     *
     * @param trtype the transport's name
     * @param options the transport's options
     * @param listener where the host came in
     * @param peer where it came from
     * @param hostMemory whether data is in memory that the transport resolves, not in buffers
     */
    public record Wire(
            String trtype,
            TransportOptions options,
            TransportId listener,
            TransportId peer,
            boolean hostMemory) {}

    private final ReactorTarget target;
    private final SubmissionQueue queue;
    private final TransportEnd end;
    private final Wire wire;
    private final boolean hostMemory;
    private final QpairCounters counters = new QpairCounters();
    private final Timer connectTimeout;

    /** Under way or done, or null. */
    private QueueDeletion deletion;

    private QpairState state = QpairState.CONNECTING;
    private int qid = -1;
    private boolean stableData;
    private boolean connectUnderWay;
    private Association association;
    private SubsystemSlot subsystem;

    private final Outstanding outstanding = new Outstanding();
    private final Draining draining = new Draining(this, outstanding);
    private final Fusion fusion = new Fusion();

    CoreQpair(ReactorTarget target, SubmissionQueue queue, Wire wire, TransportQpair transport) {
        this.target = target;
        this.queue = queue;
        this.wire = wire;
        end = new TransportEnd(this, transport);
        hostMemory = wire.hostMemory();
        connectTimeout = target.timer(() -> disconnect("no Connect"));
        connectTimeout.arm(CONNECT_TIMEOUT_NANOS);
    }

    // What the transport uses.

    @Override
    public Request request(Object attachment) {
        if (outstanding.count() >= queue.entries()) {
            return null;
        }
        CoreRequest request = queue.request();
        request.take(this, attachment);
        outstanding.add(request);
        return request;
    }

    @Override
    public int qid() {
        return qid;
    }

    @Override
    public boolean sqFlowControlDisabled() {
        return queue.flowControlDisabled();
    }

    @Override
    public int inCapsuleDataMax() {
        return qid > 0 ? wire.options().inCapsuleDataSize() : ADMIN_IN_CAPSULE_BYTES;
    }

    @Override
    public void stableData(boolean on) {
        stableData = on;
    }

    @Override
    public void disconnected() {
        if (gone()) {
            return;
        }
        state = QpairState.GONE;
        connectTimeout.close();
        end.gone();
        target.disconnected(this);
        outstanding.leaveLines();
        outstanding.hostGone();
        if (deletion != null) {
            deletion.abandon();
        }
        draining.begin();
    }

    // What commands use.

    /** The reactor's part of the target. */
    public ReactorTarget target() {
        return target;
    }

    /** What the transport says of the connection. */
    public Wire wire() {
        return wire;
    }

    /** The options of its transport. */
    public TransportOptions options() {
        return wire.options();
    }

    /** Whether data is in memory that the transport resolves, not in buffers. */
    public boolean hostMemory() {
        return hostMemory;
    }

    /** Whether Connect has been answered with success and nothing has ended it. */
    public boolean enabled() {
        return state == QpairState.ENABLED;
    }

    /** Whether it waits for a Connect. */
    public boolean connecting() {
        return state == QpairState.CONNECTING;
    }

    /** Entries of its submission queue. */
    public int entries() {
        return queue.entries();
    }

    /** The association that it is a part of; null before Connect. */
    public Association association() {
        return association;
    }

    /** Its subsystem on this reactor; null before Connect. */
    public SubsystemSlot subsystem() {
        return subsystem;
    }

    /** Its controller. Admin queue only: the reactor of any other may not touch it. */
    public Controller controller() {
        assert qid == 0;
        return association.controller();
    }

    /** Where it stands with fused commands. */
    public Fusion fusion() {
        return fusion;
    }

    /** Commands that have arrived and are not answered. */
    int outstanding() {
        return outstanding.count();
    }

    /** What it has moved. */
    public QpairCounters counters() {
        return counters;
    }

    /**
     * Makes room for the entries that a Connect asks for.
     *
     * @return false when there is no memory for them
     */
    public boolean reserve(int queueEntries) {
        return queue.reserve(queueEntries);
    }

    /** A Connect with its data has come. False where it is not the time for one. */
    public boolean beginConnect() {
        boolean begins = state == QpairState.CONNECTING && !connectUnderWay;
        connectUnderWay |= begins;
        return begins;
    }

    /** A Connect has been refused; the host may try another. */
    public void connectRefused() {
        connectUnderWay = false;
    }

    /** A Connect has succeeded: the queue is part of an association from now on. */
    public void join(Association with, SubsystemSlot in, int queueId, boolean noFlowControl) {
        association = with;
        subsystem = in;
        qid = queueId;
        queue.flowControlDisabled(noFlowControl);
        connectTimeout.cancel();
        in.add(this);
        target.joined(this);
        if (end.isMoving()) {
            pauseKeepAlive(true);
        }
        if (state == QpairState.CONNECTING) {
            state = QpairState.ENABLED;
        }
    }

    /** Asks the transport to end the connection. */
    public void disconnect(String why) {
        if (state != QpairState.DEACTIVATING && state != QpairState.GONE) {
            state = QpairState.DEACTIVATING;
            connectTimeout.cancel();
            end.now().disconnect(why);
        }
    }

    /**
     * The host deletes this I/O queue. {@code disconnect} is answered when nothing of the queue is
     * at work; then its identifier is free, and the connection ends.
     */
    public void deleteQueue(CoreRequest disconnect) {
        state = QpairState.DELETING;
        deletion = new QueueDeletion(this, disconnect, outstanding);
        deletion.begin();
    }

    /** Ends the command with this identifier if it waits for something, or its device can. */
    public boolean abort(int cid) {
        CoreRequest request = outstanding.find(cid);
        if (request == null) {
            return false;
        }
        if (!request.stage().waiting()) {
            return request.abortAtDevice();
        }
        request.abort(Status.ABORTED_BY_REQUEST);
        return true;
    }

    // Another instance of the transport.

    /**
     * Takes the connection out of its transport's hands. The host may be silent meanwhile.
     *
     * @param free run once, when the transport holds nothing of it: it is held, or gone
     */
    void handOver(Runnable free) {
        connectTimeout.cancel();
        pauseKeepAlive(true);
        end.handOver(free);
    }

    /** The transport has let go. */
    void held(HeldEnd by) {
        end.held(by);
    }

    /** Whether no transport serves it. */
    boolean isHeld() {
        return end.isHeld();
    }

    /** Whether these are all of its requests. */
    boolean owns(List<CoreRequest> all) {
        return all.size() == outstanding.count()
                && Set.copyOf(all).size() == outstanding.count()
                && all.stream().allMatch(request -> request.qpair() == this);
    }

    /** Offers a held connection to a transport. False where it has to end instead. */
    boolean adopt(Predicate<Adoption> transportsChoice) {
        return end.adopt(transportsChoice);
    }

    /** A transport has adopted it. */
    void servedAgain() {
        if (state == QpairState.CONNECTING) {
            connectTimeout.arm(CONNECT_TIMEOUT_NANOS);
        }
        pauseKeepAlive(false);
    }

    private void pauseKeepAlive(boolean on) {
        if (qid == 0) {
            association.controller().pauseKeepAlive(on);
        }
    }

    QpairState state() {
        return state;
    }

    boolean gone() {
        return state == QpairState.GONE;
    }

    boolean stableData() {
        return stableData;
    }

    TransportQpair transport() {
        return end.now();
    }

    /** Whether one of its requests has memory of a namespace's device. */
    boolean borrowsFrom(NamespaceSlot slot) {
        return outstanding.anyMatch(request -> request.borrowsFrom(slot));
    }

    // What requests use.

    SubmissionQueue queue() {
        return queue;
    }

    /** Records a failed command and says with which status it ends. */
    int failed(CoreRequest request, int status) {
        return association == null ? status : association.failed(request, status);
    }

    /** SQID of completions. */
    int sqid() {
        return Math.max(qid, 0);
    }

    void unlink(CoreRequest request) {
        outstanding.remove(request);
    }

    /** A command has come. */
    void began() {
        if (qid > 0) {
            counters.command(target.reactor().nowNanos());
        }
    }

    /** A command has been answered. */
    void answered() {
        if (qid > 0) {
            counters.answered(target.reactor().nowNanos());
        }
        if (deletion != null) {
            deletion.look();
        }
    }

    /** A request is back in the pool. */
    void freed() {
        if (gone()) {
            draining.look();
        }
    }
}
