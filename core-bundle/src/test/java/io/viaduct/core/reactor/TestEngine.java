package io.viaduct.core.reactor;

import io.viaduct.linux.engine.EventDelivery;
import io.viaduct.linux.engine.KernelEngine;

import java.lang.reflect.Proxy;
import java.util.concurrent.atomic.AtomicInteger;

/** An engine of which a test decides what a run does. */
final class TestEngine {
    /** What happens in a run. */
    @FunctionalInterface
    interface Run {
        int run(long timeoutNanos, EventDelivery delivery);
    }

    final AtomicInteger wakeups = new AtomicInteger();
    Run run = (timeout, delivery) -> 0;
    boolean closed;

    KernelEngine engine() {
        return (KernelEngine)
                Proxy.newProxyInstance(
                        KernelEngine.class.getClassLoader(),
                        new Class<?>[] {KernelEngine.class},
                        (proxy, method, arguments) ->
                                switch (method.getName()) {
                                    case "run" ->
                                            run.run(
                                                    (long) arguments[0],
                                                    (EventDelivery) arguments[1]);
                                    case "wakeup" -> {
                                        wakeups.incrementAndGet();
                                        yield null;
                                    }
                                    case "close" -> {
                                        closed = true;
                                        yield null;
                                    }
                                    case "name" -> "test";
                                    default -> throw new AssertionError(method.getName());
                                });
    }
}
