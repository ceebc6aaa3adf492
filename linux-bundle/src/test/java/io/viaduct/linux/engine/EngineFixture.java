package io.viaduct.linux.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.viaduct.api.memory.SegmentList;
import io.viaduct.api.reactor.Owner;
import io.viaduct.linux.Descriptor;
import io.viaduct.linux.Endpoint;
import io.viaduct.linux.Errno;
import io.viaduct.linux.Socket;
import io.viaduct.linux.SocketTransfer;
import io.viaduct.linux.SystemCallException;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * An engine of the kind under test, sockets to use it on, and a check that nothing stays behind.
 */
@Timeout(60)
abstract class EngineFixture {
    static final Owner OWNER = new Owner(1, "test");
    static final Owner OTHER = new Owner(2, "other");
    static final int OPERATIONS = 64;
    static final int LENT_BUFFERS = 8;
    static final int LENT_BYTES = 1024;

    private static final int ROUNDS_MAX = 2000;
    private static final long ROUND_NANOS = 5_000_000;
    private static final int BACKLOG = 128;

    final Arena arena = Arena.ofConfined();
    KernelEngine engine;

    private final List<Integer> opened = new ArrayList<>();
    private long descriptorsBefore;

    abstract EngineKind kind();

    @BeforeEach
    void openEngine() throws Exception {
        try (KernelEngine warm = open(options())) {
            warm.wakeup();
        }
        descriptorsBefore = descriptors();
        engine = open(options());
    }

    @AfterEach
    void closeEngine() throws Exception {
        engine.close();
        assertEquals(0, engine.inFlight());
        opened.forEach(Descriptor::close);
        assertEquals(descriptorsBefore, descriptors(), "descriptors of the process");
        arena.close();
    }

    EngineOptions options() {
        return new EngineOptions(OPERATIONS, LENT_BUFFERS, LENT_BYTES);
    }

    KernelEngine open(EngineOptions options) throws SystemCallException {
        return kind().open(options);
    }

    static long descriptors() throws Exception {
        try (var list = Files.list(Path.of("/proc/self/fd"))) {
            return list.count();
        }
    }

    /** Closed at the end of the test. */
    int keep(int descriptor) {
        opened.add(descriptor);
        return descriptor;
    }

    void closeNow(int descriptor) {
        opened.remove(Integer.valueOf(descriptor));
        Descriptor.close(descriptor);
    }

    void runUntil(BooleanSupplier condition) {
        for (int i = 0; i < ROUNDS_MAX && !condition.getAsBoolean(); i++) {
            int ignored = engine.run(ROUND_NANOS);
        }
        assertTrue(condition.getAsBoolean(), "it did not happen");
    }

    /** Long enough for whatever is on its way to arrive. */
    void runAWhile() {
        for (int i = 0; i < 10; i++) {
            int ignored = engine.run(ROUND_NANOS);
        }
    }

    int listen() throws SystemCallException {
        return keep(Socket.listen(new Endpoint("127.0.0.1", 0), BACKLOG));
    }

    /** Two ends of a TCP connection over the loopback device. */
    int[] connection() throws SystemCallException {
        int listener = Socket.listen(new Endpoint("127.0.0.1", 0), 1);
        int here = keep(Socket.connect(Socket.localEndpoint(listener)));
        int there = keep(SocketTransfer.accept(listener));
        Descriptor.close(listener);
        Socket.noDelay(here, true);
        Socket.noDelay(there, true);
        return new int[] {here, there};
    }

    SegmentList list(MemorySegment... segments) {
        int length = segments.length * SegmentList.ENTRY_LENGTH;
        long base = arena.allocate(length, Long.BYTES).address();
        var list = new SegmentList(base, segments.length);
        for (MemorySegment segment : segments) {
            assertTrue(list.add(segment.address(), segment.byteSize()));
        }
        return list;
    }

    MemorySegment memory(byte[] bytes) {
        return arena.allocateFrom(ValueLayout.JAVA_BYTE, bytes);
    }

    /** Sends by hand what fits, and returns how much did. */
    int write(int descriptor, byte[] bytes) {
        long message = arena.allocate(SocketTransfer.MESSAGE_LENGTH, Long.BYTES).address();
        SegmentList list = list(memory(bytes));
        return SocketTransfer.send(descriptor, list.iovec(), list.count(), message);
    }

    /** Receives by hand up to {@code length} bytes; null where nothing has arrived. */
    byte[] read(int descriptor, int length) {
        try (Arena buffer = Arena.ofConfined()) {
            MemorySegment into = buffer.allocate(length);
            int result = SocketTransfer.receive(descriptor, into.address(), length);
            if (result == -Errno.EAGAIN) {
                return null;
            }
            assertTrue(result >= 0, () -> Errno.name(-result));
            return into.asSlice(0, result).toArray(ValueLayout.JAVA_BYTE);
        }
    }

    static byte[] pattern(int length, int seed) {
        byte[] bytes = new byte[length];
        new java.util.Random(seed).nextBytes(bytes);
        return bytes;
    }
}
