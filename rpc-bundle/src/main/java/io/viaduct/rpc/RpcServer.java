package io.viaduct.rpc;

import io.viaduct.api.rpc.ControlPlane;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** Serves a control plane to the clients of a listener. */
final class RpcServer implements AutoCloseable {
    /**
     * SPDK's; more wait in the backlog until one ends or has been silent for long. As many may
     * still be answered after that.
     */
    static final int CONNECTIONS_MAX = 64;

    /** How long clients have to read answers that are ready when the server stops. */
    private static final long LINGER_MS = 1000;

    /** Pause after a refused accept, as when there are no descriptors left. */
    private static final long ACCEPT_RETRY_MS = 100;

    /** How often those that are there are looked at while another waits for a place. */
    private static final long SLOT_RETRY_MS = 100;

    private static final System.Logger LOG = System.getLogger(RpcServer.class.getName());

    private final RpcListener listener;
    private final Limits limits;
    private final InstantSource clock;
    private final AtomicLong unsentBytes = new AtomicLong();
    private final Dispatcher dispatcher;
    private final Semaphore slots = new Semaphore(CONNECTIONS_MAX);

    /** Those whose clients have ended sending, oldest first. */
    private final Queue<Connection> lingering = new ConcurrentLinkedQueue<>();

    private final Set<Connection> connections = ConcurrentHashMap.newKeySet();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final ExecutorService acceptors = threads("viaduct-rpc-accept-");
    private final ExecutorService readers = threads("viaduct-rpc-read-");
    private final ExecutorService writers = threads("viaduct-rpc-write-");

    private RpcServer(
            RpcListener listener, ControlPlane control, Limits limits, InstantSource clock) {
        this.listener = listener;
        this.limits = limits;
        this.clock = clock;
        this.dispatcher = new Dispatcher(control, limits.unsentBytes());
    }

    /** Serves until closed, and closes the listener with it. */
    static RpcServer start(RpcListener listener, ControlPlane control) {
        return start(listener, control, Limits.DEFAULT, InstantSource.system());
    }

    static RpcServer start(
            RpcListener listener, ControlPlane control, Limits limits, InstantSource clock) {
        var server = new RpcServer(listener, control, limits, clock);
        server.acceptors.execute(server::acceptAll);
        return server;
    }

    /** Removes the socket, sends the answers that are ready, ends every connection and thread. */
    @Override
    public void close() throws IOException {
        closed.countDown();
        try {
            listener.close();
        } finally {
            acceptors.shutdownNow();
            await(acceptors);
            connections.forEach(Connection::finish);
            writers.shutdown();
            await(writers);
            connections.forEach(Connection::close);
            readers.shutdownNow();
            writers.shutdownNow();
            await(readers);
        }
    }

    /** Connections there are now. */
    int connectionCount() {
        return connections.size();
    }

    private static void await(ExecutorService threads) {
        try {
            if (!threads.awaitTermination(LINGER_MS, TimeUnit.MILLISECONDS)) {
                LOG.log(Level.DEBUG, "RPC clients left answers unread");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void acceptAll() {
        try {
            while (closed.getCount() > 0) {
                try {
                    SocketChannel client = listener.accept();
                    if (client != null) {
                        admit(client);
                    }
                } catch (ClosedChannelException e) {
                    return;
                } catch (IOException e) {
                    LOG.log(Level.WARNING, "no RPC connection accepted: {0}", e.getMessage());
                    closed.await(ACCEPT_RETRY_MS, TimeUnit.MILLISECONDS);
                }
            }
        } catch (InterruptedException e) {
            LOG.log(Level.DEBUG, "RPC accepts no more");
        }
    }

    private void admit(SocketChannel client) throws IOException, InterruptedException {
        try {
            while (!slots.tryAcquire(SLOT_RETRY_MS, TimeUnit.MILLISECONDS)) {
                closeLongestSilent();
            }
        } catch (InterruptedException e) {
            client.close();
            throw e;
        }
        serve(client);
    }

    // Whoever connects and says nothing, or asks and reads nothing, would keep others out for good.
    private void closeLongestSilent() {
        long since = clock.millis() - limits.silentMs();
        connections.stream()
                .filter(one -> one.heardMs() <= since && !one.working())
                .filter(one -> !lingering.contains(one))
                .min(Comparator.comparingLong(Connection::heardMs))
                .ifPresent(
                        silent -> {
                            LOG.log(Level.DEBUG, "a silent RPC connection gives its place");
                            silent.close();
                        });
    }

    private void serve(SocketChannel channel) {
        var outbox = new Outbox(limits.unsentBytes(), unsentBytes);
        var connection = new Connection(channel, dispatcher, outbox, clock, this::relieve);
        connections.add(connection);
        try {
            Future<?> writer = writers.submit(connection::write);
            readers.execute(() -> readUntilWritten(connection, writer));
        } catch (RejectedExecutionException e) {
            connection.close();
        }
    }

    // The one that leaves the most unread pays for all, so that others get their answers.
    private void relieve() {
        while (unsentBytes.get() > limits.unsentBytesTotal()) {
            var most = connections.stream().max(Comparator.comparing(Connection::unsentBytes));
            if (most.isEmpty()) {
                return;
            }
            LOG.log(Level.DEBUG, "RPC clients leave too much unread: one ends");
            most.get().close();
        }
    }

    private void readUntilWritten(Connection connection, Future<?> writer) {
        try {
            readThenLinger(connection);
            writer.get();
        } catch (InterruptedException e) {
            connection.close();
        } catch (ExecutionException e) {
            LOG.log(Level.ERROR, "RPC connection failed", e.getCause());
        } finally {
            connections.remove(connection);
            lingering.remove(connection);
        }
    }

    private void readThenLinger(Connection connection) {
        try {
            connection.read();
        } finally {
            linger(connection);
        }
    }

    // A client that has gone looks like one that has only ended sending, and a call such as
    // framework_wait_init may never end: it gives its place to others, and in the end itself.
    private void linger(Connection connection) {
        lingering.add(connection);
        slots.release();
        if (lingering.size() > CONNECTIONS_MAX) {
            Connection oldest = lingering.poll();
            if (oldest != null) {
                oldest.close();
            }
        }
    }

    private static ExecutorService threads(String name) {
        return Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name(name, 0).factory());
    }
}
