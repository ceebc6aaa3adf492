package io.viaduct.linux.engine;

import io.viaduct.api.reactor.Engine;

/** What an operation does, and the event by which it tells. */
enum OperationKind {
    ACCEPT(Engine.ACCEPTED, true),
    RECEIVE(Engine.RECEIVED, true),
    RECEIVE_INTO(Engine.RECEIVED, false),
    SEND(Engine.SENT, false),
    READ(Engine.DONE, false),
    WRITE(Engine.DONE, false),
    SYNC(Engine.DONE, false),
    ZERO(Engine.DONE, false),
    POLL(Engine.READY, true),
    TIMEOUT(Engine.ELAPSED, false);

    /** The constant of {@link Engine}. */
    final int event;

    /** Whether it goes on after a result. */
    final boolean multishot;

    OperationKind(int event, boolean multishot) {
        this.event = event;
        this.multishot = multishot;
    }
}
