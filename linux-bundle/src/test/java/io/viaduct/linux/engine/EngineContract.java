package io.viaduct.linux.engine;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;

import io.viaduct.api.memory.SegmentList;
import io.viaduct.api.reactor.Engine;
import io.viaduct.api.reactor.EngineHandler;
import io.viaduct.linux.Files;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;

/** What every engine does; one subclass for each. Here: that it costs the heap nothing. */
abstract class EngineContract extends LifecycleContract {
    private static final int WARM_UP = 200_000;
    private static final int MESSAGES = 100_000;
    private static final double BYTES_PER_OPERATION_MAX = 0.1;

    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private long count;

    /** Answers every message with one, with a time-out started and cancelled beside it. */
    private final class Echo implements EngineHandler {
        private final int socket;
        private final SegmentList message = list(arena.allocate(72));
        private final SegmentList two =
                list(arena.allocate(36), arena.allocate(100).asSlice(50, 36));
        private long timer;

        Echo(int socket) {
            this.socket = socket;
        }

        void send() {
            SegmentList next = (count & 1) == 0 ? message : two;
            long token = engine.send(OWNER, socket, next.iovec(), next.count(), this, 0);
            assert token > 0;
        }

        @Override
        public void onEvent(long context, int event, int result, int buffer, boolean last) {
            if (event == Engine.RECEIVED && result > 0) {
                engine.release(buffer);
                count++;
                engine.cancel(timer);
                timer = engine.timeout(OTHER, 1_000_000_000, this, 1);
                send();
            }
        }
    }

    @Test
    void shouldAllocateNothingForMessages() throws Exception {
        int[] pair = connection();
        Echo here = new Echo(pair[0]);
        Echo there = new Echo(pair[1]);
        engine.receive(OWNER, pair[0], here, 0);
        engine.receive(OTHER, pair[1], there, 0);
        here.send();
        run(WARM_UP);
        assertAllocatesNothing();
    }

    /** Writes and reads a block again and again. */
    private final class Blocks implements EngineHandler {
        private final int file;
        private final SegmentList block = list(arena.allocate(4096));

        Blocks(int file) {
            this.file = file;
        }

        @Override
        public void onEvent(long context, int event, int result, int buffer, boolean last) {
            count++;
            if ((count & 1) == 0) {
                engine.write(OWNER, file, block.iovec(), 1, 0, false, this, 0);
            } else {
                engine.read(OWNER, file, block.iovec(), 1, 0, this, 0);
            }
        }
    }

    @Test
    void shouldAllocateNothingForFiles(@TempDir Path folder) throws Exception {
        Path path = folder.resolve("blocks");
        var blocks = new Blocks(keep(Files.open(path, Files.READ_WRITE | Files.CREATE, 0600)));
        for (int i = 0; i < 8; i++) {
            blocks.onEvent(0, Engine.DONE, 0, Engine.NO_BUFFER, true);
        }
        run(WARM_UP);
        assertAllocatesNothing();
    }

    private void run(long messages) {
        for (count = 0; count < messages; ) {
            int ignored = engine.run(-1);
        }
    }

    private void assertAllocatesNothing() {
        // A compiler that changes its mind allocates a little; the best of three is the truth.
        double least = Double.MAX_VALUE;
        for (int i = 0; i < 3; i++) {
            long before = threads.getCurrentThreadAllocatedBytes();
            run(MESSAGES);
            long bytes = threads.getCurrentThreadAllocatedBytes() - before;
            least = Math.min(least, (double) bytes / MESSAGES);
        }
        assertTrue(least < BYTES_PER_OPERATION_MAX, least + " bytes for each operation");
    }
}
