package io.viaduct.core.qpair;

import static io.viaduct.api.memory.Native.ALL;

import io.viaduct.api.nvme.Sqe;
import io.viaduct.core.controller.Association;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Enabled;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** A phase of a request that is over. Reactor thread. */
@Name(RequestPhase.NAME)
@Label("Request Phase")
@Description("How long a command stayed in one phase of its way through the core")
@Category("Viaduct")
@Enabled(false)
@StackTrace(false)
final class RequestPhase extends Event {
    static final String NAME = "io.viaduct.RequestPhase";

    @Label("Phase")
    String phase;

    @Label("Subsystem")
    String subsystem;

    @Label("Host")
    String host;

    @Label("Queue")
    int qid;

    @Label("Command Identifier")
    int cid;

    @Label("Opcode")
    int opcode;

    @Label("Namespace")
    int nsid;

    @Label("Bytes")
    int bytes;

    @Label("Status")
    @Description("So far: what the command has been found to end with")
    int status;

    /** A phase begins. */
    static RequestPhase begun(Stage stage) {
        var begun = new RequestPhase();
        begun.phase = stage.name();
        begun.begin();
        return begun;
    }

    /** The phase is over. */
    void over(CoreRequest request, int endsWith) {
        end();
        Association association = request.qpair().association();
        subsystem = association == null ? "" : association.subnqn();
        host = association == null ? "" : association.hostnqn();
        qid = request.qpair().sqid();
        cid = request.cid();
        opcode = Sqe.opcode(ALL, request.sqe());
        nsid = Sqe.nsid(ALL, request.sqe());
        bytes = request.dataLength();
        status = endsWith;
        commit();
    }
}
