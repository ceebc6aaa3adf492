package io.viaduct.rpc;

import io.viaduct.api.rpc.ControlPlane;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
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

/** Serves a control plane on a socket in the file system. */
final class RpcServer implements AutoCloseable {
    /**
     * SPDK's; more wait in the backlog until one ends. As many may still be answered after that.
     */
    static final int CONNECTIONS_MAX = 64;

    /** How long clients have to read answers that are ready when the server stops. */
    private static final long LINGER_MS = 1000;

    /** Pause after a refused accept, as when there are no descriptors left. */
    private static final long ACCEPT_RETRY_MS = 100;

    private static final System.Logger LOG = System.getLogger(RpcServer.class.getName());

    private final RpcSocket socket;
    private final Dispatcher dispatcher;
    private final Semaphore slots = new Semaphore(CONNECTIONS_MAX);

    /** Those whose clients have ended sending, oldest first. */
    private final Queue<Connection> lingering = new ConcurrentLinkedQueue<>();

    private final Set<Connection> connections = ConcurrentHashMap.newKeySet();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final ExecutorService acceptors = threads("viaduct-rpc-accept-");
    private final ExecutorService readers = threads("viaduct-rpc-read-");
    private final ExecutorService writers = threads("viaduct-rpc-write-");

    private RpcServer(RpcSocket socket, ControlPlane control) {
        this.socket = socket;
        this.dispatcher = new Dispatcher(control, Connection.UNSENT_BYTES_MAX);
    }

    /** Listens and serves until closed. */
    static RpcServer start(Path path, ControlPlane control) throws IOException {
        var server = new RpcServer(RpcSocket.listen(path), control);
        server.acceptors.execute(server::acceptAll);
        return server;
    }

    /** Removes the socket, sends the answers that are ready, ends every connection and thread. */
    @Override
    public void close() throws IOException {
        closed.countDown();
        try {
            socket.close();
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
                slots.acquire();
                try {
                    serve(socket.channel().accept());
                } catch (ClosedChannelException e) {
                    return;
                } catch (IOException e) {
                    slots.release();
                    LOG.log(Level.WARNING, "no RPC connection accepted: {0}", e.getMessage());
                    closed.await(ACCEPT_RETRY_MS, TimeUnit.MILLISECONDS);
                }
            }
        } catch (InterruptedException e) {
            LOG.log(Level.DEBUG, "RPC accepts no more");
        }
    }

    private void serve(SocketChannel channel) {
        var connection = new Connection(channel, dispatcher);
        connections.add(connection);
        try {
            Future<?> writer = writers.submit(connection::write);
            readers.execute(() -> readUntilWritten(connection, writer));
        } catch (RejectedExecutionException e) {
            connection.close();
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
