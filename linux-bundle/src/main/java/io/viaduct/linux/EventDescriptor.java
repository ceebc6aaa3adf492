package io.viaduct.linux;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/** A kernel counter that can be waited for: eventfd(2). */
public final class EventDescriptor implements AutoCloseable {
    private static final int EFD_SEMAPHORE = 1;
    private static final int EFD_NONBLOCK = 0x800;
    private static final int EFD_CLOEXEC = 0x80000;

    private static final MethodHandle EVENTFD =
            LibC.function("eventfd", JAVA_INT, JAVA_INT, JAVA_INT);
    private static final MethodHandle EVENTFD_WRITE =
            LibC.plain("eventfd_write", JAVA_INT, JAVA_INT, JAVA_LONG);
    private static final MethodHandle EVENTFD_READ_PLAIN =
            LibC.plain("eventfd_read", JAVA_INT, JAVA_INT, JAVA_LONG);
    private static final MethodHandle EVENTFD_READ =
            LibC.function("eventfd_read", JAVA_INT, JAVA_INT, JAVA_LONG);

    private static final ThreadLocal<MemorySegment> VALUE =
            ThreadLocal.withInitial(() -> Arena.ofAuto().allocate(JAVA_LONG));

    private final int descriptor;

    private EventDescriptor(int descriptor) {
        this.descriptor = descriptor;
    }

    /** A counter at 0 that no call waits for. */
    public static EventDescriptor open() throws SystemCallException {
        return new EventDescriptor(LibC.check(create(EFD_CLOEXEC | EFD_NONBLOCK), "eventfd"));
    }

    /** A counter at 0 of which {@link #take} takes one, waiting until there is one. */
    public static EventDescriptor semaphore() throws SystemCallException {
        return new EventDescriptor(LibC.check(create(EFD_CLOEXEC | EFD_SEMAPHORE), "eventfd"));
    }

    /** The descriptor, readable while the counter is above 0; owned by this. */
    public int descriptor() {
        return descriptor;
    }

    /** Adds one. Any thread. */
    public void signal() {
        signal(1);
    }

    /** Adds {@code count}. Any thread. */
    public void signal(long count) {
        try {
            int ignored = (int) EVENTFD_WRITE.invokeExact(descriptor, count);
        } catch (Throwable t) {
            throw LibC.unexpected(t);
        }
    }

    /**
     * Takes the counter down to 0, or a semaphore down by one. Any thread; waits if it is a
     * semaphore.
     *
     * @return what was taken; -EAGAIN when there was nothing; -EINTR when a signal came first
     */
    public long take() {
        MemorySegment value = VALUE.get();
        long address = value.address();
        try {
            int result = (int) EVENTFD_READ_PLAIN.invokeExact(descriptor, address);
            if (result < 0) {
                result = (int) EVENTFD_READ.invokeExact(LibC.state(), descriptor, address);
            }
            return result < 0 ? LibC.result(result) : value.get(JAVA_LONG, 0);
        } catch (Throwable t) {
            throw LibC.unexpected(t);
        }
    }

    @Override
    public void close() {
        Descriptor.close(descriptor);
    }

    private static int create(int flags) {
        try {
            return LibC.result((int) EVENTFD.invokeExact(LibC.state(), 0, flags));
        } catch (Throwable t) {
            throw LibC.unexpected(t);
        }
    }
}
