package io.viaduct.linux.engine;

import static io.viaduct.api.reactor.Engine.ACCEPTED;
import static io.viaduct.api.reactor.Engine.NO_BUFFER;
import static io.viaduct.api.reactor.Engine.RECEIVED;
import static io.viaduct.api.reactor.Engine.RELEASED;
import static io.viaduct.api.reactor.Engine.SENT;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.viaduct.api.memory.SegmentList;
import io.viaduct.linux.Descriptor;
import io.viaduct.linux.Endpoint;
import io.viaduct.linux.Errno;
import io.viaduct.linux.Socket;

import org.junit.jupiter.api.Test;

import java.io.ByteArrayOutputStream;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;

/** What an engine does with sockets. */
abstract class SocketContract extends EngineFixture {
    private static final int LARGE = 4 << 20;

    @Test
    void shouldAcceptEveryConnection() throws Exception {
        int listener = listen();
        Endpoint endpoint = Socket.localEndpoint(listener);
        var accepted = Recorder.releasing(engine);
        assertTrue(engine.accept(OWNER, listener, accepted, 7) > 0);
        for (int i = 0; i < 100; i++) {
            keep(Socket.connect(endpoint));
        }
        runUntil(() -> accepted.count() == 100);
        for (var event : accepted.events) {
            assertEquals(ACCEPTED, event.event());
            assertEquals(NO_BUFFER, event.buffer());
            assertFalse(event.last());
            assertTrue(Descriptor.isOpen(keep(event.result())));
            assertEquals(endpoint, Socket.localEndpoint(event.result()));
        }
        assertEquals(1, engine.inFlight());
    }

    @Test
    void shouldAcceptMoreAtATimeThanThereIsRoomForEvents() throws Exception {
        int listener = keep(Socket.listen(new Endpoint("127.0.0.1", 0), 1024));
        Endpoint endpoint = Socket.localEndpoint(listener);
        for (int i = 0; i < 400; i++) {
            keep(Socket.connect(endpoint));
        }
        try (KernelEngine small = open(new EngineOptions(16, 2, 512))) {
            var accepted = Recorder.releasing(small);
            small.accept(OWNER, listener, accepted, 0);
            for (int i = 0; i < 1000 && accepted.count() < 400; i++) {
                int ignored = small.run(5_000_000);
            }
            assertEquals(400, accepted.count());
            accepted.events.forEach(event -> keep(event.result()));
            assertFalse(accepted.ended());
        }
    }

    @Test
    void shouldGiveTheContextBackWithEveryEvent() throws Exception {
        int[] pair = connection();
        List<Long> contexts = new ArrayList<>();
        long context = 0x7fff_eeee_dddd_ccccL;
        engine.receive(
                OWNER,
                pair[0],
                (given, event, result, buffer, last) -> {
                    contexts.add(given);
                    if (buffer != NO_BUFFER) {
                        engine.release(buffer);
                    }
                },
                context);
        write(pair[1], new byte[1]);
        runUntil(() -> contexts.size() == 1);
        closeNow(pair[1]);
        runUntil(() -> contexts.size() == 2);
        assertEquals(List.of(context, context), contexts);
    }

    @Test
    void shouldReceiveAStreamInLentBuffersUpToItsEnd() throws Exception {
        int[] pair = connection();
        byte[] sent = pattern(50_000, 1);
        assertEquals(sent.length, write(pair[1], sent));
        Socket.shutdown(pair[1], Socket.SHUT_SEND);
        var received = Recorder.releasing(engine);
        engine.receive(OWNER, pair[0], received, 0);
        runUntil(received::ended);
        assertArrayEquals(sent, received.received.toByteArray());
        assertEquals(new Recorder.Event(RECEIVED, 0, NO_BUFFER, true), received.latest());
        assertEquals(0, engine.inFlight());
    }

    @Test
    void shouldStillSendAfterThePeerHasSentItsLast() throws Exception {
        int[] pair = connection();
        var received = Recorder.releasing(engine);
        engine.receive(OWNER, pair[0], received, 0);
        Socket.shutdown(pair[1], Socket.SHUT_SEND);
        runUntil(received::ended);
        assertEquals(0, received.only().result());
        var sent = Recorder.releasing(engine);
        SegmentList list = list(memory(pattern(10, 2)));
        engine.send(OWNER, pair[0], list.iovec(), list.count(), sent, 0);
        runUntil(sent::ended);
        assertArrayEquals(pattern(10, 2), read(pair[1], 100));
    }

