package io.viaduct.core.stream;

import io.viaduct.api.reactor.Engine;
import io.viaduct.api.reactor.EngineHandler;
import io.viaduct.api.reactor.Owner;
import io.viaduct.core.reactor.Kernel;
import io.viaduct.core.reactor.LinuxKernel;
import io.viaduct.linux.Errno;
import io.viaduct.linux.engine.EngineOptions;
import io.viaduct.linux.engine.KernelEngine;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.concurrent.atomic.AtomicInteger;

/** A kernel whose first accepts end with EMFILE. */
final class OutOfDescriptors implements Kernel {
    private final Kernel real = new LinuxKernel(EngineOptions.DEFAULT);
    private final AtomicInteger failures;

    OutOfDescriptors(AtomicInteger failures) {
        this.failures = failures;
    }

    @Override
    public KernelEngine open(String kind) throws IOException {
        KernelEngine engine = real.open(kind);
        return (KernelEngine)
                Proxy.newProxyInstance(
                        KernelEngine.class.getClassLoader(),
                        new Class<?>[] {KernelEngine.class},
                        (proxy, method, arguments) -> call(engine, method, arguments));
    }

    @Override
    public void pin(int cpu) throws IOException {
        real.pin(cpu);
    }

    @Override
    public long tid() throws IOException {
        return real.tid();
    }

    private Object call(KernelEngine engine, Method method, Object[] arguments) throws Throwable {
        if (method.getName().equals("accept") && failures.get() > 0) {
            failures.decrementAndGet();
            EngineHandler handler = (EngineHandler) arguments[2];
            return engine.timeout(
                    (Owner) arguments[0],
                    0,
                    (context, event, result, buffer, last) ->
                            handler.onEvent(
                                    context,
                                    Engine.ACCEPTED,
                                    -Errno.EMFILE,
                                    Engine.NO_BUFFER,
                                    true),
                    (long) arguments[3]);
        }
        try {
            return method.invoke(engine, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }
}
