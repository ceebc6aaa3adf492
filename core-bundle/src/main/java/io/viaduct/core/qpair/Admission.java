package io.viaduct.core.qpair;

import io.viaduct.api.transport.Request;

/**
 * How a parsed request comes to its memory and past its namespace's gate, before the transport
 * moves the host's data. Reactor thread.
 */
final class Admission {
    private final CoreRequest request;
    private final RequestData data;
    private long transferLength;
    private boolean dataFollows;
    private int answer;

    Admission(CoreRequest request, RequestData data) {
        this.request = request;
        this.data = data;
    }

    /** What the transport says: bytes of the SGL, -1 for unknown, and whether they come along. */
    void announced(long transfer, boolean inCapsule) {
        transferLength = transfer;
        dataFollows = inCapsule;
    }

    /** Bytes that the command's SGL describes, or -1 where the transport does not know. */
    long transferLength() {
        return transferLength;
    }

    /** What the transport is to do after it has waited. */
    int answer() {
        return answer;
    }

    /** What the transport is to do with a command that has passed its checks. */
    int admit() {
        return isHeld() ? placeHeld() : place();
    }

    boolean isHeld() {
        NamespaceSlot namespace = request.namespace();
        return namespace != null && !namespace.departed() && namespace.gate().closed();
    }

    /**
     * At a closed gate, what comes along with the command is taken, so that the connection goes on
     * to read; all else stays with the host.
     */
    private int placeHeld() {
        NamespaceSlot namespace = request.namespace();
        if (dataFollows && !request.qpair().hostMemory()) {
            if (data.length() == 0 || data.toHost()) {
                return Request.EXECUTE;
            }
            if (data.acquireHeld(share(), namespace.heldMemory())) {
                return Request.RECEIVE;
            }
            namespace.gate().blocked();
        }
        park(Stage.PARKED);
        return Request.WAIT;
    }

    private HeldShare share() {
        return request.qpair().target().heldShare();
    }

    /** Sees to memory for the host's data. */
    private int place() {
        request.stage(Stage.MOVING);
        if (data.length() == 0) {
            return Request.EXECUTE;
        }
        if (request.qpair().hostMemory()) {
            return Request.RESOLVE;
        }
        if (data.toHost()) {
            return Request.EXECUTE;
        }
        if (data.acquire()) {
            return Request.RECEIVE;
        }
        request.stage(Stage.AWAITING_MEMORY);
        return Request.WAIT;
    }

    void park(Stage meanwhile) {
        NamespaceSlot namespace = request.namespace();
        request.stage(meanwhile);
        data.settle(share(), namespace.heldMemory());
        namespace.gate().park(request);
    }

    /** The gate lets it through. */
    void resume() {
        int how = place();
        if (how != Request.WAIT) {
            admitted(how);
        }
    }

    /** The transport goes on with a request that it was told to wait with. */
    void admitted(int how) {
        answer = how;
        request.stage(Stage.MOVING);
        request.qpair().transport().onAdmitted(request);
    }

    /** Memory for the host's data is there. */
    void onMemory() {
        if (isHeld() && !dataFollows) {
            data.release();
            park(Stage.PARKED);
        } else {
            admitted(Request.RECEIVE);
        }
    }
}