    @Test
    void shouldWaitForABufferAndGoOnWhenOneComesBack() throws Exception {
        int[] pair = connection();
        byte[] bytes = pattern(LENT_BUFFERS * LENT_BYTES * 2, 3);
        assertEquals(bytes.length, write(pair[1], bytes));
        var received = Recorder.holding(engine);
        engine.receive(OWNER, pair[0], received, 0);
        runUntil(() -> received.count() == LENT_BUFFERS);
        runAWhile();
        assertEquals(LENT_BUFFERS, received.count());
        received.releaseOne();
        runUntil(() -> received.count() == LENT_BUFFERS + 1);
        runAWhile();
        assertEquals(LENT_BUFFERS + 1, received.count());
        assertFalse(received.ended());
        runUntil(
                () -> {
                    received.releaseAll();
                    return received.received.size() == bytes.length;
                });
        assertArrayEquals(bytes, received.received.toByteArray());
    }

    @Test
    void shouldServeEveryConnectionThatWaitsForABuffer() throws Exception {
        List<Recorder> recorders = new ArrayList<>();
        int bytes = LENT_BUFFERS * LENT_BYTES;
        for (int i = 0; i < 12; i++) {
            int[] pair = connection();
            assertEquals(bytes, write(pair[1], pattern(bytes, i)));
            var recorder = Recorder.holding(engine);
            recorders.add(recorder);
            engine.receive(OWNER, pair[0], recorder, i);
        }
        runUntil(() -> recorders.stream().mapToInt(r -> r.held.size()).sum() == LENT_BUFFERS);
        runUntil(
                () -> {
                    recorders.stream().filter(r -> !r.held.isEmpty()).forEach(Recorder::releaseOne);
                    return recorders.stream().allMatch(r -> r.received.size() == bytes);
                });
        for (int i = 0; i < recorders.size(); i++) {
            assertArrayEquals(pattern(bytes, i), recorders.get(i).received.toByteArray());
        }
    }

    @Test
    void shouldReceiveIntoTheCallersMemoryWhileNoBufferIsFree() throws Exception {
        int[] starved = connection();
        byte[] much = pattern(LENT_BUFFERS * LENT_BYTES * 2, 4);
        write(starved[1], much);
        var holder = Recorder.holding(engine);
        long token = engine.receive(OWNER, starved[0], holder, 0);
        runUntil(() -> holder.count() == LENT_BUFFERS);
        runAWhile();
        engine.cancel(token);
        runUntil(holder::ended);
        MemorySegment into = arena.allocate(LARGE);
        var received = Recorder.releasing(engine);
        engine.receiveInto(OWNER, starved[0], into.address(), LARGE, received, 0);
        runUntil(received::ended);
        int result = received.only().result();
        assertEquals(much.length, holder.received.size() + result);
        byte[] rest = into.asSlice(0, result).toArray(ValueLayout.JAVA_BYTE);
        holder.received.writeBytes(rest);
        assertArrayEquals(much, holder.received.toByteArray());
        holder.releaseAll();
    }

    @Test
    void shouldReceiveIntoOnceWhatHasArrived() throws Exception {
        int[] pair = connection();
        MemorySegment into = arena.allocate(100);
        var first = Recorder.releasing(engine);
        engine.receiveInto(OWNER, pair[0], into.address(), 100, first, 0);
        runAWhile();
        assertEquals(0, first.count());
        byte[] bytes = pattern(40, 5);
        write(pair[1], bytes);
        runUntil(first::ended);
        assertEquals(new Recorder.Event(RECEIVED, 40, NO_BUFFER, true), first.only());
        assertArrayEquals(bytes, into.asSlice(0, 40).toArray(ValueLayout.JAVA_BYTE));
        var second = Recorder.releasing(engine);
        engine.receiveInto(OWNER, pair[0], into.address(), 100, second, 0);
        closeNow(pair[1]);
        runUntil(second::ended);
        assertEquals(new Recorder.Event(RECEIVED, 0, NO_BUFFER, true), second.only());
    }

    @Test
    void shouldReportAReset() throws Exception {
        int[] pair = connection();
        var received = Recorder.releasing(engine);
        engine.receive(OWNER, pair[0], received, 0);
        runAWhile();
        Socket.resetOnClose(pair[1]);
        closeNow(pair[1]);
        runUntil(received::ended);
        int reset = -Errno.ECONNRESET;
        assertEquals(new Recorder.Event(RECEIVED, reset, NO_BUFFER, true), received.only());
    }

