package io.viaduct.transport.tcp;

import io.viaduct.api.memory.Native;
import io.viaduct.api.memory.SegmentList;
import io.viaduct.api.reactor.Reactor;
import io.viaduct.api.transport.StreamHandler;
import io.viaduct.api.transport.StreamLayer;
import io.viaduct.api.transport.TransportId;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.function.IntUnaryOperator;

/**
 * A stream whose other end is a test, without a wire between them: made to be used a million times.
 * Bytes that have been consumed are overwritten; what is sent is read when the send ends, not when
 * it begins.
 */
final class DirectStream implements StreamLayer {
    private static final TransportId HERE = new TransportId("TCP", "IPv4", "127.0.0.1", "4420");
    private static final TransportId PEER = new TransportId("TCP", "IPv4", "127.0.0.1", "40000");
    private static final int PIECE_MAX = 1 << 16;
    private static final byte GONE = (byte) 0xDD;

    /** Where pieces are while a handler looks at them; one test has one thread. */
    private static final MemorySegment PIECE = Arena.global().allocate(PIECE_MAX, 8);

    private final Reactor reactor;
    private final IntUnaryOperator pieces;
    private final Runnable wake = this::wake;
    private byte[] in = new byte[256];
    private int inFrom;
    private int inTo;
    private byte[] out = new byte[256];
    private int outLength;
    private StreamHandler handler;
    private SegmentList sending;
    private long directedAt;
    private int directedLength;
    private int directedLeft;
    private boolean scheduled;
    private boolean paused;
    private boolean stuck;
    private boolean ended;
    private boolean told;
    private int error;

    /**
     * A stream.
     *
     * @param pieces how many of so many bytes come next in one piece, 1 to all
     */
    DirectStream(Reactor reactor, IntUnaryOperator pieces) {
        this.reactor = reactor;
        this.pieces = pieces;
    }

    /** The host sends. It arrives when the reactor is turned. */
    void deliver(byte[] bytes) {
        int held = inTo - inFrom;
        if (inTo + bytes.length > in.length) {
            byte[] room =
                    held + bytes.length > in.length ? new byte[2 * (held + bytes.length)] : in;
            System.arraycopy(in, inFrom, room, 0, held);
            in = room;
            inFrom = 0;
            inTo = held;
        }
        System.arraycopy(bytes, 0, in, inTo, bytes.length);
        inTo += bytes.length;
        schedule();
    }

    /** The host reads nothing more, or does again: sends do not end meanwhile. */
    void stuck(boolean on) {
        stuck = on;
        schedule();
    }

    /** The host is gone. */
    void hangUp(int errno) {
        if (!ended) {
            ended = true;
            error = errno;
            schedule();
        }
    }

    /** Whether either end has closed. */
    boolean ended() {
        return ended;
    }

    /** Bytes that the host has not read yet. */
    int available() {
        return outLength;
    }

    /** What the host can read, without reading it. */
    byte[] peek() {
        return out;
    }

    /** The host reads. */
    byte[] read(int count) {
        byte[] bytes = Arrays.copyOf(out, count);
        System.arraycopy(out, count, out, 0, outLength - count);
        outLength -= count;
        return bytes;
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
        if (!ended && sending != null && !stuck) {
            finishSend();
        }
        while (!ended && inFrom < inTo && (directedLeft > 0 || !paused)) {
            piece();
        }
        if (ended && !told) {
            told = true;
            handler.onClosed(error);
        }
    }

    private void finishSend() {
        SegmentList sent = sending;
        sending = null;
        for (int i = 0; i < sent.count(); i++) {
            int length = (int) sent.length(i);
            if (outLength + length > out.length) {
                out = Arrays.copyOf(out, 2 * (outLength + length));
            }
            MemorySegment.copy(
                    Native.ALL, ValueLayout.JAVA_BYTE, sent.address(i), out, outLength, length);
            outLength += length;
        }
        handler.onSent();
        handler.onReleased();
    }

    private void piece() {
        int take = pieces.applyAsInt(Math.min(inTo - inFrom, PIECE_MAX));
        if (directedLeft > 0) {
            take = Math.min(take, directedLeft);
            MemorySegment.copy(in, inFrom, Native.ALL, ValueLayout.JAVA_BYTE, directedAt, take);
            inFrom += take;
            directedAt += take;
            directedLeft -= take;
            if (directedLeft == 0) {
                paused = false;
                handler.onDirected();
            }
            return;
        }
        MemorySegment.copy(in, inFrom, PIECE, ValueLayout.JAVA_BYTE, 0, take);
        int used = handler.onBytes(PIECE.address(), take);
        PIECE.asSlice(0, take).fill(GONE);
        inFrom += used;
        paused = used < take;
    }

    @Override
    public Reactor reactor() {
        return reactor;
    }

    @Override
    public TransportId local() {
        return HERE;
    }

    @Override
    public TransportId peer() {
        return PEER;
    }

    @Override
    public void attach(StreamHandler to) {
        handler = to;
        schedule();
    }

    @Override
    public void resume() {
        paused = false;
        schedule();
    }

    @Override
    public void receiveInto(long address, int length) {
        if (!ended) {
            directedAt = address;
            directedLength = length;
            directedLeft = length;
            schedule();
        }
    }

    @Override
    public int withdraw() {
        int filled = directedLength - directedLeft;
        directedLeft = 0;
        schedule();
        return filled;
    }

    @Override
    public void send(SegmentList data) {
        if (sending != null || data.length() == 0) {
            throw new IllegalStateException("a send is under way, or there is nothing to send");
        }
        if (!ended) {
            sending = data;
            schedule();
        }
    }

    @Override
    public void close() {
        hangUp(0);
    }
}
