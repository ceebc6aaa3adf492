package io.viaduct.core.stream;

import io.viaduct.api.reactor.Owner;
import io.viaduct.api.reactor.Reactor;
import io.viaduct.api.transport.StreamAcceptor;
import io.viaduct.api.transport.StreamOptions;
import io.viaduct.api.transport.TransportId;
import io.viaduct.core.reactor.CoreReactor;
import io.viaduct.core.reactor.NanoClock;
import io.viaduct.core.reactor.ReactorGroup;
import io.viaduct.linux.engine.EngineOptions;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Every socket that the base has for its transports: those that listen and those that are
 * connected, each under a number of its own. Any thread, but for {@link #listen}.
 */
public final class Sockets {
    /**
     * A connection has one operation in flight all the time and needs room for a send, a cancel and
     * file I/O besides.
     */
    private static final int OPERATIONS_PER_CONNECTION = 4;

    private final ReactorGroup reactors;
    private final NanoClock clock;
    private final Owner owner;
    private final int connectionsPerReactor;
    private final List<LentBudget> budgets = new ArrayList<>();
    private final AtomicIntegerArray load;
    private final AtomicLong lastId = new AtomicLong();
    private final AtomicLong refused = new AtomicLong();
    private final Map<Long, SocketStream> streams = new ConcurrentHashMap<>();
    private final Map<Long, SocketListener> listeners = new ConcurrentHashMap<>();

    /** No sockets yet, on reactors whose engines have these options. */
    public Sockets(ReactorGroup reactors, NanoClock clock, EngineOptions engine) {
        this.reactors = reactors;
        this.clock = clock;
        this.owner = reactors.owner("sockets");
        this.connectionsPerReactor = engine.operations() / OPERATIONS_PER_CONNECTION;
        this.load = new AtomicIntegerArray(reactors.reactors().size());
        for (int i = 0; i < load.length(); i++) {
            // The other half is for those who consume what they get.
            budgets.add(new LentBudget(engine.lentBuffers() / 2));
        }
    }

    /**
     * Opens a listening TCP socket. Control strand.
     *
     * @param handlerOwner in whose name the acceptor and the streams' handlers are called
     * @throws IOException when the address cannot be had; the message names it and why
     */
    public ListeningSocket listen(
            TransportId address, StreamOptions options, Owner handlerOwner, StreamAcceptor acceptor)
            throws IOException {
        return SocketListener.open(this, address, options, handlerOwner, acceptor);
    }

    /** Connections there are. */
    public int streams() {
        return streams.size();
    }

    /** Connections of one reactor: those there are, and those on the way to it. */
    public int streams(Reactor reactor) {
        return load.get(reactor.index());
    }

    /** Listening sockets there are. */
    public int listeners() {
        return listeners.size();
    }

    /** Connections closed at once, because there were too many or none could take them. */
    public long refused() {
        return refused.get();
    }

    ReactorGroup reactors() {
        return reactors;
    }

    NanoClock clock() {
        return clock;
    }

    Owner owner() {
        return owner;
    }

    /** Takes a place on the least loaded reactor; null when all are full. */
    CoreReactor place() {
        int least = 0;
        for (int i = 1; i < load.length(); i++) {
            if (load.get(i) < load.get(least)) {
                least = i;
            }
        }
        if (load.get(least) >= connectionsPerReactor) {
            return null;
        }
        load.incrementAndGet(least);
        return reactors.reactors().get(least);
    }

    /** Gives back a place that no stream is on. */
    void leave(CoreReactor reactor) {
        load.decrementAndGet(reactor.index());
    }

    void refuse() {
        refused.incrementAndGet();
    }

    /** Makes the stream of a connected socket on a place that was taken. That reactor's thread. */
    SocketStream open(CoreReactor reactor, int descriptor, TransportId local, TransportId peer) {
        long id = lastId.incrementAndGet();
        SocketStream stream =
                new SocketStream(
                        reactor,
                        descriptor,
                        local,
                        peer,
                        budgets.get(reactor.index()),
                        () -> {
                            streams.remove(id);
                            leave(reactor);
                        });
        streams.put(id, stream);
        return stream;
    }

    long add(SocketListener listener) {
        long id = lastId.incrementAndGet();
        listeners.put(id, listener);
        return id;
    }

    void remove(long listenerId) {
        listeners.remove(listenerId);
    }
}
