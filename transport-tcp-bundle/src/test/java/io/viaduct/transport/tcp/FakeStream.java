package io.viaduct.transport.tcp;

import io.viaduct.api.memory.Native;
import io.viaduct.api.memory.SegmentList;
import io.viaduct.api.transport.StreamHandler;
import io.viaduct.api.transport.StreamLayer;
import io.viaduct.api.transport.TransportId;

import java.io.ByteArrayOutputStream;

/** A stream whose other end is the test: bytes in by hand, bytes out collected. */
final class FakeStream implements StreamLayer {
    final FakeReactor reactor;
    private final ByteArrayOutputStream held = new ByteArrayOutputStream();
    private final ByteArrayOutputStream sent = new ByteArrayOutputStream();
    private StreamHandler handler;
    private long directedAt;
    private int directedLength;
    private int directedLeft;
    private boolean holdSends;
    private boolean pendingSend;
    boolean closed;
    int sends;

    FakeStream(FakeReactor reactor) {
        this.reactor = reactor;
    }

    /** Delivers bytes in pieces of at most {@code piece}. */
    void deliver(byte[] bytes, int piece) {
        for (int at = 0; at < bytes.length; at += piece) {
            held.write(bytes, at, Math.min(piece, bytes.length - at));
            pump();
        }
        reactor.runTasks();
    }

    private void pump() {
        while (held.size() > 0 && !closed) {
            byte[] now = held.toByteArray();
            held.reset();
            int used = directedLeft > 0 ? direct(now) : offer(now);
            held.write(now, used, now.length - used);
            if (used == 0 && directedLeft == 0) {
                return;
            }
        }
    }

    private int offer(byte[] now) {
        long memory = Bytes.memory(now.length);
        Bytes.put(memory, now);
        return handler.onBytes(memory, now.length);
    }

    private int direct(byte[] now) {
        int take = Math.min(now.length, directedLeft);
        for (int i = 0; i < take; i++) {
            Native.putU8(directedAt + i, now[i]);
        }
        directedAt += take;
        directedLeft -= take;
        if (directedLeft == 0) {
            handler.onDirected();
        }
        return take;
    }

    /** What the connection has sent since the last call. */
    byte[] takeSent() {
        reactor.runTasks();
        byte[] bytes = sent.toByteArray();
        sent.reset();
        return bytes;
    }

    /** Keeps the next sends from completing. */
    void holdSends(boolean on) {
        holdSends = on;
        if (!on && pendingSend) {
            pendingSend = false;
            complete();
        }
    }

    private void complete() {
        reactor.send(
                null,
                () -> {
                    handler.onSent();
                    handler.onReleased();
                });
    }

    void hangUp() {
        handler.onClosed(0);
    }

    @Override
    public FakeReactor reactor() {
        return reactor;
    }

    @Override
    public TransportId local() {
        return new TransportId("TCP", "IPv4", "127.0.0.1", "4420");
    }

    @Override
    public TransportId peer() {
        return new TransportId("TCP", "IPv4", "127.0.0.1", "40000");
    }

    @Override
    public void attach(StreamHandler to) {
        handler = to;
    }

    @Override
    public void resume() {
        reactor.atEndOfCycle(this::pump);
    }

    @Override
    public void receiveInto(long address, int length) {
        directedAt = address;
        directedLength = length;
        directedLeft = length;
    }

    @Override
    public int withdraw() {
        int filled = directedLength - directedLeft;
        directedLeft = 0;
        return filled;
    }

    @Override
    public void send(SegmentList data) {
        sends++;
        byte[] all = new byte[(int) data.length()];
        int at = 0;
        for (int i = 0; i < data.count(); i++) {
            for (int j = 0; j < data.length(i); j++) {
                all[at++] = (byte) Native.u8(data.address(i) + j);
            }
        }
        sent.writeBytes(all);
        if (holdSends) {
            pendingSend = true;
        } else {
            complete();
        }
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            if (handler != null) {
                reactor.send(null, () -> handler.onClosed(0));
            }
        }
    }
}
