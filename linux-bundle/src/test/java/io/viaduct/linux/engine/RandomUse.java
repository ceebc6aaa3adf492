package io.viaduct.linux.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.viaduct.api.memory.SegmentList;
import io.viaduct.api.reactor.Engine;
import io.viaduct.api.reactor.EngineHandler;

import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Starts, cancels, releases and drains at random, and counts that everything ends once. */
final class RandomUse {
    private static final int STEPS = 20_000;
    private static final int BYTES = 3000;

    private final KernelEngine engine;
    private final Random random;
    private final int[] sockets;
    private final boolean[] receiving = new boolean[4];
    private final boolean[] sending = new boolean[4];
    private final int file;
    private final Arena arena = Arena.ofAuto();
    private final SegmentList list = new SegmentList(arena.allocate(32, 8).address(), 2);
    private final long memory = arena.allocate(BYTES).address();
    private final List<Long> tokens = new ArrayList<>();
    private final List<Integer> held = new ArrayList<>();
    private int started;
    private int ended;
    private int drains;
    private int drained;

    RandomUse(KernelEngine engine, Random random, int[] one, int[] two, int file) {
        this.engine = engine;
        this.random = random;
        this.sockets = new int[] {one[0], one[1], two[0], two[1]};
        this.file = file;
        assertTrue(list.add(arena.allocate(BYTES).address(), BYTES));
        assertTrue(list.add(arena.allocate(BYTES).address(), BYTES));
    }

    void run() {
        for (int i = 0; i < STEPS; i++) {
            step();
        }
        while (!held.isEmpty()) {
            engine.release(held.removeLast());
        }
        drain(EngineFixture.OWNER);
        drain(EngineFixture.OTHER);
        for (int i = 0; i < STEPS && (ended < started || drained < drains); i++) {
            int ignored = engine.run(1_000_000);
            while (!held.isEmpty()) {
                engine.release(held.removeLast());
            }
        }
        assertEquals(started, ended);
        assertEquals(drains, drained);
        assertEquals(0, engine.inFlight());
    }

    private void step() {
        int socket = random.nextInt(sockets.length);
        switch (random.nextInt(14)) {
            case 0, 1 -> {
                if (!receiving[socket]) {
                    receiving[socket] = true;
                    EngineHandler handler = new Once(receiving, socket);
                    begun(receiving, socket, engine.receive(owner(), sockets[socket], handler, 0));
                }
            }
            case 2 -> {
                if (!receiving[socket]) {
                    receiving[socket] = true;
                    var handler = new Once(receiving, socket);
                    int at = sockets[socket];
                    long token = engine.receiveInto(owner(), at, memory, BYTES, handler, 0);
                    begun(receiving, socket, token);
                }
            }
            case 3, 4, 5 -> {
                if (!sending[socket]) {
                    sending[socket] = true;
                    int count = 1 + random.nextInt(2);
                    var handler = new Once(sending, socket);
                    int at = sockets[socket];
                    long token = engine.send(owner(), at, list.iovec(), count, handler, 0);
                    begun(sending, socket, token);
                }
            }
            case 6 -> begun(engine.timeout(owner(), random.nextInt(3_000_000), new Once(), 0));
            case 7 -> begun(engine.write(owner(), file, list.iovec(), 2, 0, false, new Once(), 0));
            case 8 -> begun(engine.read(owner(), file, list.iovec(), 1, 0, new Once(), 0));
            case 9 -> begun(engine.poll(owner(), sockets[socket], 1, new Once(), 0));
            case 10 -> {
                if (!tokens.isEmpty()) {
                    engine.cancel(tokens.get(random.nextInt(tokens.size())));
                }
            }
            case 11 -> {
                for (int i = random.nextInt(4); i > 0 && !held.isEmpty(); i--) {
                    engine.release(held.remove(random.nextInt(held.size())));
                }
            }
            case 12 -> {
                if (random.nextInt(50) == 0) {
                    drain(owner());
                }
            }
            default -> {
                int ignored = engine.run(random.nextInt(4) == 0 ? 100_000 : 0);
            }
        }
    }

    private io.viaduct.api.reactor.Owner owner() {
        return random.nextBoolean() ? EngineFixture.OWNER : EngineFixture.OTHER;
    }

    private void drain(io.viaduct.api.reactor.Owner owner) {
        drains++;
        engine.drain(owner, () -> drained++);
    }

    private void begun(boolean[] busy, int socket, long token) {
        if (token < 0) {
            busy[socket] = false;
        }
        begun(token);
    }

    private void begun(long token) {
        if (token > 0) {
            started++;
            tokens.add(token);
            if (tokens.size() > 50) {
                tokens.removeFirst();
            }
        }
    }

    /** Frees its socket's direction at the last event. */
    private final class Once implements EngineHandler {
        private final boolean[] busy;
        private final int socket;
        private boolean over;

        Once() {
            this(new boolean[1], 0);
        }

        Once(boolean[] busy, int socket) {
            this.busy = busy;
            this.socket = socket;
        }

        @Override
        public void onEvent(long context, int event, int result, int buffer, boolean last) {
            assertFalse(over, "an event after the last one");
            if (buffer != Engine.NO_BUFFER) {
                held.add(buffer);
            }
            if (last) {
                over = true;
                ended++;
                busy[socket] = false;
            }
            if (random.nextInt(8) == 0 && !tokens.isEmpty()) {
                engine.cancel(tokens.get(random.nextInt(tokens.size())));
            }
        }
    }
}
