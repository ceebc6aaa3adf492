package io.viaduct.testkit;

import io.viaduct.api.memory.Native;
import io.viaduct.api.memory.SegmentList;
import io.viaduct.api.transport.StreamHandler;
import io.viaduct.api.transport.StreamLayer;

import java.io.ByteArrayOutputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayDeque;
import java.util.Arrays;

/** The far end of a stream as plain bytes: what a test sends and what has come back. */
public final class WirePeer implements StreamHandler {
    private final StreamLayer stream;
    private final ByteArrayOutputStream received = new ByteArrayOutputStream();
    private final ArrayDeque<byte[]> toSend = new ArrayDeque<>();
    private final ArrayDeque<MemorySegment> unreleased = new ArrayDeque<>();
    private boolean idle = true;
    private boolean paused;
    private boolean closed;
    private int error;

    /** Attaches itself to one end of a wire, usually {@link Wire#host}. */
    public WirePeer(StreamLayer stream) {
        this.stream = stream;
        stream.attach(this);
    }

    /**
     * Sends bytes behind those that are still being sent. They move when the reactor is stepped.
     */
    public void send(byte... bytes) {
        toSend.addLast(bytes.clone());
        next();
    }

    /** All that has come and has not been taken. */
    public byte[] received() {
        return received.toByteArray();
    }

    /** Takes the first {@code count} bytes that have come; fails when there are fewer. */
    public byte[] take(int count) {
        byte[] all = received.toByteArray();
        if (all.length < count) {
            throw new AssertionError("only " + all.length + " of " + count + " bytes have come");
        }
        received.reset();
        received.write(all, count, all.length - count);
        return Arrays.copyOf(all, count);
    }

    /** Reads nothing more until {@link #resume}: the other end will find its sends stuck. */
    public void pause() {
        paused = true;
    }

    /** Reads again. */
    public void resume() {
        paused = false;
        stream.resume();
    }

    /** Closes in order: what was sent arrives first. */
    public void close() {
        stream.close();
    }

    /** Whether the connection has ended. */
    public boolean closed() {
        return closed;
    }

    /** errno with which it has ended, 0 in order. */
    public int error() {
        return error;
    }

    @Override
    public int onBytes(long address, int length) {
        if (paused) {
            return 0;
        }
        byte[] bytes = new byte[length];
        MemorySegment.copy(Native.ALL, ValueLayout.JAVA_BYTE, address, bytes, 0, length);
        received.writeBytes(bytes);
        return length;
    }

    @Override
    public void onDirected() {
        throw new AssertionError("nothing was directed");
    }

    @Override
    public void onSent() {
        idle = true;
        next();
    }

    @Override
    public void onReleased() {
        unreleased.removeFirst();
    }

    @Override
    public void onClosed(int errno) {
        closed = true;
        error = errno;
    }

    private void next() {
        if (!idle || closed || toSend.isEmpty()) {
            return;
        }
        byte[] bytes = toSend.removeFirst();
        if (bytes.length == 0) {
            next();
            return;
        }
        idle = false;
        MemorySegment sending = Arena.ofAuto().allocate(bytes.length + SegmentList.ENTRY_LENGTH, 8);
        unreleased.addLast(sending);
        SegmentList list = new SegmentList(sending.address(), 1);
        long data = sending.address() + SegmentList.ENTRY_LENGTH;
        MemorySegment.copy(bytes, 0, Native.ALL, ValueLayout.JAVA_BYTE, data, bytes.length);
        list.add(data, bytes.length);
        stream.send(list);
    }
}
