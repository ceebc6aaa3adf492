package io.viaduct.core.command;

import static io.viaduct.api.memory.Native.ALL;

import io.viaduct.api.nvme.ConnectCommand;
import io.viaduct.api.nvme.ConnectData;
import io.viaduct.api.nvme.ConnectResponse;
import io.viaduct.api.nvme.Nqn;
import io.viaduct.api.nvme.Status;
import io.viaduct.api.reactor.Timer;
import io.viaduct.core.controller.Association;
import io.viaduct.core.controller.Caller;
import io.viaduct.core.controller.Controller;
import io.viaduct.core.controller.ControllerDirectory;
import io.viaduct.core.qpair.CoreQpair;
import io.viaduct.core.qpair.CoreRequest;
import io.viaduct.core.qpair.Execution;
import io.viaduct.core.qpair.ReactorTarget;
import io.viaduct.core.qpair.SubsystemSlot;
import io.viaduct.core.view.SubsystemView;

/**
 * Connect: makes a controller for an admin queue, or adds an I/O queue to one, whose controller may
 * live on another reactor. Checks in the order of SPDK, and answers with its statuses, so that a
 * host that tells them apart by what comes first is right here too.
 */
final class ConnectCommands {
    /** How long the queue of a host that reconnects may take to be gone, nanoseconds (SPDK). */
    private static final long QUEUE_GONE_NANOS = 1_000_000;

    /** How often, and after how many nanoseconds, memory is asked for again: a second in all. */
    private static final int MEMORY_TRIES = 100;

    private static final long MEMORY_NANOS = 10_000_000;

    /** Step of a request that has asked its controller a second time. */
    private static final int ASKED_AGAIN = -1;

    private static final Execution CONNECT = ConnectCommands::connect;

    private ConnectCommands() {}

    static int parse(CoreRequest request) {
        long length = request.transferLength();
        if (length >= 0 && length < ConnectData.LENGTH) {
            return Status.withDnr(Status.INVALID_FIELD);
        }
        int status = request.fromHost(ConnectData.LENGTH);
        return status == Status.SUCCESS ? request.executedBy(CONNECT) : status;
    }

    private static void connect(CoreRequest request) {
        if (request.qpair().beginConnect()) {
            check(request);
        } else {
            request.complete(Status.withDnr(Status.COMMAND_SEQUENCE_ERROR));
        }
    }

    private static void check(CoreRequest request) {
        CoreQpair qpair = request.qpair();
        long sqe = request.sqe();
        long data = qpair.target().scratch();
        request.data().copyTo(0, data, ConnectData.LENGTH);
        SubsystemSlot subsystem = subsystem(qpair.target(), data);
        if (subsystem == null) {
            refuseData(request, ConnectData.IPO_SUBNQN);
        } else if (ConnectData.hostnqnLength(ALL, data) > Nqn.LENGTH_MAX) {
            refuseData(request, ConnectData.IPO_HOSTNQN);
        } else if (!allowed(qpair, subsystem.view(), ConnectData.hostnqnText(ALL, data))) {
            refuse(request, Status.FABRICS_INVALID_HOST, 0);
        } else if (ConnectCommand.recfmt(ALL, sqe) != 0) {
            refuse(request, Status.FABRICS_INCOMPATIBLE_FORMAT, 0);
        } else if (!fits(qpair, sqe)) {
            int dw0 = ConnectResponse.invalidCommand(ConnectResponse.IPO_SQSIZE);
            refuse(request, Status.FABRICS_INVALID_PARAM, dw0);
        } else {
            var caller =
                    new Caller(
                            ConnectData.hostid(ALL, data),
                            ConnectData.hostnqnText(ALL, data),
                            ConnectData.cntlid(ALL, data));
            connect(request, subsystem, caller);
        }
    }

    private static SubsystemSlot subsystem(ReactorTarget target, long data) {
        return ConnectData.subnqnLength(ALL, data) < Nqn.FIELD_LENGTH
                ? target.subsystem(ConnectData.subnqnText(ALL, data))
                : null;
    }

    /** Discovery is let in at every listener of the target, as with SPDK. */
    private static boolean allowed(CoreQpair qpair, SubsystemView view, String hostnqn) {
        return view.allows(hostnqn)
                && (view.type() == SubsystemView.Type.DISCOVERY
                        || view.listeners().contains(qpair.wire().listener()));
    }

    private static boolean fits(CoreQpair qpair, long sqe) {
        int sqsize = ConnectCommand.sqsize(ALL, sqe);
        boolean admin = ConnectCommand.qid(ALL, sqe) == 0;
        int depth = admin ? qpair.options().maxAqDepth() : qpair.options().maxQueueDepth();
        return sqsize >= 1 && sqsize < depth;
    }

    private static void connect(CoreRequest request, SubsystemSlot subsystem, Caller caller) {
        if (!request.qpair().reserve(ConnectCommand.sqsize(ALL, request.sqe()) + 1)) {
            awaitMemory(request);
        } else if (ConnectCommand.qid(ALL, request.sqe()) == 0) {
            connectAdmin(request, subsystem, caller);
        } else {
            connectIo(request, subsystem, caller);
        }
    }

