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
import io.viaduct.core.controller.HealthCounters;

import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/** The core's end of a queue pair. It lives on one reactor, with all its requests. */
public final class CoreQpair implements Qpair {
    /** Bytes of in-capsule data on an admin queue (NVMe/TCP: 8 KiB whatever IOCCSZ says). */
    public static final int ADMIN_IN_CAPSULE_BYTES = 8192;

    /** Commands before Connect has been answered: Connect, and a little for impatient hosts. */
    static final int ENTRIES_BEFORE_CONNECT = 4;

    /** How long a connection may be without a Connect: SPDK's association time-out. */
    static final long CONNECT_TIMEOUT_NANOS = 120_000_000_000L;

    /** How often a queue pair without a connection looks whether only the stuck is left of it. */
    private static final long STUCK_RETRY_NANOS = 500_000_000L;

    /** SQHD of a Connect response where SQ flow control is off. */
    private static final int SQHD_DISABLED = 0xffff;

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
    private final RequestPool pool;
    private final Wire wire;
    private final boolean hostMemory;
    private final CommandIds cids = new CommandIds();
    private final HealthCounters counters = new HealthCounters();
    private final Timer connectTimeout;

    /** The transport's end; null when the connection is gone. */
    private TransportQpair transport;

    /** Under way, or null. */
    private QpairHandover handover;

    /** Under way or done, or null. */
    private QueueDeletion deletion;

    /** The transport's end while no transport serves the connection, else null. */
    private HeldEnd held;

    private QpairState state = QpairState.CONNECTING;
    private int qid = -1;
    private int entries;

    /** Requests that the pool has promised: never fewer than there were before Connect. */
    private int reserved;

    private int sqhd;
    private boolean flowControlDisabled;
    private boolean stableData;
    private boolean connectUnderWay;
    private Association association;
    private SubsystemSlot subsystem;

    private final Outstanding outstanding = new Outstanding();
    private final Fusion fusion = new Fusion();

    // Made where something is left when the connection goes.
    private Timer stuckCheck;
    private boolean abandoned;

    CoreQpair(
            ReactorTarget target,
            RequestPool pool,
            Wire wire,
            TransportQpair transport,
            int entries) {
        this.target = target;
        this.pool = pool;
        this.wire = wire;
        this.transport = transport;
        this.entries = entries;
        reserved = entries;
        hostMemory = wire.hostMemory();
        connectTimeout = target.timer(() -> disconnect("no Connect"));
        connectTimeout.arm(CONNECT_TIMEOUT_NANOS);
    }

    // What the transport uses.

    @Override
    public Request request(Object attachment) {
        if (outstanding.count() >= entries) {
            return null;
        }
        CoreRequest request = pool.take();
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
        return flowControlDisabled;
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
        transport = null;
        held = null;
        endHandover();
        target.disconnected(this);
        outstanding.leaveLines();
        outstanding.hostGone();
        if (deletion != null) {
            deletion.abandon();
        }
        if (outstanding.count() > 0) {
            stuckCheck = target.timer(this::leaveStuck);
            stuckCheck.arm(STUCK_RETRY_NANOS);
        }
        tellIfDrained();
    }

    // A device that is to be given up and does not answer keeps its memory, not its controller.
    private void leaveStuck() {
        if (!outstanding.allMatch(CoreQpair::isStuck)) {
            stuckCheck.arm(STUCK_RETRY_NANOS);
            return;
        }
        abandoned = true;
        target.left(this);
    }

    // All that keeps it is a device to which nothing new goes.
    private static boolean isStuck(CoreRequest request) {
        return request.abandoned() && request.namespace() != null && request.namespace().closed();
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
        return entries;
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
    public HealthCounters counters() {
        return counters;
    }

    /**
     * Makes room for the entries that a Connect asks for.
     *
     * @return false when there is no memory for them
     */
    public boolean reserve(int queueEntries) {
        int needed = Math.max(queueEntries, ENTRIES_BEFORE_CONNECT);
        if (!pool.reserve(needed)) {
            return false;
        }
        pool.unreserve(reserved);
        reserved = needed;
        entries = queueEntries;
        return true;
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
        flowControlDisabled = noFlowControl;
        sqhd = noFlowControl ? SQHD_DISABLED : sqhd;
        connectTimeout.cancel();
        in.add(this);
        target.joined(this);
        if (handover != null || held != null) {
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
            transport.disconnect(why);
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
        handover = new QpairHandover(this, free);
        connectTimeout.cancel();
        pauseKeepAlive(true);
        if (state != QpairState.DEACTIVATING) {
            handover.begin();
        }
    }

    /** The transport has let go. */
    void held(HeldEnd end) {
        held = end;
        transport = end;
        handover = null;
        end.takeOver();
        if (state == QpairState.DEACTIVATING) {
            end.disconnect("it was to end before");
        }
    }

    private void endHandover() {
        if (handover != null) {
            QpairHandover ended = handover;
            handover = null;
            ended.end();
        }
    }

    /** Whether no transport serves it. */
    boolean isHeld() {
        return held != null;
    }

    /** Whether these are all of its requests. */
    boolean owns(List<CoreRequest> all) {
        return all.size() == outstanding.count()
                && Set.copyOf(all).size() == outstanding.count()
                && all.stream().allMatch(request -> request.qpair() == this);
    }

    /** Offers a held connection to a transport. False where it has to end instead. */
    boolean adopt(Predicate<Adoption> transportsChoice) {
        HeldEnd before = held;
        if (before.ending()) {
            return false;
        }
        var adoption = new QpairAdoption(this, before);
        TransportQpair next = null;
        try {
            next = transportsChoice.test(adoption) ? adoption.end() : null;
        } finally {
            if (next == null) {
                disconnect("not adopted");
                before.takeOver();
            }
        }
        if (next == null) {
            return false;
        }
        held = null;
        transport = next;
        if (state == QpairState.CONNECTING) {
            connectTimeout.arm(CONNECT_TIMEOUT_NANOS);
        }
        pauseKeepAlive(false);
        before.tell(next);
        return true;
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
        return transport;
    }

    /** Whether one of its requests has memory of a namespace's device. */
    boolean borrowsFrom(NamespaceSlot slot) {
        return outstanding.anyMatch(request -> request.borrowsFrom(slot));
    }

    // What requests use.

    boolean takeCid(int cid) {
        return cids.take(cid);
    }

    void releaseCid(int cid) {
        cids.release(cid);
    }

    /** Records a failed command and says with which status it ends. */
    int failed(CoreRequest request, int status) {
        return association == null ? status : association.failed(request, status);
    }

    /** One more entry of the submission queue is free. */
    int nextSqhd() {
        if (flowControlDisabled) {
            int once = sqhd;
            sqhd = 0;
            return once;
        }
        sqhd = sqhd + 1 >= entries ? 0 : sqhd + 1;
        return sqhd;
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

    void freed() {
        tellIfDrained();
    }

    private void tellIfDrained() {
        if (gone() && outstanding.isEmpty()) {
            if (stuckCheck != null) {
                stuckCheck.close();
            }
            pool.unreserve(reserved);
            if (!abandoned) {
                target.left(this);
            }
            target.drained(this);
        }
    }
}
