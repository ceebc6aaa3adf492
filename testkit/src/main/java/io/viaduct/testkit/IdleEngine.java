package io.viaduct.testkit;

import io.viaduct.api.reactor.EngineHandler;
import io.viaduct.api.reactor.Owner;
import io.viaduct.api.reactor.Reactor;
import io.viaduct.api.reactor.Timer;
import io.viaduct.linux.engine.EventDelivery;
import io.viaduct.linux.engine.KernelEngine;

import java.util.HashMap;
import java.util.Map;

/**
 * The engine of a stepped reactor that has no kernel: time-outs by the fake clock, and nothing
 * else. A test that wants descriptors asks for a reactor with a kernel.
 */
final class IdleEngine implements KernelEngine {
    private record Timeout(Owner owner, Timer timer, EngineHandler handler, long context) {}

    private final Reactor reactor;
    private final Map<Long, Timeout> timeouts = new HashMap<>();
    private long tokens;

    IdleEngine(Reactor reactor) {
        this.reactor = reactor;
    }

    @Override
    public String name() {
        return "idle";
    }

    @Override
    public int run(long timeoutNanos, EventDelivery delivery) {
        return 0;
    }

    @Override
    public void wakeup() {
        // It never sleeps.
    }

    @Override
    public void close() {
        timeouts.values().forEach(t -> t.timer.close());
        timeouts.clear();
    }

    @Override
    public long timeout(Owner owner, long nanos, EngineHandler handler, long context) {
        long token = ++tokens;
        Timer timer = reactor.timer(owner, () -> end(token, 0));
        timeouts.put(token, new Timeout(owner, timer, handler, context));
        timer.arm(nanos);
        return token;
    }

    @Override
    public void cancel(long token) {
        Timeout timeout = timeouts.get(token);
        if (timeout != null) {
            timeout.timer.cancel();
            reactor.atEndOfCycle(() -> end(token, -125));
        }
    }

    @Override
    public int inFlight() {
        return timeouts.size();
    }

    @Override
    public int inFlight(Owner owner) {
        return (int) timeouts.values().stream().filter(t -> t.owner.equals(owner)).count();
    }

    @Override
    public void drain(Owner owner, Runnable done) {
        timeouts.entrySet().stream()
                .filter(e -> e.getValue().owner.equals(owner))
                .map(Map.Entry::getKey)
                .toList()
                .forEach(this::cancel);
        reactor.atEndOfCycle(done);
    }

    @Override
    public long accept(Owner owner, int descriptor, EngineHandler handler, long context) {
        throw noKernel();
    }

    @Override
    public long receive(Owner owner, int descriptor, EngineHandler handler, long context) {
        throw noKernel();
    }

    @Override
    public long lentAddress(int buffer) {
        throw noKernel();
    }

    @Override
    public void release(int buffer) {
        throw noKernel();
    }

    @Override
    public long receiveInto(
            Owner owner,
            int descriptor,
            long address,
            int length,
            EngineHandler handler,
            long context) {
        throw noKernel();
    }

    @Override
    public long send(
            Owner owner,
            int descriptor,
            long iovec,
            int count,
            EngineHandler handler,
            long context) {
        throw noKernel();
    }

    @Override
    public long read(
            Owner owner,
            int descriptor,
            long iovec,
            int count,
            long offset,
            EngineHandler handler,
            long context) {
        throw noKernel();
    }

    @Override
    public long write(
            Owner owner,
            int descriptor,
            long iovec,
            int count,
            long offset,
            boolean durable,
            EngineHandler handler,
            long context) {
        throw noKernel();
    }

    @Override
    public long sync(
            Owner owner, int descriptor, boolean dataOnly, EngineHandler handler, long context) {
        throw noKernel();
    }

    @Override
    public long zero(
            Owner owner,
            int descriptor,
            long offset,
            long length,
            boolean deallocate,
            EngineHandler handler,
            long context) {
        throw noKernel();
    }

    @Override
    public long poll(Owner owner, int descriptor, int events, EngineHandler handler, long context) {
        throw noKernel();
    }

    private void end(long token, int result) {
        Timeout timeout = timeouts.remove(token);
        if (timeout != null) {
            timeout.timer.close();
            timeout.handler.onEvent(timeout.context, ELAPSED, result, NO_BUFFER, true);
        }
    }

    private static UnsupportedOperationException noKernel() {
        return new UnsupportedOperationException("this stepped reactor has no kernel");
    }
}
