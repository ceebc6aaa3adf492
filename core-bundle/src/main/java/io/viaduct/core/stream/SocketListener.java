package io.viaduct.core.stream;

import io.viaduct.api.reactor.EngineHandler;
import io.viaduct.api.reactor.Owner;
import io.viaduct.api.reactor.Timer;
import io.viaduct.api.transport.StreamAcceptor;
import io.viaduct.api.transport.StreamOptions;
import io.viaduct.api.transport.TransportId;
import io.viaduct.core.reactor.CoreReactor;
import io.viaduct.core.reactor.OwnerTable;
import io.viaduct.core.reactor.RateLimit;
import io.viaduct.linux.Descriptor;
import io.viaduct.linux.Endpoint;
import io.viaduct.linux.Errno;
import io.viaduct.linux.Socket;
import io.viaduct.linux.SystemCallException;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A listening TCP socket: the first reactor accepts, and hands each connection to the reactor that
 * has the fewest. Connections that are accepted while nobody serves wait here.
 */
final class SocketListener implements ListeningSocket, EngineHandler {
    /** Who takes connections. */
    private record Service(StreamOptions options, Owner owner, StreamAcceptor acceptor) {}

    private static final Logger LOG = System.getLogger(SocketListener.class.getName());

    /** Until it accepts again after the kernel had no descriptors or no memory. */
    private static final long RETRY_NANOS = 100_000_000;

    /** How long a close waits for reactors that are held up. */
    private static final long CLOSE_SECONDS_MAX = 5;

    private static final int PORT_MAX = 65535;

    private final Sockets sockets;
    private final int descriptor;
    private final TransportId address;
    private final CoreReactor reactor;
    private final RateLimit logLimit;
    private final long id;
    private final AtomicLong errors = new AtomicLong();
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private final Queue<Integer> waiting = new ConcurrentLinkedQueue<>();

    /** Null while it is suspended. */
    private volatile Service service;

    private volatile boolean closing;
    private Runnable whenIdle;
    private long token;
    private Timer retry;

    private SocketListener(Sockets sockets, int descriptor, TransportId address, Service service) {
        this.sockets = sockets;
        this.descriptor = descriptor;
        this.address = address;
        this.service = service;
        this.reactor = sockets.reactors().reactors().getFirst();
        this.logLimit = new RateLimit(sockets.clock());
        this.id = sockets.add(this);
    }

    /** Binds and listens; accepts as soon as the first reactor comes to it. */
    static SocketListener open(
            Sockets sockets,
            TransportId wanted,
            StreamOptions options,
            Owner handlerOwner,
            StreamAcceptor acceptor)
            throws IOException {
        int descriptor = Socket.listen(endpoint(wanted), options.backlog());
        SocketListener listener;
        try {
            // Not inherited by connections, but refused now rather than for each of them.
            prioritize(descriptor, options.priority());
            TransportId real = named(wanted, Socket.localEndpoint(descriptor));
            var service = new Service(options, handlerOwner, acceptor);
            listener = new SocketListener(sockets, descriptor, real, service);
        } catch (IOException e) {
            Descriptor.close(descriptor);
            throw e;
        }
        if (!listener.reactor.send(sockets.owner(), listener::start)) {
            listener.finish();
            throw new IOException("listen " + wanted + ": " + listener.reactor.name() + " is full");
        }
        return listener;
    }

    @Override
    public TransportId address() {
        return address;
    }

    /** Errors of accept that made it wait. Any thread. */
    long errors() {
        return errors.get();
    }

    @Override
    public void close() {
        closing = true;
        var stopped =
                sockets.reactors()
                        .onEach(
                                sockets.owner(),
                                (each, done) -> {
                                    if (each == reactor) {
                                        stop();
                                    }
                                    done.run();
                                });
        await(stopped.thenCompose(all -> ended));
        awaitArrivals();
    }

    @Override
    public void suspend() {
        service = null;
        await(
                sockets.reactors()
                        .onEach(
                                sockets.owner(),
                                (each, done) -> {
                                    if (each == reactor) {
                                        pause(done);
                                    } else {
                                        done.run();
                                    }
                                }));
        awaitArrivals();
    }

    /** What was handed to other reactors before has been dealt with there after this. */
    private void awaitArrivals() {
        await(sockets.reactors().onEach(sockets.owner(), (each, done) -> done.run()));
    }

    @Override
    public void resume(StreamOptions options, Owner handlerOwner, StreamAcceptor acceptor)
            throws IOException {
        prioritize(descriptor, options.priority());
        service = new Service(options, handlerOwner, acceptor);
        if (!reactor.send(sockets.owner(), this::goOn)) {
            service = null;
            throw new IOException("listen " + address + ": " + reactor.name() + " is full");
        }
    }

