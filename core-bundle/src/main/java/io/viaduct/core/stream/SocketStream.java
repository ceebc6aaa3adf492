package io.viaduct.core.stream;

import io.viaduct.api.memory.SegmentList;
import io.viaduct.api.reactor.Engine;
import io.viaduct.api.reactor.EngineHandler;
import io.viaduct.api.reactor.Owner;
import io.viaduct.api.reactor.Reactor;
import io.viaduct.api.reactor.Timer;
import io.viaduct.api.transport.StreamHandler;
import io.viaduct.api.transport.StreamLayer;
import io.viaduct.api.transport.TransportId;
import io.viaduct.core.reactor.CoreReactor;
import io.viaduct.core.reactor.OwnerTable;
import io.viaduct.linux.Descriptor;
import io.viaduct.linux.Errno;
import io.viaduct.linux.Socket;

/**
 * A connected TCP socket as a stream. All its operations are the base's own: those of the handler's
 * bundle can be drained without touching the connection. Callbacks come from the loop only, and the
 * last is onClosed, when every operation has ended. The descriptor is closed by then, or lingers
 * without the handler where it was we who closed the connection.
 */
final class SocketStream implements StreamLayer, EngineHandler {
    /** How long to wait for room in the engine's table. */
    private static final long RETRY_NANOS = 1_000_000;

    private final CoreReactor reactor;
    private final int descriptor;
    private final TransportId local;
    private final TransportId peer;
    private final Runnable onEnd;
    private final SocketReceiver receiver;
    private final Outflow outflow = new Outflow(this::startSend);
    private final Runnable wake = this::wake;
    private Timer retry;
    private StreamHandler handler;

    /** In whose name the handler is called: whose code has attached it. */
    private Owner handlerOwner = OwnerTable.BASE;

    private boolean sentOwed;
    private boolean scheduled;
    private boolean ending;
    private boolean lingers;
    private boolean closed;
    private int error;

    /**
     * Takes over a connected, non-blocking socket. On the reactor's thread, as everything else.
     *
     * @param onEnd run when the descriptor is closed
     */
    SocketStream(
            CoreReactor reactor,
            int descriptor,
            TransportId local,
            TransportId peer,
            LentBudget budget,
            Runnable onEnd) {
        this.reactor = reactor;
        this.descriptor = descriptor;
        this.local = local;
        this.peer = peer;
        this.onEnd = onEnd;
        this.receiver = new SocketReceiver(reactor, descriptor, budget, this);
    }

    @Override
    public Reactor reactor() {
        return reactor;
    }

    @Override
    public TransportId local() {
        return local;
    }

    @Override
    public TransportId peer() {
        return peer;
    }

    @Override
    public void attach(StreamHandler streamHandler) {
        if (handler != null && !ending && !isAtRest()) {
            throw new IllegalStateException("another handler has something under way");
        }
        handler = streamHandler;
        handlerOwner = reactor.current();
        schedule();
    }

    private boolean isAtRest() {
        return !sentOwed && outflow.isReleased() && receiver.inflow().isAtRest();
    }

    /** Whether somebody serves it. */
    boolean isAttached() {
        return handler != null;
    }

    @Override
    public void resume() {
        schedule();
    }

    @Override
    public void receiveInto(long address, int length) {
        if (!ending) {
            receiver.inflow().direct(address, length);
            schedule();
        }
    }

    @Override
    public int withdraw() {
        int filled = ending ? 0 : receiver.withdraw();
        schedule();
        return filled;
    }

    @Override
    public void send(SegmentList data) {
        if (outflow.busy() || sentOwed || data.length() == 0) {
            throw new IllegalStateException("a send is under way, or there is nothing to send");
        }
        if (!ending) {
            outflow.begin(data);
            startOrWait(outflow.start());
        }
    }

    @Override
    public void close() {
        if (!ending) {
            lingers = true;
            end(0);
        }
    }

    /** Whether nothing is delivered any more. */
    boolean isEnding() {
        return ending;
    }

    /** Ends the connection with an errno, 0 for an end in order; the first one counts. */
    void end(int errno) {
        if (ending) {
            return;
        }
        ending = true;
        error = errno;
        receiver.cancel();
        if (outflow.token() != 0) {
            reactor.engine().cancel(outflow.token());
        }
        // The peer hears of it now, and what waits in the kernel to be sent ends by that too.
        int ignored = Socket.shutdown(descriptor, lingers ? Socket.SHUT_SEND : Socket.SHUT_BOTH);
        assert ignored <= 0;
        schedule();
    }

    /** An event of a send; the receiver has its own. */
    @Override
    public void onEvent(long send, int event, int result, int buffer, boolean last) {
        if (event == Engine.RELEASED) {
            outflow.ended(send);
        } else if (result > 0) {
            sentOwed = outflow.sent(result);
        } else {
            outflow.failed();
            end(result == 0 ? Errno.EPIPE : -result);
        }
        progress();
    }

    /** Does what can be done, after anything has changed. From the loop, not from a callback. */
    void progress() {
        if (!ending && handler != null) {
            reactor.enter(handlerOwner);
            try {
                callHandler();
            } catch (Throwable t) {
                reactor.fault("stream handler", t);
                end(Errno.EIO);
            }
            reactor.enter(OwnerTable.BASE);
        }
        if (!ending && handler != null) {
            startOrWait(outflow.start());
            startOrWait(receiver.adjust());
        }
        if (ending) {
            finish();
        }
    }

    /** Sends become taken and released in turn: no list is released before it is known as sent. */
    private void callHandler() {
        while (!ending) {
            if (sentOwed && !outflow.full()) {
                sentOwed = false;
                handler.onSent();
            } else if (outflow.release()) {
                handler.onReleased();
            } else {
                receiver.inflow().deliver(handler);
                return;
            }
        }
    }

    private void finish() {
        if (closed || receiver.inFlight() + outflow.inFlight() > 0) {
            return;
        }
        closed = true;
        if (retry != null) {
            retry.close();
        }
        outflow.close();
        if (lingers) {
            new Lingering(reactor, descriptor, onEnd).start();
        } else {
            Descriptor.close(descriptor);
            onEnd.run();
        }
        if (handler != null) {
            reactor.enter(handlerOwner);
            handler.onClosed(error);
        }
    }

    private long startSend(long iovec, int count, long send) {
        return reactor.engine().send(OwnerTable.BASE, descriptor, iovec, count, this, send);
    }

    private void startOrWait(int result) {
        if (result == -Errno.EAGAIN) {
            if (retry == null) {
                retry = reactor.timer(OwnerTable.BASE, this::progress);
            }
            retry.arm(RETRY_NANOS);
        } else if (result < 0) {
            end(-result);
        }
    }

    private void schedule() {
        if (!scheduled && !closed) {
            scheduled = true;
            reactor.atEndOfCycle(wake);
        }
    }

    private void wake() {
        scheduled = false;
        receiver.inflow().resume();
        progress();
    }
}
