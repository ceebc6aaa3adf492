package io.viaduct.core.qpair;

import static io.viaduct.api.memory.Native.ALL;

import io.viaduct.api.bdev.BdevIo;
import io.viaduct.api.memory.SegmentList;
import io.viaduct.api.nvme.Cqe;
import io.viaduct.api.nvme.ErrorLogEntry;
import io.viaduct.api.nvme.Sqe;
import io.viaduct.api.nvme.Status;
import io.viaduct.api.transport.Request;
import io.viaduct.core.command.Commands;

/**
 * One command on its way through the core; pooled with its native entries, its scatter list and its
 * I/O. Reactor thread.
 */
public final class CoreRequest implements Request, BdevIo.Completion {
    /** Links of the pool and of the queue pair's list. */
    CoreRequest next;

    CoreRequest previous;

    /** Links of a gate's line. */
    CoreRequest parkedBefore;

    CoreRequest parkedAfter;

    private final RequestPool pool;
    private final long sqe;
    private final long cqe;
    private final RequestData data;
    private final DeviceUse device = new DeviceUse(this);
    private final Admission admission;

    private CoreQpair qpair;
    private Object attachment;
    private Stage stage = Stage.FREE;
    private RequestPhase phase;
    private boolean cidTaken;

    // What parsing finds out.
    private Execution execution;
    private NamespaceSlot namespace;
    private int status;
    private int errorLocation;

    // What executing needs and yields.
    private int step;
    private long result;

    /** The pair that it is a half of, or null. */
    private FusedPair pair;

    private boolean orphan;

    CoreRequest(RequestPool pool, long slot, int segments) {
        this.pool = pool;
        sqe = slot;
        cqe = slot + Sqe.LENGTH;
        var list = new SegmentList(slot + Sqe.LENGTH + Cqe.LENGTH, segments);
        data = new RequestData(this, pool.buffers(), list);
        admission = new Admission(this, data);
    }

    /** Leaves the pool. */
    void take(CoreQpair owner, Object transportState) {
        assert stage == Stage.FREE;
        qpair = owner;
        attachment = transportState;
        stage(Stage.FILLING);
        execution = null;
        namespace = null;
        data.expectNone();
        status = Status.SUCCESS;
        errorLocation = ErrorLogEntry.NO_LOCATION;
        step = 0;
        result = 0;
    }

    @Override
    public long sqe() {
        return sqe;
    }

    @Override
    public long cqe() {
        return cqe;
    }

    @Override
    public Object attachment() {
        return attachment;
    }

    @Override
    public void attach(Object transportState) {
        attachment = transportState;
    }

    @Override
    public SegmentList data() {
        return data.segments();
    }

    @Override
    public int dataLength() {
        return data.length();
    }

    @Override
    public boolean toHost() {
        return data.toHost();
    }

    @Override
    public boolean plainSuccess() {
        return status == Status.SUCCESS && result == 0;
    }

    /** The queue pair on which it came. */
    public CoreQpair qpair() {
        return qpair;
    }

    /** The pair of fused commands that it is a half of, or null. */
    public FusedPair pair() {
        return pair;
    }

    void pair(FusedPair with) {
        pair = with;
    }

    /** The namespace that it is for, or null. */
    public NamespaceSlot namespace() {
        return namespace;
    }

    /** The I/O that goes to the device with {@link #submit}. */
    public BdevIo io() {
        return device.io();
    }

    Stage stage() {
        return stage;
    }

    void stage(Stage next) {
        phase = RequestTracing.follow(phase, this, next, status);
        stage = next;
    }

    int cid() {
        return Sqe.cid(ALL, sqe);
    }

    /** Whether it has memory of the namespace's device. */
    boolean borrowsFrom(NamespaceSlot slot) {
        return namespace == slot && device.isLent();
    }

    /** Where in the command the fault is, as the error log tells it. */
    public int errorLocation() {
        return errorLocation;
    }

    // Parsing. Each method answers a status.

    /** Chooses what executes the command. */
    public int executedBy(Execution chosen) {
        execution = chosen;
        return Status.SUCCESS;
    }

    /** The command is for a namespace, and passes its gate. */
    public void namespace(NamespaceSlot slot) {
        namespace = slot;
    }

