package io.viaduct.core.reactor;

import io.viaduct.api.reactor.Owner;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Names whoever holds a reactor: when a cycle lasts longer than a bound, it is counted, and
 * reactor, owner and stack are logged, once for that cycle and not too often. It looks twice within
 * the bound, so a stall is found after one and a half times the bound at the latest.
 */
final class Watchdog {
    private static final Logger LOG = System.getLogger(Watchdog.class.getName());

    private final List<CoreReactor> reactors;
    private final NanoClock clock;
    private final long boundNanos;
    private final RateLimit limit;
    private final long[] reported;
    private final AtomicLongArray stalls;
    private Thread thread;
    private boolean stopped;

    Watchdog(List<CoreReactor> reactors, NanoClock clock, long boundNanos) {
        this.reactors = reactors;
        this.clock = clock;
        this.boundNanos = boundNanos;
        this.limit = new RateLimit(clock);
        this.reported = new long[reactors.size()];
        this.stalls = new AtomicLongArray(reactors.size());
    }

    synchronized void start() {
        thread = Thread.ofPlatform().name("reactor-watchdog").daemon().start(this::watch);
    }

    /** Ends the thread and waits for it. */
    void stop() throws InterruptedException {
        Thread ending;
        synchronized (this) {
            stopped = true;
            notifyAll();
            ending = thread;
        }
        if (ending != null) {
            ending.join();
        }
    }

    /** Cycles of this reactor that were too long. Any thread. */
    long stalls(int index) {
        return stalls.get(index);
    }

    /** Looks once at every reactor. The watchdog's thread, or a test's. */
    void look() {
        long now = clock.nanoTime();
        for (int i = 0; i < reported.length; i++) {
            CoreReactor reactor = reactors.get(i);
            Activity activity = reactor.activity();
            long cycle = activity.cycle();
            long since = activity.since();
            if (since == Activity.NEVER || now - since <= boundNanos || reported[i] == cycle) {
                continue;
            }
            reported[i] = cycle;
            stalls.incrementAndGet(i);
            report(reactor, activity.owner(), now - since);
        }
    }

    private void report(CoreReactor reactor, Owner owner, long nanos) {
        if (!limit.pass()) {
            return;
        }
        long held = limit.held();
        StringBuilder text = new StringBuilder(reactor.name());
        text.append(" is held for ").append(nanos / 1_000_000).append(" ms by ");
        text.append(owner == null ? "the loop" : owner.name());
        text.append(held == 0 ? "" : " (" + held + " stalls before it not logged)");
        for (StackTraceElement frame : reactor.stack()) {
            text.append(System.lineSeparator()).append("\tat ").append(frame);
        }
        LOG.log(Level.WARNING, text.toString());
    }

    private synchronized void watch() {
        long pauseMillis = Math.max(1, boundNanos / 2_000_000);
        try {
            while (!stopped) {
                wait(pauseMillis);
                look();
            }
        } catch (InterruptedException e) {
            // Somebody wants the thread to end; it holds nothing.
            stopped = true;
        }
    }
}
