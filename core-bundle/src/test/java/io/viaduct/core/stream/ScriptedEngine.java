package io.viaduct.core.stream;

import io.viaduct.api.memory.Native;
import io.viaduct.api.reactor.Engine;
import io.viaduct.api.reactor.EngineHandler;
import io.viaduct.api.reactor.Owner;
import io.viaduct.linux.Errno;
import io.viaduct.linux.engine.EventDelivery;
import io.viaduct.linux.engine.KernelEngine;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.reflect.Proxy;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** An engine whose every event a test decides, and that keeps a log of what it is asked to do. */
final class ScriptedEngine {
    private static final int BUFFER_BYTES = 4096;
    private static final int BUFFERS = 128;

    /** What was started. */
    private record Operation(EngineHandler handler, long context) {}

    final List<String> log = new ArrayList<>();
    final Set<Integer> lent = new HashSet<>();

    /** Whether the table of operations is full. */
    boolean full;

    /** Where the latest directed receive goes, and how many bytes. */
    long directAddress;

    int directLength;

    private final Map<String, Operation> operations = new HashMap<>();
    private final ArrayDeque<Operation> sends = new ArrayDeque<>();
    private final Map<Long, String> tokens = new HashMap<>();
    private final ArrayDeque<Runnable> events = new ArrayDeque<>();
    private final MemorySegment buffers =
            Arena.ofAuto().allocate((long) BUFFERS * BUFFER_BYTES, 4096);
    private EventDelivery delivery;
    private long lastToken;
    private int lastBuffer = -1;

    KernelEngine engine() {
        return (KernelEngine)
                Proxy.newProxyInstance(
                        KernelEngine.class.getClassLoader(),
                        new Class<?>[] {KernelEngine.class},
                        (proxy, method, arguments) -> call(method.getName(), arguments));
    }

    private Object call(String name, Object[] arguments) {
        return switch (name) {
            case "run" -> run((EventDelivery) arguments[1]);
            case "receive" -> start("receive", (EngineHandler) arguments[2], (long) arguments[3]);
            case "receiveInto" -> {
                directAddress = (long) arguments[2];
                directLength = (int) arguments[3];
                yield start("direct", (EngineHandler) arguments[4], (long) arguments[5]);
            }
            case "send" -> start("send", (EngineHandler) arguments[4], (long) arguments[5]);
            case "cancel" -> {
                log.add("cancel " + tokens.get((long) arguments[0]));
                yield null;
            }
            case "lentAddress" -> buffers.address() + (long) (int) arguments[0] * BUFFER_BYTES;
            case "release" -> {
                if (!lent.remove((int) arguments[0])) {
                    throw new AssertionError("released twice");
                }
                yield null;
            }
            case "wakeup", "close" -> null;
            case "toString" -> "scripted";
            default -> throw new AssertionError(name);
        };
    }

    private long start(String name, EngineHandler handler, long context) {
        if (full) {
            log.add("no room for " + name);
            return -Errno.EAGAIN;
        }
        log.add(name);
        Operation op = new Operation(handler, context);
        if (name.equals("send")) {
            sends.add(op);
        } else if (operations.put(name, op) != null) {
            throw new AssertionError(name + " is in flight already");
        }
        tokens.put(++lastToken, name);
        return lastToken;
    }

    private int run(EventDelivery how) {
        delivery = how;
        int count = events.size();
        for (int i = 0; i < count; i++) {
            events.poll().run();
        }
        return count;
    }

    /** Bytes arrive for the receive, each the low byte of its position. */
    void bytes(int from, int length) {
        int buffer = ++lastBuffer % BUFFERS;
        lent.add(buffer);
        for (int i = 0; i < length; i++) {
            buffers.set(ValueLayout.JAVA_BYTE, (long) buffer * BUFFER_BYTES + i, (byte) (from + i));
        }
        event("receive", Engine.RECEIVED, length, buffer, false);
    }

    /** The receive ends. */
    void receiveEnds(int result) {
        event("receive", Engine.RECEIVED, result, Engine.NO_BUFFER, true);
    }

    /** The directed receive ends; what it brought are the low bytes of its positions. */
    void directEnds(int from, int result) {
        for (int i = 0; i < result; i++) {
            Native.putU8(directAddress + i, from + i);
        }
        event("direct", Engine.RECEIVED, result, Engine.NO_BUFFER, true);
    }

    /** The latest send has been taken, or has failed. */
    void sent(int result) {
        events.add(() -> deliver(sends.getLast(), Engine.SENT, result, Engine.NO_BUFFER, false));
    }

    /** The oldest send ends. */
    void released() {
        events.add(() -> deliver(sends.removeFirst(), Engine.RELEASED, 0, -1, true));
    }

    /** What was asked for since this was last asked. */
    List<String> takeLog() {
        List<String> all = List.copyOf(log);
        log.clear();
        return all;
    }

    private void event(String name, int event, int result, int buffer, boolean last) {
        events.add(
                () -> {
                    Operation op = last ? operations.remove(name) : operations.get(name);
                    if (op == null) {
                        throw new AssertionError(name + " is not in flight");
                    }
                    deliver(op, event, result, buffer, last);
                });
    }

    private void deliver(Operation op, int event, int result, int buffer, boolean last) {
        Owner base = new Owner(0, "base");
        delivery.deliver(base, op.handler, op.context, event, result, buffer, last);
    }
}
