package io.viaduct.core.stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;

import io.viaduct.api.memory.Native;
import io.viaduct.api.memory.SegmentList;
import io.viaduct.api.transport.StreamHandler;
import io.viaduct.api.transport.StreamLayer;
import io.viaduct.api.transport.StreamListener;
import io.viaduct.linux.Descriptor;
import io.viaduct.linux.Errno;
import io.viaduct.linux.SocketTransfer;
import io.viaduct.linux.UnixSocket;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.InputStream;
import java.io.OutputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.management.ManagementFactory;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicReference;

class SocketAllocationTest {
    private static final int SMALL = 72;
    private static final int LARGE = 300 * 1024;
    private static final int WARM_UP = 20_000;
    private static final int ROUNDS = 20_000;

    /**
     * Code that is not compiled yet allocates, and a path that few round trips take is compiled
     * late; what a round trip needs shows every time. The first good measurement ends the test.
     */
    private static final int MEASUREMENTS = 60;

    /** Bytes for each round trip: nothing, but for what the compiler does meanwhile. */
    private static final double BYTES_MAX = 0.1;

    /** Answers a header of 72 bytes, or a header and a payload that it receives in place. */
    private static final class Server implements StreamHandler {
        private final StreamLayer stream;
        private final MemorySegment memory = Arena.ofAuto().allocate(LARGE + 4096, 4096);
        private final long payload = memory.address() + 4096;
        private final SegmentList list = new SegmentList(memory.address(), 2);
        private int have;
        private boolean large;

        Server(StreamLayer stream) {
            this.stream = stream;
            stream.attach(this);
        }

        @Override
        public int onBytes(long address, int length) {
            int take = Math.min(length, SMALL - have);
            if (have == 0 && take > 0 && Native.u8(address) == 1) {
                large = true;
            }
            have += take;
            if (have == SMALL) {
                have = 0;
                if (large) {
                    stream.receiveInto(payload, LARGE);
                } else {
                    answer();
                }
                large = false;
            }
            return take;
        }

        private void answer() {
            list.clear();
            list.add(payload, SMALL / 2);
            list.add(payload + SMALL, SMALL / 2);
            stream.send(list);
        }

        @Override
        public void onDirected() {
            answer();
        }

        @Override
        public void onSent() {}

        @Override
        public void onReleased() {}

        @Override
        public void onClosed(int error) {}
    }

    @ParameterizedTest
    @ValueSource(strings = {"uring", "epoll"})
    void shouldAllocateNothingForAMessage(String engine) throws Exception {
        measure(engine, new byte[SMALL], ROUNDS);
    }

    @ParameterizedTest
    @ValueSource(strings = {"uring", "epoll"})
    void shouldAllocateNothingForADirectedReceive(String engine) throws Exception {
        byte[] request = new byte[SMALL + LARGE];
        request[0] = 1;
        measure(engine, request, ROUNDS / 10);
    }

    private static void measure(String engine, byte[] request, int rounds) throws Exception {
        AtomicReference<Server> server = new AtomicReference<>();
        try (SocketFixture fixture = new SocketFixture(engine, 1);
                StreamListener listener =
                        fixture.listen((stream, at) -> server.set(new Server(stream)));
                Socket socket = SocketFixture.connect(listener)) {
            socket.setTcpNoDelay(true);
            receiveNothing();
            exchange(socket, request, Math.min(WARM_UP, 4 * rounds));
            long thread = reactorThread();
            double least = Double.MAX_VALUE;
            for (int i = 0; i < MEASUREMENTS && least >= BYTES_MAX; i++) {
                long before = allocated(thread);
                exchange(socket, request, rounds);
                least = Math.min(least, (double) (allocated(thread) - before) / rounds);
            }
            assertTrue(least < BYTES_MAX, least + " bytes for each round trip");
        }
    }

    /**
     * A receive that finds nothing is rare here, and allocates until its code is compiled: it is
     * made often enough beforehand.
     */
    private static void receiveNothing() throws Exception {
        int[] pair = UnixSocket.pair();
        try (Arena arena = Arena.ofConfined()) {
            long memory = arena.allocate(SMALL).address();
            for (int i = 0; i < WARM_UP * 2; i++) {
                assertEquals(-Errno.EAGAIN, SocketTransfer.receive(pair[0], memory, SMALL));
            }
        } finally {
            Descriptor.close(pair[0]);
            Descriptor.close(pair[1]);
        }
    }

    private static void exchange(Socket socket, byte[] request, int rounds) throws Exception {
        OutputStream out = socket.getOutputStream();
        InputStream in = socket.getInputStream();
        byte[] answer = new byte[SMALL];
        for (int i = 0; i < rounds; i++) {
            out.write(request);
            if (in.readNBytes(answer, 0, SMALL) != SMALL) {
                throw new AssertionError("the answer ends early");
            }
        }
    }

    private static long reactorThread() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("reactor_0"))
                .findFirst()
                .orElseThrow()
                .threadId();
    }

    private static long allocated(long thread) {
        return ((ThreadMXBean) ManagementFactory.getThreadMXBean()).getThreadAllocatedBytes(thread);
    }
}
