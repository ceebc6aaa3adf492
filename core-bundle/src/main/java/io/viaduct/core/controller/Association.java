package io.viaduct.core.controller;

import static io.viaduct.api.memory.Native.ALL;

import io.viaduct.api.nvme.DiscoveryEntry;
import io.viaduct.api.nvme.IoOpcode;
import io.viaduct.api.nvme.Sqe;
import io.viaduct.api.nvme.Status;
import io.viaduct.api.transport.TransportId;
import io.viaduct.core.qpair.CoreQpair;
import io.viaduct.core.qpair.CoreRequest;
import io.viaduct.core.qpair.ReactorTarget;

import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A host's relation to a controller, as every queue pair of it may see it, on whatever reactor it
 * is. Any reactor, but for {@link #controller}.
 */
public final class Association {
    private final String subnqn;
    private final String hostnqn;
    private final UUID hostid;
    private final int cntlid;
    private final TransportId listener;
    private final String trtype;
    private final ReactorTarget home;
    private final boolean retryDelays;
    private final ErrorLog errors = new ErrorLog();
    private final int trtypeCode;
    private Controller controller;
    private volatile boolean writeThrough;
    private volatile boolean acre;
    private final AtomicBoolean faulty = new AtomicBoolean();

    Association(String subnqn, Caller caller, int cntlid, CoreQpair admin) {
        this.subnqn = subnqn;
        hostnqn = caller.hostnqn();
        hostid = caller.hostid();
        this.cntlid = cntlid;
        listener = admin.wire().listener();
        trtype = admin.wire().trtype();
        home = admin.target();
        retryDelays = home.shared().options().crdt1() != 0;
        trtypeCode = code(trtype);
    }

    /** The subsystem. */
    public String subnqn() {
        return subnqn;
    }

    /** The host's name. */
    public String hostnqn() {
        return hostnqn;
    }

    /** The host's identifier. */
    public UUID hostid() {
        return hostid;
    }

    /** The controller's identifier in its subsystem. */
    public int cntlid() {
        return cntlid;
    }

    /** Where its admin queue came in. */
    public TransportId listener() {
        return listener;
    }

    /** The transport of all its queues. */
    public String trtype() {
        return trtype;
    }

    /** The part of the target on the reactor where the controller lives. */
    public ReactorTarget home() {
        return home;
    }

    /** The controller. Its own reactor only. */
    public Controller controller() {
        return controller;
    }

    void controller(Controller made) {
        controller = made;
    }

    /** The failed commands of all its queues. */
    public ErrorLog errors() {
        return errors;
    }

    /** Whether the host has disabled the write cache: a write is on stable storage when done. */
    public boolean writeThrough() {
        return writeThrough;
    }

    void writeThrough(boolean on) {
        writeThrough = on;
    }

    /** Whether the host understands retry delays (Advanced Command Retry Enable). */
    public boolean acre() {
        return acre;
    }

    void acre(boolean on) {
        acre = on;
    }

    /** Records a failed command and answers its status, with a retry delay where that helps. */
    public int failed(CoreRequest request, int status) {
        int told = retryDelays && acre && mayPass(status) ? Status.withCrd(status, 1) : status;
        if (isFault(status) && faulty.compareAndSet(false, true)) {
            String why = Status.name(status) + " on queue " + request.qpair().qid();
            request.qpair().target().courier().send(home.reactor(), () -> controller.fault(why));
        }
        long sqe = request.sqe();
        int sqid = request.qpair().qid();
        boolean addressed = sqid > 0 && Sqe.opcode(ALL, sqe) != IoOpcode.FLUSH;
        errors.add(
                sqid,
                Sqe.cid(ALL, sqe),
                told,
                request.errorLocation(),
                addressed ? Sqe.slba(ALL, sqe) : 0,
                Sqe.nsid(ALL, sqe),
                trtypeCode);
        return told;
    }

    /** The host has read of the last fault: the next one counts again. */
    void faultRead() {
        faulty.set(false);
    }

    /** Whether the device or we are to blame. */
    private static boolean isFault(int status) {
        return Status.code(status) == Status.INTERNAL_DEVICE_ERROR
                || (Status.sct(status) == Status.SCT_MEDIA
                        && Status.code(status) != Status.COMPARE_FAILURE);
    }

    /** Whether a command that ended so may succeed later. */
    private static boolean mayPass(int status) {
        return !Status.dnr(status)
                && switch (Status.code(status)) {
                    case Status.INTERNAL_DEVICE_ERROR,
                            Status.NAMESPACE_NOT_READY,
                            Status.COMMAND_INTERRUPTED ->
                            true;
                    default -> false;
                };
    }

    private static int code(String trtype) {
        return switch (trtype) {
            case "RDMA" -> DiscoveryEntry.TRTYPE_RDMA;
            case "FC" -> DiscoveryEntry.TRTYPE_FC;
            case "TCP" -> DiscoveryEntry.TRTYPE_TCP;
            default -> 0;
        };
    }
}
