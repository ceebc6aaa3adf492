package io.viaduct.core.stream;

import io.viaduct.api.memory.Native;
import io.viaduct.api.memory.SegmentList;
import io.viaduct.api.transport.StreamHandler;
import io.viaduct.api.transport.StreamLayer;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.Socket;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

/** Keeps what it receives and counts its calls; a test tells it on the reactor what to do. */
final class RecordingHandler implements StreamHandler {
    final StreamLayer stream;
    final AtomicInteger refusals = new AtomicInteger();
    final AtomicInteger directs = new AtomicInteger();
    final AtomicInteger sends = new AtomicInteger();
    final AtomicInteger released = new AtomicInteger();
    final AtomicInteger closed = new AtomicInteger();

    /** Written on the reactor. */
    boolean paused;

    boolean closeWhenSent;
    Error failure;
    volatile int error = -1;

    private final ByteArrayOutputStream received = new ByteArrayOutputStream();
    private final Arena arena = Arena.ofAuto();
    private MemorySegment directed;

    RecordingHandler(StreamLayer stream) {
        this.stream = stream;
        stream.attach(this);
    }

    /** Runs something on the stream's reactor and waits for it. */
    void run(Runnable action) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        boolean sent =
                stream.reactor()
                        .send(
                                SocketFixture.HANDLER,
                                () -> {
                                    action.run();
                                    done.complete(null);
                                });
        if (!sent) {
            throw new AssertionError("message refused");
        }
        done.join();
    }

    void direct(int length) {
        directed = arena.allocate(length);
        stream.receiveInto(directed.address(), length);
    }

    void send(long length) {
        MemorySegment memory = arena.allocate(length + SegmentList.ENTRY_LENGTH, 8);
        SegmentList list = new SegmentList(memory.address(), 1);
        list.add(memory.address() + SegmentList.ENTRY_LENGTH, length);
        stream.send(list);
        sends.incrementAndGet();
    }

    Thread writer(Socket socket, byte[] bytes) {
        return Thread.ofPlatform()
                .daemon()
                .start(
                        () -> {
                            try {
                                socket.getOutputStream().write(bytes);
                            } catch (IOException e) {
                                throw new UncheckedIOException(e);
                            }
                        });
    }

    int total() {
        synchronized (received) {
            return received.size();
        }
    }

    byte[] bytes() {
        synchronized (received) {
            return received.toByteArray();
        }
    }

    @Override
    public int onBytes(long address, int length) {
        if (failure != null) {
            throw failure;
        }
        if (paused) {
            refusals.incrementAndGet();
            return 0;
        }
        byte[] bytes = new byte[length];
        MemorySegment.copy(Native.ALL, ValueLayout.JAVA_BYTE, address, bytes, 0, length);
        add(bytes);
        return length;
    }

    @Override
    public void onDirected() {
        directs.incrementAndGet();
        add(directed.toArray(ValueLayout.JAVA_BYTE));
    }

    @Override
    public void onSent() {
        if (closeWhenSent) {
            stream.close();
        }
    }

    @Override
    public void onReleased() {
        released.incrementAndGet();
    }

    @Override
    public void onClosed(int errno) {
        error = errno;
        closed.incrementAndGet();
    }

    private void add(byte[] bytes) {
        synchronized (received) {
            received.writeBytes(bytes);
        }
    }
}
