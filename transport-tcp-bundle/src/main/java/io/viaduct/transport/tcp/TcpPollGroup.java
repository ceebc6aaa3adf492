package io.viaduct.transport.tcp;

import io.viaduct.api.memory.Region;
import io.viaduct.api.reactor.Owner;
import io.viaduct.api.reactor.Reactor;
import io.viaduct.api.transport.Adoption;
import io.viaduct.api.transport.Qpair;
import io.viaduct.api.transport.StreamLayer;
import io.viaduct.api.transport.TransportContext;
import io.viaduct.api.transport.TransportId;
import io.viaduct.api.transport.TransportOptions;
import io.viaduct.api.transport.TransportQpair;
import io.viaduct.transport.tcp.pdu.Crc32c;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;

/** The connections of one reactor and what they share. Reactor thread. */
final class TcpPollGroup {
    /** Connections that one reactor serves; more are closed at once. */
    static final int CONNECTIONS_MAX = 4096;

    /** How long a new connection may take to send ICReq. */
    static final long IC_REQ_TIMEOUT_NS = 30_000_000_000L;

    /** How long a host may take to close after C2HTermReq (NVMe/TCP, Transport Errors). */
    static final long TERM_REQ_TIMEOUT_NS = 30_000_000_000L;

    /** How long the last responses may take to leave before the connection is closed. */
    static final long FLUSH_TIMEOUT_NS = 1_000_000_000L;

    /** Lines about peers that may be logged in a minute. */
    private static final int LOG_LINES_PER_MINUTE = 20;

    private static final long MINUTE_NS = 60_000_000_000L;
    private static final Logger LOG = System.getLogger(TcpPollGroup.class.getName());

    private final TransportContext context;
    private final Reactor reactor;
    private final Region region;
    private final TransportOptions options;
    private final TcpOptions tcp;
    private final Crc32c crc = new Crc32c();
    private final int[] freeSlots = new int[CONNECTIONS_MAX];
    private int freeCount = CONNECTIONS_MAX;
    private long minuteStart;
    private int lines;

    TcpPollGroup(
            TransportContext context,
            Reactor reactor,
            Region region,
            TransportOptions options,
            TcpOptions tcp) {
        this.context = context;
        this.reactor = reactor;
        this.region = region;
        this.options = options;
        this.tcp = tcp;
        for (int i = 0; i < CONNECTIONS_MAX; i++) {
            freeSlots[i] = CONNECTIONS_MAX - 1 - i;
        }
    }

    /** Bytes of native memory that a group needs; untouched until connections use it. */
    static long memoryLength() {
        return (long) CONNECTIONS_MAX * TcpConnection.MEMORY_LENGTH;
    }

    /** A host has connected. */
    void accepted(StreamLayer stream, TransportId listener) {
        if (freeCount == 0) {
            log("refused: " + CONNECTIONS_MAX + " connections on this reactor", stream.peer());
            stream.close();
            return;
        }
        new TcpConnection(this, stream, listener, freeSlots[--freeCount]).start();
    }

    /** Another instance of this transport has left a connection. */
    boolean adopt(Adoption connection) {
        ConnectionState state =
                connection.version() == ConnectionState.VERSION
                        ? ConnectionState.decode(connection.state())
                        : null;
        if (state == null || freeCount == 0) {
            return false;
        }
        TcpConnection ours =
                new TcpConnection(
                        this, connection.stream(), connection.listener(), freeSlots[--freeCount]);
        return ours.adopt(connection, state);
    }

    /** A connection is gone, or handed over, and its memory is free. */
    void closed(TcpConnection connection) {
        freeSlots[freeCount++] = connection.memorySlot();
    }

    Region region() {
        return region;
    }

    Owner owner() {
        return context.owner();
    }

    Crc32c crc() {
        return crc;
    }

    long memory(int slot) {
        return region.address() + (long) slot * TcpConnection.MEMORY_LENGTH;
    }

    int maxH2cData() {
        return options.maxIoSize();
    }

    boolean c2hSuccess() {
        return tcp.c2hSuccess();
    }

    Qpair open(StreamLayer stream, TransportId listener, TransportQpair connection) {
        return context.open(reactor, listener, stream.peer(), connection, false);
    }

    /** Tells people of a peer that misbehaves; a flood of them is cut off. */
    void log(String what, TransportId peer) {
        if (reactor.nowNanos() - minuteStart > MINUTE_NS || minuteStart == 0) {
            minuteStart = reactor.nowNanos();
            lines = 0;
        }
        if (lines++ < LOG_LINES_PER_MINUTE) {
            LOG.log(Level.WARNING, "{0}: {1}", peer, what);
        }
    }

    /** Tells developers of an ordinary end. */
    void trace(String what, TransportId peer) {
        LOG.log(Level.DEBUG, "{0}: {1}", peer, what);
    }
}
