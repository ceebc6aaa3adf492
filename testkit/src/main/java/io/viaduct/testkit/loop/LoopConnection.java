package io.viaduct.testkit.loop;

import io.viaduct.api.memory.Native;
import io.viaduct.api.reactor.Reactor;
import io.viaduct.api.transport.Qpair;
import io.viaduct.api.transport.Request;
import io.viaduct.api.transport.TransportContext;
import io.viaduct.api.transport.TransportId;
import io.viaduct.api.transport.TransportQpair;
import io.viaduct.testkit.host.HostCommand;
import io.viaduct.testkit.host.HostConnection;
import io.viaduct.testkit.host.HostResponse;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A queue pair of the loop. The host's half runs on its own thread and only sends messages; the
 * rest is the transport and runs on the reactor.
 */
final class LoopConnection implements HostConnection, TransportQpair {
    private static final long PATIENCE_SECONDS = 10;

    private final TransportContext context;
    private final Reactor reactor;
    private final TransportId listener;
    private final TransportId peer;
    private final Map<Integer, LoopCommand> outstanding = new ConcurrentHashMap<>();
    private final CountDownLatch ended = new CountDownLatch(1);
    private int nextCid;

    // Reactor thread.
    private final ArrayDeque<LoopCommand> waiting = new ArrayDeque<>();
    private final Set<Request> held = new HashSet<>();
    private Qpair qpair;
    private boolean gone;

    LoopConnection(
            TransportContext context, Reactor reactor, TransportId listener, TransportId peer) {
        this.context = context;
        this.reactor = reactor;
        this.listener = listener;
        this.peer = peer;
    }

    void start() throws IOException {
        tell(() -> qpair = context.open(reactor, listener, peer, this, true));
    }

    // The host's half.

    @Override
    public int send(HostCommand command) throws IOException {
        int cid = nextCid;
        nextCid = (nextCid + 1) & 0xFFFF;
        LoopCommand item = new LoopCommand(command, cid);
        outstanding.put(cid, item);
        tell(() -> arrive(item));
        return cid;
    }

    @Override
    public HostResponse await(int cid) throws IOException {
        try {
            return outstanding.get(cid).response().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw new IOException(e.getCause().getMessage(), e);
        } catch (TimeoutException e) {
            throw new IOException("no answer to command " + cid, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } finally {
            outstanding.remove(cid);
        }
    }

    @Override
    public boolean isClosedByTarget() throws IOException {
        try {
            return ended.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    @Override
    public void close() throws IOException {
        tell(this::end);
    }

    private void tell(Runnable message) throws IOException {
        if (!reactor.send(context.owner(), message)) {
            throw new IOException("reactor " + reactor.index() + " takes no messages");
        }
    }

    // The transport.

    private void arrive(LoopCommand item) {
        if (gone) {
            item.fail("the connection is closed");
            return;
        }
        Request request = qpair.request(item);
        if (request == null) {
            waiting.add(item);
            return;
        }
        item.request(request);
        held.add(request);
        Native.copy(item.entry(), request.sqe(), LoopCommand.ENTRY_LENGTH);
        go(item, request.begin(-1));
    }

    private void go(LoopCommand item, int next) {
        Request request = item.request();
        switch (next) {
            case Request.WAIT -> held.remove(request);
            case Request.RESOLVE -> {
                request.data().add(item.memory(), request.dataLength());
                execute(request);
            }
            default -> execute(request);
        }
    }

    private void execute(Request request) {
        held.remove(request);
        request.execute();
    }

    @Override
    public void onAdmitted(Request request) {
        held.add(request);
        go((LoopCommand) request.attachment(), request.next());
    }

    @Override
    public void onComplete(Request request) {
        LoopCommand item = (LoopCommand) request.attachment();
        if (request.toHost()) {
            item.fetch(request.data(), request.dataLength());
        }
        item.complete(request.cqe());
        request.free();
        LoopCommand next = waiting.poll();
        if (next != null) {
            arrive(next);
        }
    }

    @Override
    public void disconnect(String why) {
        reactor.atEndOfCycle(this::end);
    }

    private void end() {
        if (gone) {
            return;
        }
        gone = true;
        held.forEach(Request::free);
        held.clear();
        waiting.clear();
        qpair.disconnected();
        outstanding.values().forEach(item -> item.fail("the target has closed the connection"));
        ended.countDown();
    }
}
