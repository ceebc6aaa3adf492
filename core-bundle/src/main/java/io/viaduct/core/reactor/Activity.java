package io.viaduct.core.reactor;

import io.viaduct.api.reactor.Owner;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * What a reactor is doing, written by its thread without fences and read by anybody a moment later:
 * since when its cycle runs, whose code it is in, and how long it was busy and idle.
 */
final class Activity {
    /** {@link #since} of a reactor that sleeps or has stopped, and of a sleep while it does not. */
    static final long NEVER = Long.MIN_VALUE;

    private static final VarHandle SINCE = field("since", long.class);
    private static final VarHandle ASLEEP_SINCE = field("asleepSince", long.class);
    private static final VarHandle CYCLE = field("cycle", long.class);
    private static final VarHandle OWNER = field("owner", Owner.class);
    private static final VarHandle BUSY = field("busy", long.class);
    private static final VarHandle IDLE = field("idle", long.class);

    @SuppressWarnings("unused")
    private long since = NEVER;

    @SuppressWarnings("unused")
    private long asleepSince = NEVER;

    @SuppressWarnings("unused")
    private Owner owner;

    private long cycle;
    private long busy;
    private long idle;

    /** A cycle begins. */
    void awake(long now) {
        SINCE.setOpaque(this, now);
        CYCLE.setRelease(this, cycle + 1);
    }

    void asleep(long now) {
        SINCE.setOpaque(this, NEVER);
        ASLEEP_SINCE.setOpaque(this, now);
    }

    /** The part of a cycle begins that is behind its sleep. */
    void awakeAfter(long sleptNanos, long now) {
        ASLEEP_SINCE.setOpaque(this, NEVER);
        spent(0, sleptNanos);
        awake(now);
    }

    void stopped() {
        SINCE.setOpaque(this, NEVER);
    }

    void enter(Owner next) {
        OWNER.setOpaque(this, next);
    }

    void spent(long busyNanos, long idleNanos) {
        BUSY.setOpaque(this, busy + busyNanos);
        IDLE.setOpaque(this, idle + idleNanos);
    }

    /** When the cycle began that runs now, or {@link #NEVER}. */
    long since() {
        return (long) SINCE.getOpaque(this);
    }

    /** Changes with every cycle. */
    long cycle() {
        return (long) CYCLE.getAcquire(this);
    }

    Owner owner() {
        return (Owner) OWNER.getOpaque(this);
    }

    long busyNanos() {
        return (long) BUSY.getOpaque(this);
    }

    /** Idle time up to now: also that of a sleep which is not over. */
    long idleNanos(long now) {
        long before;
        long sum;
        do {
            before = (long) CYCLE.getAcquire(this);
            long asleepAt = (long) ASLEEP_SINCE.getOpaque(this);
            sum = (long) IDLE.getOpaque(this) + (asleepAt == NEVER ? 0 : now - asleepAt);
            VarHandle.acquireFence();
        } while (before != (long) CYCLE.getOpaque(this));
        return sum;
    }

    private static VarHandle field(String name, Class<?> type) {
        try {
            return MethodHandles.lookup().findVarHandle(Activity.class, name, type);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }
}
