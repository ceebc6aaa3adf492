package io.viaduct.linux.engine;

import static io.viaduct.api.reactor.Engine.DONE;
import static io.viaduct.api.reactor.Engine.ELAPSED;
import static io.viaduct.api.reactor.Engine.NO_BUFFER;
import static io.viaduct.api.reactor.Engine.READY;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.viaduct.api.memory.SegmentList;
import io.viaduct.linux.Epoll;
import io.viaduct.linux.Errno;
import io.viaduct.linux.EventDescriptor;
import io.viaduct.linux.Files;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** What an engine does with files, with descriptors that are watched, and with time. */
abstract class DeviceContract extends SocketContract {
    private static final long MILLI = 1_000_000;

    @TempDir Path folder;

    int file() throws Exception {
        Path path = folder.resolve("data");
        return keep(Files.open(path, Files.READ_WRITE | Files.CREATE, 0600));
    }

    @Test
    void shouldWriteSyncAndReadAFile() throws Exception {
        int file = file();
        SegmentList out = list(memory(pattern(4096, 1)), memory(pattern(512, 2)));
        var written = Recorder.releasing(engine);
        engine.write(OWNER, file, out.iovec(), out.count(), 8192, false, written, 0);
        assertEquals(0, written.count(), "told from inside the call");
        runUntil(written::ended);
        assertEquals(new Recorder.Event(DONE, 4608, NO_BUFFER, true), written.only());
        for (boolean dataOnly : new boolean[] {true, false}) {
            var synced = Recorder.releasing(engine);
            engine.sync(OWNER, file, dataOnly, synced, 0);
            runUntil(synced::ended);
            assertEquals(new Recorder.Event(DONE, 0, NO_BUFFER, true), synced.only());
        }
        MemorySegment into = arena.allocate(5000);
        SegmentList in = list(into.asSlice(0, 1000), into.asSlice(1000, 4000));
        var read = Recorder.releasing(engine);
        engine.read(OWNER, file, in.iovec(), in.count(), 8192, read, 0);
        runUntil(read::ended);
        assertEquals(new Recorder.Event(DONE, 4608, NO_BUFFER, true), read.only());
        byte[] bytes = into.toArray(ValueLayout.JAVA_BYTE);
        assertArrayEquals(pattern(4096, 1), java.util.Arrays.copyOf(bytes, 4096));
        assertArrayEquals(pattern(512, 2), java.util.Arrays.copyOfRange(bytes, 4096, 4608));
    }

    @Test
    void shouldWriteDurably() throws Exception {
        int file = file();
        SegmentList one = list(memory(pattern(4096, 3)));
        SegmentList two = list(memory(pattern(10, 4)), memory(pattern(10, 5)));
        var first = Recorder.releasing(engine);
        var second = Recorder.releasing(engine);
        engine.write(OWNER, file, one.iovec(), 1, 0, true, first, 0);
        engine.write(OWNER, file, two.iovec(), 2, 4096, true, second, 0);
        runUntil(() -> first.ended() && second.ended());
        assertEquals(4096, first.only().result());
        assertEquals(20, second.only().result());
        assertEquals(4116, Files.size(file));
    }

    @Test
    void shouldZeroARangeOfAFile() throws Exception {
        int file = file();
        SegmentList out = list(memory(pattern(16384, 6)));
        var written = Recorder.releasing(engine);
        engine.write(OWNER, file, out.iovec(), 1, 0, false, written, 0);
        runUntil(written::ended);
        byte[] expected = pattern(16384, 6);
        for (boolean deallocate : new boolean[] {true, false}) {
            int offset = deallocate ? 4096 : 512;
            var zeroed = Recorder.releasing(engine);
            engine.zero(OWNER, file, offset, 4096, deallocate, zeroed, 0);
            assertEquals(0, zeroed.count(), "told from inside the call");
            runUntil(zeroed::ended);
            assertEquals(new Recorder.Event(DONE, 0, NO_BUFFER, true), zeroed.only());
            java.util.Arrays.fill(expected, offset, offset + 4096, (byte) 0);
            byte[] now = java.nio.file.Files.readAllBytes(folder.resolve("data"));
            assertArrayEquals(expected, now, "deallocate " + deallocate);
        }
        var beyond = Recorder.releasing(engine);
        engine.zero(OWNER, file, 16384, 1L << 40, true, beyond, 0);
        runUntil(beyond::ended);
        assertEquals(16384, Files.size(file), "the size stays");
    }

