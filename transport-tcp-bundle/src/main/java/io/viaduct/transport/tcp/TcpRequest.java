package io.viaduct.transport.tcp;

import io.viaduct.api.transport.Adoption;
import io.viaduct.api.transport.Request;

/** What the connection keeps of one command. Made once per slot and used again. */
final class TcpRequest {
    /** Where a command is, seen from the wire. */
    enum State {
        /** Not in use. */
        FREE,
        /** Admission, or its in-capsule data, is under way. */
        ARRIVING,
        /** The core has parked it. */
        PARKED,
        /** An R2T is out; H2CData is expected. */
        TRANSFERRING,
        /** The core executes it. */
        EXECUTING,
        /** Waits to be sent, or is being sent. */
        SENDING;

        boolean mayBecome(State next) {
            return switch (this) {
                case FREE -> next == ARRIVING;
                case ARRIVING -> next == PARKED || next == TRANSFERRING || next == EXECUTING;
                case PARKED -> next == ARRIVING || next == FREE;
                case TRANSFERRING -> next == EXECUTING;
                case EXECUTING -> next == SENDING || next == FREE;
                case SENDING -> next == FREE;
            };
        }

        /** Whether the core, not the connection, decides what comes next. */
        boolean isCores() {
            return this == PARKED || this == EXECUTING;
        }
    }

    /** What the send queue is to send of it. */
    enum Output {
        R2T,
        RESPONSE
    }

    final int slot;
    Request request;
    State state = State.FREE;
    Output output;
    TcpRequest next;
    int cid;
    boolean inCapsule;

    /** Whether its R2T is on its way: the host knows its tag. */
    boolean asked;

    boolean damaged;
    long received;
    long total;

    TcpRequest(int slot) {
        this.slot = slot;
    }

    /** The transfer tag of its R2T; 0 is no tag. */
    int ttag() {
        return slot + 1;
    }

    void to(State following) {
        assert state.mayBecome(following) || following == State.FREE : state + " to " + following;
        state = following;
    }

    void start(Request of, int commandId) {
        to(State.ARRIVING);
        request = of;
        cid = commandId;
        inCapsule = false;
        asked = false;
        damaged = false;
        received = 0;
        total = 0;
        next = null;
    }

    /** Goes on with a command of another connection. */
    void resume(Request of, ConnectionState.Slot from) {
        request = of;
        cid = from.cid();
        inCapsule = from.inCapsule();
        asked = true;
        damaged = from.damaged();
        received = from.received();
        total = from.total();
        next = null;
        state = from.state();
        output = from.sends() ? Output.RESPONSE : Output.R2T;
    }

    /** Whether the core tells the same of the command. */
    boolean fits(Adoption.Stage stage) {
        return switch (state) {
            case PARKED -> stage == Adoption.Stage.ADMITTING;
            case TRANSFERRING -> stage == Adoption.Stage.MOVING && total == request.dataLength();
            case EXECUTING -> stage == Adoption.Stage.EXECUTING;
            case SENDING -> stage == Adoption.Stage.COMPLETE;
            case ARRIVING -> stage == Adoption.Stage.MOVING && inCapsule;
            case FREE -> false;
        };
    }

    /** All there is to it, for another connection. */
    ConnectionState.Slot save() {
        return new ConnectionState.Slot(slot, state, cid, inCapsule, damaged, received, total);
    }

    void recycle() {
        request = null;
        next = null;
        to(State.FREE);
    }
}