    @Override
    public void onEvent(long context, int event, int result, int buffer, boolean last) {
        if (result >= 0) {
            accepted(result);
        }
        if (last) {
            token = 0;
            ended(result);
        }
    }

    private void ended(int result) {
        if (closing) {
            finish();
        } else if (whenIdle != null) {
            Runnable idle = whenIdle;
            whenIdle = null;
            idle.run();
        } else if (service != null) {
            failed(-result);
        }
    }

    private void pause(Runnable idle) {
        retry.cancel();
        if (token == 0) {
            idle.run();
        } else {
            whenIdle = idle;
            reactor.engine().cancel(token);
        }
    }

    private void goOn() {
        // Those that come when it has been suspended again wait on.
        while (service != null && !waiting.isEmpty()) {
            accepted(waiting.remove());
        }
        accept();
    }

    private void start() {
        retry = reactor.timer(sockets.owner(), this::accept);
        accept();
    }

    private void accept() {
        if (closing || service == null || token != 0) {
            return;
        }
        long started = reactor.engine().accept(OwnerTable.BASE, descriptor, this, 0);
        if (started < 0) {
            failed((int) -started);
        } else {
            token = started;
        }
    }

    private void stop() {
        retry.close();
        if (token != 0) {
            reactor.engine().cancel(token);
        } else {
            finish();
        }
    }

    private void failed(int errno) {
        errors.incrementAndGet();
        if (logLimit.pass()) {
            long held = logLimit.held();
            String before = held == 0 ? "" : ", " + held + " errors before it not logged";
            LOG.log(Level.WARNING, "accept " + address + ": " + Errno.name(errno) + before);
        }
        retry.arm(RETRY_NANOS);
    }

    private void finish() {
        if (!ended.isDone()) {
            Descriptor.close(descriptor);
            sockets.remove(id);
            ended.complete(null);
        }
        while (!waiting.isEmpty()) {
            refuse(waiting.remove());
        }
    }

    private void accepted(int connection) {
        if (service == null && !closing) {
            waiting.add(connection);
            return;
        }
        CoreReactor place = closing ? null : sockets.place();
        if (place == null) {
            refuse(connection);
        } else if (!place.send(sockets.owner(), () -> arrive(place, connection))) {
            sockets.leave(place);
            refuse(connection);
        }
    }

    private void refuse(int connection) {
        sockets.refuse();
        Descriptor.close(connection);
    }

    /** On the reactor where the connection will live. */
    private void arrive(CoreReactor place, int connection) {
        Service now = service;
        if (now == null && !closing) {
            sockets.leave(place);
            waiting.add(connection);
            return;
        }
        SocketStream stream = closing ? null : stream(place, connection, now.options());
        if (stream == null) {
            sockets.leave(place);
            refuse(connection);
            return;
        }
        place.enter(now.owner());
        try {
            now.acceptor().accepted(stream, address);
        } catch (Throwable t) {
            place.fault("acceptor", t);
            stream.end(Errno.EIO);
        }
        place.enter(sockets.owner());
        if (!stream.isAttached()) {
            stream.close();
        }
    }

    private SocketStream stream(CoreReactor place, int connection, StreamOptions options) {
        try {
            Socket.noDelay(connection, true);
            prioritize(connection, options.priority());
            TransportId local = named(address, Socket.localEndpoint(connection));
            TransportId peer = named(address, Socket.remoteEndpoint(connection));
            return sockets.open(place, connection, local, peer);
        } catch (SystemCallException e) {
            // The host has gone again already.
            LOG.log(Level.DEBUG, "connection to " + address + " not taken: " + e.getMessage());
            return null;
        }
    }

    private static void prioritize(int descriptor, int priority) throws SystemCallException {
        if (priority > 0) {
            Socket.priority(descriptor, priority);
        }
    }

    private static Endpoint endpoint(TransportId wanted) throws IOException {
        try {
            int port = Integer.parseInt(wanted.trsvcid());
            if (port >= 0 && port <= PORT_MAX) {
                return new Endpoint(wanted.traddr(), port);
            }
        } catch (NumberFormatException e) {
            throw new IOException("trsvcid " + wanted.trsvcid() + " is no port", e);
        }
        throw new IOException("trsvcid " + wanted.trsvcid() + " is no port");
    }

    private static TransportId named(TransportId like, Endpoint end) {
        String family = end.address().indexOf(':') < 0 ? "IPv4" : "IPv6";
        return new TransportId(like.trtype(), family, end.address(), Integer.toString(end.port()));
    }

    private static void await(CompletableFuture<?> future) {
        try {
            future.get(CLOSE_SECONDS_MAX, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            LOG.log(Level.WARNING, "a listener closes without all reactors' word", e);
        }
    }
}