    /** Memory for the queue's requests is being mapped, or there is no more of it. */
    private static void awaitMemory(CoreRequest request) {
        if (request.abandoned() || request.step() == MEMORY_TRIES) {
            refuse(request, Status.FABRICS_CONTROLLER_BUSY, 0);
        } else {
            request.step(request.step() + 1);
            later(request, MEMORY_NANOS, () -> check(request));
        }
    }

    private static void connectAdmin(CoreRequest request, SubsystemSlot subsystem, Caller caller) {
        CoreQpair qpair = request.qpair();
        ControllerDirectory.Entry entry =
                qpair.target().shared().directory().enter(subsystem.view(), caller, qpair);
        if (entry.association() == null) {
            refuse(request, entry.status(), entry.dw0());
            return;
        }
        long katoMs = Integer.toUnsignedLong(ConnectCommand.kato(ALL, request.sqe()));
        var controller = new Controller(entry.association(), subsystem, qpair, katoMs);
        accept(request, controller.association(), subsystem);
    }

    private static void connectIo(CoreRequest request, SubsystemSlot subsystem, Caller caller) {
        Association association =
                request.qpair()
                        .target()
                        .shared()
                        .directory()
                        .find(subsystem.view().nqn(), caller.cntlid());
        if (association == null || !association.trtype().equals(request.qpair().wire().trtype())) {
            refuseData(request, ConnectData.IPO_CNTLID);
        } else {
            ask(request, association, subsystem, caller);
        }
    }

    /** Asks the controller, on its reactor. */
    private static void ask(
            CoreRequest request, Association association, SubsystemSlot subsystem, Caller caller) {
        CoreQpair qpair = request.qpair();
        ReactorTarget here = qpair.target();
        ReactorTarget home = association.home();
        int qid = ConnectCommand.qid(ALL, request.sqe());
        Runnable question =
                () -> {
                    Controller.Admission admission =
                            association
                                    .controller()
                                    .admit(qpair, qid, caller.hostid(), caller.hostnqn());
                    home.courier()
                            .send(
                                    here.reactor(),
                                    () ->
                                            answer(
                                                    request,
                                                    association,
                                                    subsystem,
                                                    caller,
                                                    admission));
                };
        here.courier().send(home.reactor(), question);
    }

    private static void answer(
            CoreRequest request,
            Association association,
            SubsystemSlot subsystem,
            Caller caller,
            Controller.Admission admission) {
        if (admission.queueTaken() && request.step() != ASKED_AGAIN && !request.abandoned()) {
            // The host may have reconnected before its old queue was found to be gone.
            request.step(ASKED_AGAIN);
            later(request, QUEUE_GONE_NANOS, () -> ask(request, association, subsystem, caller));
            return;
        }
        if (admission.status() != Status.SUCCESS) {
            refuse(request, admission.status(), admission.dw0());
        } else if (request.qpair().target().subsystem(association.subnqn()) != subsystem) {
            giveBack(request, association);
            refuseData(request, ConnectData.IPO_SUBNQN);
        } else if (!allowed(request.qpair(), subsystem.view(), caller.hostnqn())) {
            giveBack(request, association);
            refuse(request, Status.FABRICS_INVALID_HOST, 0);
        } else {
            accept(request, association, subsystem);
        }
    }

    /** The controller counts the queue as connected, but what let it in has gone meanwhile. */
    private static void giveBack(CoreRequest request, Association association) {
        CoreQpair qpair = request.qpair();
        int qid = ConnectCommand.qid(ALL, request.sqe());
        qpair.target()
                .courier()
                .send(
                        association.home().reactor(),
                        () -> association.controller().queueGone(qid, qpair));
    }

    private static void later(CoreRequest request, long nanos, Runnable action) {
        var timer = new Timer[1];
        timer[0] =
                request.qpair()
                        .target()
                        .timer(
                                () -> {
                                    timer[0].close();
                                    action.run();
                                });
        timer[0].arm(nanos);
    }

    private static void accept(
            CoreRequest request, Association association, SubsystemSlot subsystem) {
        int qid = ConnectCommand.qid(ALL, request.sqe());
        int cattr = ConnectCommand.cattr(ALL, request.sqe());
        boolean noFlowControl = (cattr & ConnectCommand.CATTR_DISSQFC) != 0;
        request.qpair().join(association, subsystem, qid, noFlowControl);
        request.result(ConnectResponse.success(association.cntlid(), false, false));
        request.complete(Status.SUCCESS);
    }

    private static void refuseData(CoreRequest request, int ipo) {
        refuse(request, Status.FABRICS_INVALID_PARAM, ConnectResponse.invalidData(ipo));
    }

    private static void refuse(CoreRequest request, int status, int dw0) {
        request.qpair().connectRefused();
        request.result(Integer.toUnsignedLong(dw0));
        request.complete(status);
    }
}
