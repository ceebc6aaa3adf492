package io.viaduct.core.target;

import io.viaduct.api.transport.TargetTransport;
import io.viaduct.api.transport.TransportId;
import io.viaduct.core.stream.ListeningSocket;

import java.util.LinkedHashMap;
import java.util.Map;

/** A transport between two who serve it. Control strand. */
final class TransportHold {
    private final BoundTransport transport;
    private final Map<TransportId, ListeningSocket> sockets = new LinkedHashMap<>();
    private final SwapLog.Open swap;
    private TransportInstance next;
    private boolean leaving = true;
    private boolean announced;
    private boolean overdue;
    private boolean over;

    /**
     * A hold that begins.
     *
     * @param next serves afterwards; null where nobody is there yet
     * @param swap its record
     */
    TransportHold(BoundTransport transport, TransportInstance next, SwapLog.Open swap) {
        this.transport = transport;
        this.next = next;
        this.swap = swap;
    }

    SwapLog.Open swap() {
        return swap;
    }

    BoundTransport transport() {
        return transport;
    }

    /** Who serves afterwards, or null. */
    TransportInstance next() {
        return next;
    }

    void next(TransportInstance instance) {
        next = instance;
    }

    /** Whether this bundle's transport was to serve afterwards. */
    boolean awaits(TargetTransport service) {
        return next != null && next.service() == service;
    }

    /** Sockets at which nobody accepts. */
    Map<TransportId, ListeningSocket> sockets() {
        return sockets;
    }

    /** Nobody listens at an address any more. */
    void close(TransportId address) {
        ListeningSocket socket = sockets.remove(address);
        if (socket != null) {
            socket.close();
        }
    }

    /** Whether who served has not let go of all connections. */
    boolean leaving() {
        return leaving;
    }

    void left() {
        leaving = false;
    }

    /** Whether it is no longer silent. */
    boolean isAnnounced() {
        return announced;
    }

    void announce() {
        announced = true;
    }

    /** Whether its time has passed while somebody was there to go on. */
    boolean isOverdue() {
        return overdue;
    }

    void overdue() {
        overdue = true;
    }

    /** Whether somebody serves again, or nobody came in time. */
    boolean over() {
        return over;
    }

    void end() {
        over = true;
    }
}