    @Test
    void shouldReadNothingBehindTheEndOfAFile() throws Exception {
        SegmentList in = list(arena.allocate(100));
        var read = Recorder.releasing(engine);
        engine.read(OWNER, file(), in.iovec(), 1, 1 << 20, read, 0);
        runUntil(read::ended);
        assertEquals(new Recorder.Event(DONE, 0, NO_BUFFER, true), read.only());
    }

    @Test
    void shouldReportTheErrorOfAFile() throws Exception {
        int file = keep(Files.open(folder, Files.READ_ONLY, 0));
        SegmentList in = list(arena.allocate(100));
        var read = Recorder.releasing(engine);
        engine.read(OWNER, file, in.iovec(), 1, 0, read, 0);
        runUntil(read::ended);
        assertEquals(-Errno.EISDIR, read.only().result());
    }

    @Test
    void shouldDoManyFileOperationsAtOnce() throws Exception {
        int file = file();
        List<Recorder> all = new ArrayList<>();
        for (int i = 0; i < OPERATIONS; i++) {
            var written = Recorder.releasing(engine);
            SegmentList out = list(memory(pattern(1000, i)));
            assertTrue(engine.write(OWNER, file, out.iovec(), 1, i * 1000L, false, written, 0) > 0);
            all.add(written);
        }
        runUntil(() -> all.stream().allMatch(Recorder::ended));
        byte[] bytes = java.nio.file.Files.readAllBytes(folder.resolve("data"));
        for (int i = 0; i < OPERATIONS; i++) {
            byte[] part = java.util.Arrays.copyOfRange(bytes, i * 1000, i * 1000 + 1000);
            assertArrayEquals(pattern(1000, i), part);
        }
    }

    @Test
    void shouldReportADescriptorThatIsNotThere() throws Exception {
        int none = 999_999;
        var read = Recorder.releasing(engine);
        var received = Recorder.releasing(engine);
        SegmentList in = list(arena.allocate(100));
        engine.read(OWNER, none, in.iovec(), 1, 0, read, 0);
        engine.receive(OWNER, -1, received, 0);
        runUntil(() -> read.ended() && received.ended());
        assertEquals(-Errno.EBADF, read.only().result());
        assertEquals(-Errno.EBADF, received.only().result());
    }

    @Test
    void shouldTellEachTimeADescriptorBecomesReady() throws Exception {
        try (EventDescriptor event = EventDescriptor.open()) {
            var ready = Recorder.releasing(engine);
            long token = engine.poll(OWNER, event.descriptor(), Epoll.IN, ready, 0);
            runAWhile();
            assertEquals(0, ready.count());
            for (int i = 1; i <= 5; i++) {
                event.signal();
                int expected = i;
                runUntil(() -> ready.count() >= expected);
                assertEquals(READY, ready.latest().event());
                assertEquals(Epoll.IN, ready.latest().result());
                assertEquals(1, event.take());
            }
            runAWhile();
            assertEquals(5, ready.count());
            engine.cancel(token);
            runUntil(ready::ended);
            assertEquals(-Errno.ECANCELED, ready.latest().result());
        }
    }

    @Test
    void shouldTellOfADescriptorThatIsReadyAlready() throws Exception {
        try (EventDescriptor event = EventDescriptor.open()) {
            event.signal();
            var ready = Recorder.releasing(engine);
            long token = engine.poll(OWNER, event.descriptor(), Epoll.IN | Epoll.OUT, ready, 0);
            runUntil(() -> ready.count() == 1);
            assertEquals(Epoll.IN | Epoll.OUT, ready.only().result());
            engine.cancel(token);
            runUntil(ready::ended);
        }
    }

    @Test
    void shouldElapseInOrderOfTime() {
        List<Integer> order = new ArrayList<>();
        int[] millis = {30, 5, 20, 0, 10, 25, 15};
        for (int delay : millis) {
            engine.timeout(
                    OWNER,
                    delay * MILLI,
                    (context, event, result, buffer, last) -> {
                        assertEquals(ELAPSED, event);
                        assertEquals(0, result);
                        assertTrue(last);
                        order.add((int) context);
                    },
                    delay);
        }
        runUntil(() -> order.size() == millis.length);
        assertEquals(IntStream.of(millis).sorted().boxed().toList(), order);
    }

    @Test
    void shouldSleepUntilTheTimeHasPassed() {
        long before = System.nanoTime();
        assertEquals(0, engine.run(20 * MILLI));
        assertTrue(System.nanoTime() - before >= 20 * MILLI);
        var elapsed = Recorder.releasing(engine);
        before = System.nanoTime();
        engine.timeout(OWNER, 15 * MILLI, elapsed, 0);
        while (!elapsed.ended()) {
            int ignored = engine.run(-1);
        }
        assertTrue(System.nanoTime() - before >= 15 * MILLI);
    }
}
