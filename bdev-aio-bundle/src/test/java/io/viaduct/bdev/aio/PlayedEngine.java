package io.viaduct.bdev.aio;

import io.viaduct.api.reactor.Engine;
import io.viaduct.api.reactor.EngineHandler;
import io.viaduct.linux.engine.KernelEngine;

import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;

/** An engine that records what it is asked for; the test says when and how each of it ends. */
final class PlayedEngine {
    private static final long EAGAIN = 11;

    private record Asked(String what, long offset, EngineHandler handler) {}

    private final List<Asked> all = new ArrayList<>();
    private boolean full;

    /** To the reactor. */
    KernelEngine engine() {
        return (KernelEngine)
                Proxy.newProxyInstance(
                        KernelEngine.class.getClassLoader(),
                        new Class<?>[] {KernelEngine.class},
                        (proxy, method, arguments) -> call(method.getName(), arguments));
    }

    private Object call(String method, Object[] with) {
        return switch (method) {
            case "sync" -> ask((boolean) with[2] ? "sync data" : "sync", 0, with[3]);
            case "read" -> ask("read", (long) with[4], with[5]);
            case "write" ->
                    ask((boolean) with[5] ? "write durable" : "write", (long) with[4], with[6]);
            case "zero" ->
                    ask(
                            (boolean) with[4] ? "zero deallocate" : "zero keep",
                            (long) with[2],
                            with[5]);
            case "run", "inFlight" -> 0;
            case "wakeup", "close" -> null;
            case "name" -> "played";
            default -> throw new AssertionError(method);
        };
    }

    private long ask(String what, long offset, Object handler) {
        if (full) {
            return -EAGAIN;
        }
        all.add(new Asked(what, offset, (EngineHandler) handler));
        return all.size();
    }

    /** What has been asked for, in order. */
    List<String> asked() {
        return all.stream().map(Asked::what).toList();
    }

    /** Where, in the same order. */
    List<Long> offsets() {
        return all.stream().map(Asked::offset).toList();
    }

    /** Whether there is no room for more. */
    void full(boolean on) {
        full = on;
    }

    /** Ends what was asked for as number {@code index}. */
    void end(int index, int result) {
        all.get(index).handler.onEvent(0, Engine.DONE, result, Engine.NO_BUFFER, true);
    }
}
