package io.viaduct.core.reactor;

import io.viaduct.linux.engine.KernelEngine;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/** The thread that turns one reactor's loop. Control threads. */
final class ReactorThread {
    /** Opens an engine on the thread that will use it; some can be used by no other. */
    interface EngineOpener {
        KernelEngine open() throws IOException;
    }

    /** A sleep is cut into pieces of a minute, for engines that cannot wait for ever. */
    private static final long WAIT_NANOS_MAX = 60_000_000_000L;

    private final CoreReactor reactor;
    private final EngineOpener opener;
    private final CompletableFuture<Void> opened = new CompletableFuture<>();
    private final Thread thread;
    private volatile boolean stopping;

    /** A thread that is not started. */
    ReactorThread(CoreReactor reactor, EngineOpener opener) {
        this.reactor = reactor;
        this.opener = opener;
        this.thread = Thread.ofPlatform().name(reactor.name()).daemon().unstarted(this::loop);
    }

    /** Starts the thread; the reactor works when this returns. */
    void start() throws IOException, InterruptedException {
        thread.start();
        try {
            opened.get();
        } catch (ExecutionException e) {
            throw new IOException(reactor.name() + " cannot start", e.getCause());
        }
    }

    /** Ends the loop after the messages it has accepted, and waits for the thread. */
    void stop() throws InterruptedException {
        end();
        thread.join();
    }

    /** As {@link #stop}, without waiting. */
    void end() {
        stopping = true;
        reactor.wakeup();
    }

    /** Ends a wait in whatever code the thread is in, where that heeds an interrupt. */
    void interrupt() {
        thread.interrupt();
    }

    private void loop() {
        try {
            reactor.open(opener.open());
            opened.complete(null);
        } catch (Throwable t) {
            opened.completeExceptionally(t);
            return;
        }
        while (!stopping) {
            try {
                reactor.doWork(WAIT_NANOS_MAX);
            } catch (Throwable t) {
                reactor.fault("loop", t);
            }
        }
        reactor.shut();
    }
}
