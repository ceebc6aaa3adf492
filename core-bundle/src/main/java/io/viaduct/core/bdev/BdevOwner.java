package io.viaduct.core.bdev;

import io.viaduct.api.bdev.Bdev;
import io.viaduct.api.reactor.Owner;
import io.viaduct.core.reactor.CoreReactor;
import io.viaduct.core.reactor.SideReactor;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;

/**
 * One instance of a bundle as the provider of devices: where its channels run, and how it behaves.
 * Control strand, except where a method says otherwise.
 */
final class BdevOwner {
    /**
     * Why nothing of a module is used any more.
     *
     * @param since when, by the clock on the wall
     * @param devices names of those that it had
     */
    record Quarantine(String reason, Instant since, List<String> devices) {}

    private static final Logger LOG = System.getLogger(BdevOwner.class.getName());
    private static final VarHandle PROGRESS = progressField();

    private final Owner owner;
    private final Placement placement;
    private final BiConsumer<BdevOwner, String> tooManyFaults;
    private final FaultMeter meter = new FaultMeter();
    private final AtomicLong reported = new AtomicLong();
    private final Set<Crossing> crossings = ConcurrentHashMap.newKeySet();
    private volatile SideReactor side;
    private volatile Quarantine quarantine;

    // Written by the module's thread alone.
    @SuppressWarnings("unused")
    private long progress;

    // What the last look saw.
    private long seenCycle;
    private long seenProgress;
    private long unchangedSince;

    BdevOwner(Owner owner, Placement placement, BiConsumer<BdevOwner, String> tooManyFaults) {
        this.owner = owner;
        this.placement = placement;
        this.tooManyFaults = tooManyFaults;
    }

    /** Any thread. */
    Owner owner() {
        return owner;
    }

    /** Any thread. */
    boolean isIsolated() {
        return placement == Placement.ISOLATED;
    }

    Placement placement() {
        return placement;
    }

    /** The reactor of its own; only where it is isolated and has devices. Any thread. */
    CoreReactor side() {
        return side.reactor();
    }

    boolean hasSide() {
        return side != null;
    }

    void side(SideReactor started) {
        side = started;
    }

    /** Why nothing of it is used any more, or null. Any thread. */
    Quarantine quarantine() {
        return quarantine;
    }

    void quarantine(Quarantine why) {
        quarantine = why;
    }

    /** A way to it is open. Any thread. */
    void add(Crossing crossing) {
        crossings.add(crossing);
    }

    /** A way to it is closed. Any thread. */
    void remove(Crossing crossing) {
        crossings.remove(crossing);
    }

    /** I/O on its way to it and in it, where it is isolated. Any thread. */
    int outstanding() {
        return crossings.stream().mapToInt(Crossing::outstanding).sum();
    }

    /** It has taken or finished an I/O. Its own thread. */
    void progress() {
        PROGRESS.setOpaque(this, progress + 1);
    }

    /** The time by its reactor's clock. Any thread. */
    long now() {
        return side.reactor().clockNanos();
    }

    /** Faults of submit and the like. Any thread. */
    long faults() {
        return meter.count();
    }

    /**
     * Counts a fault of a device. The first is logged and then each that doubles the count, so that
     * a device that always throws neither floods the log nor falls silent. Any thread.
     *
     * @param blamed whether it counts for a quarantine
     */
    void report(Bdev bdev, String what, Throwable fault, boolean blamed, long nowNanos) {
        long number = reported.incrementAndGet();
        if (Long.bitCount(number) == 1) {
            String who = "module " + owner.name() + ": device " + bdev.name() + " " + what;
            LOG.log(Level.ERROR, who + "; fault " + number, fault);
        }
        if (blamed && meter.add(nowNanos) && quarantine == null) {
            String many = FaultMeter.FAULTS_MAX + " faults within a minute, the last: ";
            tooManyFaults.accept(this, many + bdev.name() + " " + what + ": " + fault);
        }
    }

    /**
     * How long its thread has been inside one call with I/O outstanding, as the looks so far show;
     * 0 when it is not.
     */
    long stalledNanos() {
        if (side == null) {
            return 0;
        }
        long now = now();
        if (outstanding() == 0 || !side.reactor().isAwake()) {
            unchangedSince = now;
            return 0;
        }
        long cycle = side.reactor().cycle();
        long moved = (long) PROGRESS.getOpaque(this);
        if (cycle != seenCycle || moved != seenProgress) {
            seenCycle = cycle;
            seenProgress = moved;
            unchangedSince = now;
        }
        return now - unchangedSince;
    }

    /** Where its thread is now. */
    StackTraceElement[] stack() {
        return side == null ? new StackTraceElement[0] : side.reactor().stack();
    }

    /** Asks code of it that is waiting for something to give up. */
    void interrupt() {
        if (side != null) {
            side.interrupt();
        }
    }

    /** It has nothing left. */
    void close() {
        if (side != null) {
            side.close();
            side = null;
        }
    }

    private static VarHandle progressField() {
        try {
            return MethodHandles.lookup().findVarHandle(BdevOwner.class, "progress", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }
}