    @Test
    void shouldReportSendsToNobodyAndReleaseTheirMemory() throws Exception {
        int[] pair = connection();
        Socket.resetOnClose(pair[1]);
        closeNow(pair[1]);
        for (int i = 0; i < 3; i++) {
            var sent = Recorder.releasing(engine);
            SegmentList list = list(memory(new byte[100]));
            engine.send(OWNER, pair[0], list.iovec(), list.count(), sent, 0);
            runUntil(sent::ended);
            assertEquals(2, sent.count());
            assertTrue(sent.events.getFirst().result() < 0, "an error");
            assertEquals(new Recorder.Event(RELEASED, 0, NO_BUFFER, true), sent.latest());
        }
    }

    @Test
    void shouldSendAScatterListAndReleaseItLast() throws Exception {
        int[] pair = connection();
        SegmentList list =
                list(memory(pattern(10, 1)), memory(pattern(2000, 2)), memory(pattern(7, 3)));
        var sent = Recorder.releasing(engine);
        engine.send(OWNER, pair[0], list.iovec(), list.count(), sent, 0);
        assertEquals(0, sent.count(), "told from inside the call");
        runUntil(sent::ended);
        assertEquals(
                List.of(
                        new Recorder.Event(SENT, 2017, NO_BUFFER, false),
                        new Recorder.Event(RELEASED, 0, NO_BUFFER, true)),
                sent.events);
        var expected = new ByteArrayOutputStream();
        expected.writeBytes(pattern(10, 1));
        expected.writeBytes(pattern(2000, 2));
        expected.writeBytes(pattern(7, 3));
        assertArrayEquals(expected.toByteArray(), read(pair[1], 4000));
    }

    @Test
    void shouldSendToASlowReaderAllThatItIsGiven() throws Exception {
        int[] pair = connection();
        Socket.sendBuffer(pair[0], 64 << 10);
        byte[] bytes = pattern(LARGE, 6);
        SegmentList list = list(memory(bytes), memory(bytes), memory(bytes));
        long total = list.length();
        int[] sends = {0};
        Runnable[] more = new Runnable[1];
        more[0] =
                () -> {
                    sends[0]++;
                    var sent = Recorder.releasing(engine);
                    sent.then =
                            () -> {
                                if (!sent.ended()) {
                                    assertTrue(sent.latest().result() > 0);
                                    list.advance(sent.latest().result());
                                } else if (list.length() > 0) {
                                    more[0].run();
                                }
                            };
                    engine.send(OWNER, pair[0], list.iovec(), list.count(), sent, 0);
                };
        more[0].run();
        runAWhile();
        assertNotEquals(0, list.length(), "all of it fits the socket");
        var received = new ByteArrayOutputStream();
        runUntil(
                () -> {
                    byte[] some = read(pair[1], 300_000);
                    if (some != null) {
                        received.writeBytes(some);
                    }
                    return received.size() == total;
                });
        assertEquals(0, list.length());
        byte[] all = received.toByteArray();
        for (int i = 0; i < all.length; i++) {
            if (all[i] != bytes[i % LARGE]) {
                assertEquals(bytes[i % LARGE], all[i], "byte " + i);
            }
        }
    }

    @Test
    void shouldReceiveAndSendOnOneDescriptorAtATime() throws Exception {
        int[] pair = connection();
        int rounds = 500;
        int[] replies = {0};
        SegmentList request = list(memory(pattern(72, 7)));
        SegmentList reply = list(memory(pattern(4120, 8)));
        long[] got = {0, 0};
        engine.receive(
                OWNER,
                pair[0],
                (context, event, result, buffer, last) -> {
                    release(buffer);
                    got[0] += result;
                    while (got[0] >= 72) {
                        got[0] -= 72;
                        var sent = Recorder.releasing(engine);
                        engine.send(OWNER, pair[0], reply.iovec(), 1, sent, 0);
                    }
                },
                0);
        engine.receive(
                OWNER,
                pair[1],
                (context, event, result, buffer, last) -> {
                    release(buffer);
                    got[1] += result;
                    if (got[1] >= 4120 && replies[0]++ < rounds) {
                        got[1] -= 4120;
                        var sent = Recorder.releasing(engine);
                        engine.send(OWNER, pair[1], request.iovec(), 1, sent, 0);
                    }
                },
                0);
        engine.send(OWNER, pair[1], request.iovec(), 1, Recorder.releasing(engine), 0);
        runUntil(() -> replies[0] >= rounds);
    }

    private void release(int buffer) {
        if (buffer != NO_BUFFER) {
            engine.release(buffer);
        }
    }
}
