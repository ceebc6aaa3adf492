package io.viaduct.testkit;

import io.viaduct.api.memory.SegmentList;
import io.viaduct.api.reactor.Reactor;
import io.viaduct.api.transport.StreamHandler;
import io.viaduct.api.transport.StreamLayer;
import io.viaduct.api.transport.TransportId;
import io.viaduct.core.stream.Inflow;

import java.lang.foreign.MemorySegment;
import java.util.HashMap;
import java.util.Map;

/** One end of a {@link Wire}. */
final class MemoryStream implements StreamLayer {
    /** What consumed bytes are overwritten with. */
    private static final byte GONE = (byte) 0xDD;

    private final Reactor reactor;
    private final TransportId local;
    private final TransportId peer;
    private final Inflow inflow = new Inflow(this::release);
    private final Map<Integer, MemorySegment> pieces = new HashMap<>();
    private final Runnable wake = this::wake;
    private Lane in;
    private Lane out;
    private int pieceNumber;
    private StreamHandler handler;
    private boolean scheduled;
    private boolean sending;
    private boolean ended;
    private int error;

    MemoryStream(Reactor reactor, TransportId local, TransportId peer) {
        this.reactor = reactor;
        this.local = local;
        this.peer = peer;
    }

    void connect(Lane inLane, Lane outLane) {
        in = inLane;
        out = outLane;
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
        if (handler != null && !ended && !(out.isEmpty() && !sending && inflow.isAtRest())) {
            throw new IllegalStateException("another handler has something under way");
        }
        handler = streamHandler;
        schedule();
    }

    @Override
    public void resume() {
        schedule();
    }

    @Override
    public void receiveInto(long address, int length) {
        if (!ended) {
            inflow.direct(address, length);
            schedule();
        }
    }

    @Override
    public int withdraw() {
        int filled = ended ? 0 : inflow.withdraw();
        schedule();
        return filled;
    }

    @Override
    public void send(SegmentList data) {
        if (sending || data.length() == 0) {
            throw new IllegalStateException("a send is under way, or there is nothing to send");
        }
        if (!ended) {
            sending = true;
            out.send(data);
        }
    }

    @Override
    public void close() {
        if (!ended) {
            end(0);
            out.finish();
        }
    }

    Inflow inflow() {
        return inflow;
    }

    boolean ended() {
        return ended;
    }

    /** Nothing arrives any more; the handler hears of it at the end of the cycle. */
    void end(int errno) {
        if (!ended) {
            ended = true;
            error = errno;
            inflow.stop();
            in.stop();
            schedule();
        }
    }

    /** As {@link #end}; and what was sent is lost. */
    void cut(int errno) {
        end(errno);
        out.stop();
    }

    void arrived(MemorySegment piece) {
        pieces.put(++pieceNumber, piece);
        inflow.arrived(piece.address(), (int) piece.byteSize(), pieceNumber);
        deliver();
    }

    void sent() {
        if (!ended) {
            sending = false;
            handler.onSent();
        }
    }

    void released() {
        if (!ended) {
            handler.onReleased();
        }
    }

    private void schedule() {
        if (!scheduled) {
            scheduled = true;
            reactor.atEndOfCycle(wake);
        }
    }

    private void wake() {
        scheduled = false;
        if (handler == null) {
            return;
        }
        if (ended) {
            StreamHandler told = handler;
            if (!inflow.delivering() && error >= 0) {
                int errno = error;
                error = -1;
                told.onClosed(errno);
            }
            return;
        }
        inflow.resume();
        deliver();
        in.schedule();
    }

    private void deliver() {
        if (handler == null) {
            return;
        }
        try {
            inflow.deliver(handler);
        } catch (Throwable t) {
            close();
            throw t;
        }
    }

    private void release(int number) {
        pieces.remove(number).fill(GONE);
    }
}
