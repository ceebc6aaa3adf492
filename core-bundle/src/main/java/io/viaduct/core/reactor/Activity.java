package io.viaduct.core.reactor;

import io.viaduct.api.reactor.Owner;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * What a reactor is doing, written by its thread without fences and read by anybody a moment later:
 * since when its cycle runs, whose code it is in, and how long it was busy and idle.
 */
final class Activity {
    /** {@link #since} of a reactor that sleeps or has stopped. */
    static final long ASLEEP = Long.MIN_VALUE;

    private static final VarHandle SINCE = field("since", long.class);
    private static final VarHandle CYCLE = field("cycle", long.class);
    private static final VarHandle OWNER = field("owner", Owner.class);
    private static final VarHandle BUSY = field("busy", long.class);
    private static final VarHandle IDLE = field("idle", long.class);

    @SuppressWarnings("unused")
    private long since = ASLEEP;

    @SuppressWarnings("unused")
    private Owner owner;

    private long cycle;
    private long busy;
    private long idle;

    /** A cycle, or the part of it after a sleep, begins. */
    void awake(long now) {
        CYCLE.setOpaque(this, cycle + 1);
        SINCE.setOpaque(this, now);
    }

    void asleep() {
        SINCE.setOpaque(this, ASLEEP);
    }

    void enter(Owner next) {
        OWNER.setOpaque(this, next);
    }

    void spent(long busyNanos, long idleNanos) {
        BUSY.setOpaque(this, busy + busyNanos);
        IDLE.setOpaque(this, idle + idleNanos);
    }

    /** When the cycle began that runs now, or {@link #ASLEEP}. */
    long since() {
        return (long) SINCE.getOpaque(this);
    }

    /** Changes with every cycle. */
    long cycle() {
        return (long) CYCLE.getOpaque(this);
    }

    Owner owner() {
        return (Owner) OWNER.getOpaque(this);
    }

    long busyNanos() {
        return (long) BUSY.getOpaque(this);
    }

    long idleNanos() {
        return (long) IDLE.getOpaque(this);
    }

    private static VarHandle field(String name, Class<?> type) {
        try {
            return MethodHandles.lookup().findVarHandle(Activity.class, name, type);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }
}