    /**
     * The command wants {@code length} bytes from the host. More are refused, as the SGLS field of
     * Identify Controller says: what comes in a capsule has to fit the memory it goes to.
     */
    public int fromHost(long length) {
        return admission.transferLength() > length
                ? Status.withDnr(Status.DATA_SGL_LENGTH_INVALID)
                : expect(length, false);
    }

    /** The command has {@code length} bytes for the host. */
    public int toHost(long length) {
        return expect(length, true);
    }

    /** Bytes that the command's SGL describes, or -1 where the transport does not know. */
    public long transferLength() {
        return admission.transferLength();
    }

    private int expect(long length, boolean outgoing) {
        int found = TransferCheck.check(this, length);
        if (found == Status.SUCCESS) {
            data.expect((int) length, outgoing);
        }
        return found;
    }

    /** Invalid Field, with where in the submission queue entry the field is. */
    public int invalidField(int byteOffset, int bit) {
        errorLocation = ErrorLogEntry.location(byteOffset, bit);
        return Status.withDnr(Status.INVALID_FIELD);
    }

    // Admission.

    @Override
    public int begin(long transfer, boolean inCapsule) {
        assert stage == Stage.FILLING;
        admission.announced(transfer, inCapsule);
        stage(Stage.MOVING);
        qpair.began();
        cidTaken = qpair.queue().takeCid(cid());
        int found = cidTaken ? Commands.parse(this) : Status.COMMAND_ID_CONFLICT;
        if (found != Status.SUCCESS) {
            refuse(found);
            return EXECUTE;
        }
        return admission.admit();
    }

    @Override
    public int next() {
        assert stage == Stage.MOVING;
        return admission.answer();
    }

    /** The command will end with this status, without data. */
    private void refuse(int why) {
        status = why;
        data.expectNone();
    }

    /** The gate lets it through. */
    void resume() {
        data.unsettle();
        if (stage == Stage.PARKED_READY) {
            proceed();
        } else {
            admission.resume();
        }
    }

    /** Memory that it waited for is there. */
    void onMemory() {
        if (stage == Stage.AWAITING_MEMORY) {
            admission.onMemory();
        } else {
            assert stage == Stage.AWAITING_REPLY_MEMORY;
            proceed();
        }
    }

    // Execution.

    @Override
    public void execute() {
        assert stage == Stage.MOVING;
        if (status == Status.SUCCESS) {
            proceed();
        } else {
            complete(status);
        }
    }

    @Override
    public void fail(int why) {
        assert stage == Stage.MOVING;
        complete(why);
    }

    /** Goes on as far as the namespace and the memory allow. */
    private void proceed() {
        if (namespace != null && namespace.departed()) {
            complete(Status.withDnr(Status.INVALID_NAMESPACE_OR_FORMAT));
            return;
        }
        if (admission.isHeld()) {
            admission.park(Stage.PARKED_READY);
            return;
        }
        if (wantsReplyMemory() && !data.acquire()) {
            stage(Stage.AWAITING_REPLY_MEMORY);
            return;
        }
        stage(Stage.EXECUTING);
        execution.execute(this);
    }

    private boolean wantsReplyMemory() {
        return data.toHost() && !data.buffered() && !qpair.hostMemory() && !lendable();
    }

    /** Whether a read may be answered with the device's own memory. */
    public boolean lendable() {
        return namespace != null
                && namespace.lends()
                && execution.borrows()
                && !data.buffered()
                && !qpair.hostMemory()
                && !qpair.stableData();
    }

    /** A counter for commands that take several steps; 0 at first. */
    public int step() {
        return step;
    }

    /** Sets the counter. */
    public void step(int value) {
        step = value;
    }

    /** Gives the prepared I/O to the device; {@link Execution#onDevice} follows. */
    public void submit() {
        if (offer()) {
            completed(device.io());
        }
    }

    /**
     * Gives the prepared I/O to the device.
     *
     * @return true when it is done, with its status; else {@link Execution#onDevice} follows
     */
    public boolean offer() {
        return device.offer(namespace);
    }

    @Override
    public void completed(BdevIo done) {
        execution.onDevice(this, done.status());
    }

    /** Whether the host is gone, so that what is left to do is in vain. */
    public boolean abandoned() {
        return orphan;
    }

