package io.viaduct.linux.engine;

import static org.junit.jupiter.api.Assertions.assertFalse;

import io.viaduct.api.memory.Native;
import io.viaduct.api.reactor.Engine;
import io.viaduct.api.reactor.EngineHandler;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;

/** Keeps every event of one operation, and what has been received with them. */
final class Recorder implements EngineHandler {
    record Event(int event, int result, int buffer, boolean last) {}

    final List<Event> events = new ArrayList<>();
    final List<Integer> held = new ArrayList<>();
    final ByteArrayOutputStream received = new ByteArrayOutputStream();

    /** Runs after each event is kept. */
    Runnable then = () -> {};

    private final Engine engine;
    private final boolean hold;

    private Recorder(Engine engine, boolean hold) {
        this.engine = engine;
        this.hold = hold;
    }

    /** Gives lent buffers back at once. */
    static Recorder releasing(Engine engine) {
        return new Recorder(engine, false);
    }

    /** Keeps lent buffers until {@link #releaseOne}. */
    static Recorder holding(Engine engine) {
        return new Recorder(engine, true);
    }

    @Override
    public void onEvent(long context, int event, int result, int buffer, boolean last) {
        assertFalse(ended(), "an event after the last one");
        events.add(new Event(event, result, buffer, last));
        if (buffer != Engine.NO_BUFFER) {
            byte[] bytes = new byte[result];
            for (int i = 0; i < result; i++) {
                bytes[i] = (byte) Native.u8(engine.lentAddress(buffer) + i);
            }
            received.writeBytes(bytes);
            held.add(buffer);
            if (!hold) {
                releaseOne();
            }
        }
        then.run();
    }

    void releaseOne() {
        engine.release(held.removeFirst());
    }

    void releaseAll() {
        while (!held.isEmpty()) {
            releaseOne();
        }
    }

    boolean ended() {
        return !events.isEmpty() && events.getLast().last();
    }

    int count() {
        return events.size();
    }

    Event only() {
        if (events.size() != 1) {
            throw new AssertionError("not one event: " + events);
        }
        return events.getFirst();
    }

    Event latest() {
        return events.getLast();
    }
}
