package io.viaduct.testkit;

import io.viaduct.api.reactor.Owner;
import io.viaduct.api.transport.StreamLayer;
import io.viaduct.api.transport.TransportId;

/**
 * A connection in memory: two streams, each of which receives what the other sends. Bytes move when
 * the reactor is stepped. They are read from the sender's memory only when they arrive, and the
 * memory is released only then; what a receiver was given is overwritten once it has been consumed.
 * So code that touches memory too early or too late is found out.
 *
 * <p>This one moves everything at once. A {@link FaultyWire} does not.
 */
public class Wire {
    /** In whose name the wire's timers run. */
    static final Owner OWNER = new Owner(-1, "wire");

    /** errno of a connection that was cut. */
    public static final int ECONNRESET = 104;

    /** Where the target end listens, unless the test says otherwise. */
    public static final TransportId LISTENER = new TransportId("TCP", "IPv4", "127.0.0.1", "4420");

    /** Where the host's end is, unless the test says otherwise. */
    public static final TransportId HOST = new TransportId("TCP", "IPv4", "127.0.0.1", "49152");

    private final MemoryStream target;
    private final MemoryStream host;

    /** A wire between {@link #LISTENER} and {@link #HOST}. */
    public Wire(SteppedReactor reactor) {
        this(reactor, LISTENER, HOST);
    }

    /** A wire whose ends are on one reactor. */
    public Wire(SteppedReactor reactor, TransportId listener, TransportId peer) {
        target = new MemoryStream(reactor.reactor(), listener, peer);
        host = new MemoryStream(reactor.reactor(), peer, listener);
        Lane toHost = new Lane(this, reactor.reactor(), target, host);
        Lane toTarget = new Lane(this, reactor.reactor(), host, target);
        target.connect(toTarget, toHost);
        host.connect(toHost, toTarget);
    }

    /** The end that a transport is given. */
    public StreamLayer target() {
        return target;
    }

    /** The other end, for a stream handler; for plain bytes see {@link WirePeer}. */
    public StreamLayer host() {
        return host;
    }

    /** Both ends lose the connection; what is on its way is lost. */
    public void cut(int errno) {
        target.cut(errno);
        host.cut(errno);
    }

    /** How many of {@code left} bytes, 1 to all, arrive next in one piece. */
    protected int piece(int left) {
        return left;
    }

    /** Nanoseconds until the next piece arrives. */
    protected long delayNanos() {
        return 0;
    }

    /** Whether the wire breaks before its next piece; {@code arrived} bytes went this way. */
    protected boolean breaks(long arrived) {
        return false;
    }
}
