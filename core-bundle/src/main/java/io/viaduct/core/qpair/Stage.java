package io.viaduct.core.qpair;

import io.viaduct.api.transport.Adoption;

/** How far a request has come. */
enum Stage {
    /** In the pool. */
    FREE,
    /** The transport fills in the submission queue entry. */
    FILLING,
    /** Not admitted: its namespace's gate is closed. */
    PARKED,
    /** Not admitted: it waits for memory for the host's data. */
    AWAITING_MEMORY,
    /** The transport moves the host's data, then executes. */
    MOVING,
    /** Complete with its data, but the gate has closed meanwhile. */
    PARKED_READY,
    /** Waits for memory for data to the host. */
    AWAITING_REPLY_MEMORY,
    /** Complete with its data, but not that of the command that it is fused with. */
    AWAITING_PARTNER,
    /** With a device, another reactor or the code of its command, which will complete it. */
    EXECUTING,
    /** Kept by the controller until there is something to tell. */
    HELD,
    /** The transport sends the data and the completion queue entry. */
    COMPLETE;

    /** What the transport waits for, in the words of its interface. */
    Adoption.Stage forTransport() {
        return switch (this) {
            case PARKED, AWAITING_MEMORY -> Adoption.Stage.ADMITTING;
            case FILLING, MOVING -> Adoption.Stage.MOVING;
            case EXECUTING, HELD, PARKED_READY, AWAITING_REPLY_MEMORY, AWAITING_PARTNER ->
                    Adoption.Stage.EXECUTING;
            case COMPLETE -> Adoption.Stage.COMPLETE;
            case FREE -> throw new IllegalStateException("a free request");
        };
    }

    /** Whether nobody but the core has the request, so that it can be taken out of a line. */
    boolean waiting() {
        return this == PARKED
                || this == AWAITING_MEMORY
                || this == PARKED_READY
                || this == AWAITING_REPLY_MEMORY
                || this == AWAITING_PARTNER
                || this == HELD;
    }
}