    /**
     * The controller keeps the request until it completes it. Its command identifier is free
     * meanwhile: SPDK's host forgets its asynchronous event requests when it shuts down, and uses
     * their identifiers again.
     */
    public void hold() {
        releaseCid();
        stage(Stage.HELD);
    }

    /** Sets dwords 0 and 1 of the completion queue entry. */
    public void result(long value) {
        result = value;
    }

    /** Ends the command: the transport sends its answer, unless the host is gone. */
    public void complete(int code) {
        assert stage != Stage.FREE && stage != Stage.COMPLETE;
        if (orphan) {
            recycle();
            return;
        }
        stage(Stage.COMPLETE);
        device.complete(namespace);
        status = code;
        if (code != Status.SUCCESS) {
            refuse(qpair.failed(this, code));
        }
        releaseCid();
        Cqe.writeResult(ALL, cqe, result, qpair.queue().nextHead(), qpair.sqid(), cid(), status);
        CoreQpair on = qpair;
        CoreRequest partner = leavePair();
        on.transport().onComplete(this);
        endPartner(partner, on);
        on.answered();
    }

    /** Ends the pair that it is a half of; the other half, or null. */
    private CoreRequest leavePair() {
        return pair == null ? null : pair.left(this);
    }

    // Not where the connection is gone: then both end by themselves.
    private static void endPartner(CoreRequest partner, CoreQpair of) {
        if (partner != null && partner.qpair == of && !of.gone()) {
            partner.endUnfused(Status.ABORTED_FAILED_FUSED);
        }
    }

    /** Waits until the data of the command that it is fused with is there. */
    void awaitPartner() {
        stage = Stage.AWAITING_PARTNER;
    }

    /** It is executed together with its partner. */
    void partnerReady() {
        assert stage == Stage.AWAITING_PARTNER;
        stage = Stage.EXECUTING;
    }

    /** Ends a half of a pair that there is no more, at once or when its data has come. */
    void endUnfused(int why) {
        if (stage.waiting()) {
            abort(why);
        } else {
            assert stage == Stage.MOVING : stage;
            status = why;
        }
    }

    private void releaseCid() {
        if (cidTaken) {
            cidTaken = false;
            qpair.queue().releaseCid(cid());
        }
    }

    // Ends other than completion.

    /** Ends a request early that is at a device, where the device can. */
    boolean abortAtDevice() {
        return stage == Stage.EXECUTING && device.abort(namespace);
    }

    /** Ends a request that waits, on the host's or the core's wish. */
    void abort(int why) {
        boolean unadmitted = stage == Stage.PARKED || stage == Stage.AWAITING_MEMORY;
        leaveLine();
        if (unadmitted) {
            refuse(why);
            admission.admitted(EXECUTE);
        } else {
            complete(why);
        }
    }

    /** Takes a waiting request out of whatever line it stands in. */
    void leaveLine() {
        assert stage.waiting();
        switch (stage) {
            case PARKED, PARKED_READY -> namespace.gate().remove(this);
            case AWAITING_MEMORY, AWAITING_REPLY_MEMORY -> data.cancel();
            case AWAITING_PARTNER -> {
                // Nobody has it in a line.
            }
            default -> qpair.controller().asyncEvents().remove(this);
        }
        stage(Stage.MOVING);
    }

    /** The connection is gone: what is at a device or another reactor ends there. */
    void hostGone() {
        if (stage == Stage.EXECUTING) {
            orphan = true;
            attachment = null;
        } else {
            recycle();
        }
    }

    @Override
    public void free() {
        assert stage != Stage.FREE && stage != Stage.EXECUTING : stage;
        if (stage.waiting()) {
            leaveLine();
        }
        hostGone();
    }

    private void recycle() {
        CoreRequest partner = leavePair();
        releaseCid();
        releaseData();
        CoreQpair owner = qpair;
        stage(Stage.FREE);
        qpair = null;
        attachment = null;
        namespace = null;
        orphan = false;
        owner.unlink(this);
        pool.give(this);
        endPartner(partner, owner);
        owner.freed();
    }

    private void releaseData() {
        device.returnLent(namespace);
        data.release();
        device.leave(namespace);
    }
}
