package io.viaduct.linux;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.viaduct.api.memory.Native;

import java.lang.foreign.Arena;
import java.lang.foreign.MemoryLayout;
import java.lang.invoke.MethodHandle;

/** An epoll(7) instance. One thread, which opens, uses and closes it. No call allocates. */
public final class Epoll implements AutoCloseable {
    /** There is something to read. */
    public static final int IN = 1;

    /** There is something urgent. */
    public static final int PRIORITY = 2;

    /** There is room to write. */
    public static final int OUT = 4;

    /** An error waits; reported without being asked for. */
    public static final int ERROR = 8;

    /** Both directions have ended; reported without being asked for. */
    public static final int HANG_UP = 16;

    /** The peer has ended its direction. */
    public static final int READ_HANG_UP = 0x2000;

    /** Report changes, not states. */
    public static final int EDGE = 1 << 31;

    private static final int EPOLL_CLOEXEC = 0x80000;
    private static final int CTL_ADD = 1;
    private static final int CTL_DEL = 2;
    private static final int CTL_MOD = 3;
    private static final long SYS_EPOLL_PWAIT2 = 441;
    private static final long NANOS_PER_SECOND = 1_000_000_000;
    private static final long NANOS_PER_MILLI = 1_000_000;

    /** struct epoll_event is packed on x86_64 only. */
    private static final int EVENT_LENGTH = LibC.X86_64 ? 12 : 16;

    private static final int EVENTS_OFFSET = 0;
    private static final int DATA_OFFSET = LibC.X86_64 ? 4 : 8;
    private static final int TIMESPEC_LENGTH = 16;

    private static final MethodHandle CREATE = LibC.function("epoll_create1", JAVA_INT, JAVA_INT);
    private static final MethodHandle CTL =
            LibC.function("epoll_ctl", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG);
    private static final MemoryLayout[] WAIT_ARGUMENTS = {JAVA_INT, JAVA_LONG, JAVA_INT, JAVA_INT};
    private static final MethodHandle WAIT = LibC.function("epoll_wait", JAVA_INT, WAIT_ARGUMENTS);
    private static final MethodHandle WAIT_PLAIN =
            LibC.plain("epoll_wait", JAVA_INT, WAIT_ARGUMENTS);
    private static final MemoryLayout[] SYSCALL_ARGUMENTS = {
        JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG
    };
    private static final MethodHandle PWAIT2 =
            LibC.variadic("syscall", 1, JAVA_LONG, SYSCALL_ARGUMENTS);
    private static final MethodHandle PWAIT2_PLAIN =
            LibC.variadicPlain("syscall", 1, JAVA_LONG, SYSCALL_ARGUMENTS);

    private final int descriptor;
    private final int eventsMax;
    private final Arena arena = Arena.ofConfined();
    private final long events;
    private final long change;
    private final long timespec;
    private boolean nanoseconds = true;

    private Epoll(int descriptor, int eventsMax) {
        this.descriptor = descriptor;
        this.eventsMax = eventsMax;
        events = arena.allocate((long) EVENT_LENGTH * eventsMax, Long.BYTES).address();
        change = arena.allocate(EVENT_LENGTH, Long.BYTES).address();
        timespec = arena.allocate(TIMESPEC_LENGTH, Long.BYTES).address();
    }

    /** An instance that reports up to {@code eventsMax} events at a time. */
    public static Epoll open(int eventsMax) throws SystemCallException {
        try {
            int result = LibC.result((int) CREATE.invokeExact(LibC.state(), EPOLL_CLOEXEC));
            return new Epoll(LibC.check(result, "epoll_create1"), eventsMax);
        } catch (SystemCallException e) {
            throw e;
        } catch (Throwable t) {
            throw LibC.unexpected(t);
        }
    }

    /** Starts to watch: 0 or -errno; -EPERM for what is always ready, as a regular file. */
    public int add(int watched, int mask, long data) {
        return change(CTL_ADD, watched, mask, data);
    }

    /** Watches for something else; what is ready now is reported again. 0 or -errno. */
    public int modify(int watched, int mask, long data) {
        return change(CTL_MOD, watched, mask, data);
    }

    /** Stops to watch: 0 or -errno. */
    public int remove(int watched) {
        return change(CTL_DEL, watched, 0, 0);
    }

    private int change(int operation, int watched, int mask, long data) {
        Native.putI32(change + EVENTS_OFFSET, mask);
        Native.putI64(change + DATA_OFFSET, data);
        try {
            return LibC.result(
                    (int) CTL.invokeExact(LibC.state(), descriptor, operation, watched, change));
        } catch (Throwable t) {
            throw LibC.unexpected(t);
        }
    }

    /**
     * Waits for events.
     *
     * @param nanos 0 to look only, negative to wait for ever
     * @return how many there are, or -errno; a wait that a signal has ended is no error
     */
    public int await(long nanos) {
        if (nanos > 0 && nanoseconds) {
            int count = awaitNanos(nanos);
            if (count != -Errno.ENOSYS && count != -Errno.EPERM) {
                return count;
            }
            // A kernel before 5.11, or a filter of system calls that has not heard of it.
            nanoseconds = false;
        }
        long millis = Math.min(Math.ceilDiv(nanos, NANOS_PER_MILLI), Integer.MAX_VALUE);
        return awaitMillis(nanos < 0 ? -1 : (int) millis);
    }

    private int awaitNanos(long nanos) {
        Native.putI64(timespec, nanos / NANOS_PER_SECOND);
        Native.putI64(timespec + Long.BYTES, nanos % NANOS_PER_SECOND);
        long fd = descriptor;
        long max = eventsMax;
        try {
            long count =
                    (long)
                            PWAIT2_PLAIN.invokeExact(
                                    SYS_EPOLL_PWAIT2, fd, events, max, timespec, 0L, 0L);
            if (count >= 0) {
                return (int) count;
            }
            Native.putI64(timespec, 0);
            Native.putI64(timespec + Long.BYTES, 0);
            count =
                    (long)
                            PWAIT2.invokeExact(
                                    LibC.state(),
                                    SYS_EPOLL_PWAIT2,
                                    fd,
                                    events,
                                    max,
                                    timespec,
                                    0L,
                                    0L);
            return (int) LibC.result(count);
        } catch (Throwable t) {
            throw LibC.unexpected(t);
        }
    }

    private int awaitMillis(int millis) {
        try {
            int count = (int) WAIT_PLAIN.invokeExact(descriptor, events, eventsMax, millis);
            if (count < 0) {
                count = (int) WAIT.invokeExact(LibC.state(), descriptor, events, eventsMax, 0);
            }
            return LibC.result(count);
        } catch (Throwable t) {
            throw LibC.unexpected(t);
        }
    }

    /** The mask of event {@code index} of the last {@link #await}. */
    public int events(int index) {
        return Native.i32(events + (long) index * EVENT_LENGTH + EVENTS_OFFSET);
    }

    /** What its descriptor was added with. */
    public long data(int index) {
        return Native.i64(events + (long) index * EVENT_LENGTH + DATA_OFFSET);
    }

    @Override
    public void close() {
        Descriptor.close(descriptor);
        arena.close();
    }
}
