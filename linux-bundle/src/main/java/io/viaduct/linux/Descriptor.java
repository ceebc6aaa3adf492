package io.viaduct.linux;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.invoke.MethodHandle;

/** What holds for any file descriptor. Any thread; nothing here waits. */
public final class Descriptor {
    static final int F_GETFL = 3;
    private static final int F_SETFL = 4;
    private static final int F_DUPFD_CLOEXEC = 1030;
    private static final int O_NONBLOCK = 0x800;

    private static final MethodHandle CLOSE = LibC.function("close", JAVA_INT, JAVA_INT);
    private static final MethodHandle FCNTL =
            LibC.variadic("fcntl", 2, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG);

    private Descriptor() {}

    /** Closes it. The descriptor is gone also where the kernel reports an error. */
    public static void close(int descriptor) {
        try {
            int ignored = (int) CLOSE.invokeExact(LibC.state(), descriptor);
            assert ignored == 0 || LibC.result(ignored) != -Errno.EBADF : "closed twice";
        } catch (AssertionError e) {
            throw e;
        } catch (Throwable t) {
            throw LibC.unexpected(t);
        }
    }

    /** Another descriptor of the same open file, close-on-exec. */
    public static int duplicate(int descriptor) throws SystemCallException {
        return LibC.check(control(descriptor, F_DUPFD_CLOEXEC, 0), "dup " + descriptor);
    }

    /** Makes calls on it return -EAGAIN instead of waiting, or wait again. */
    public static void nonBlocking(int descriptor, boolean on) throws SystemCallException {
        int flags = LibC.check(control(descriptor, F_GETFL, 0), "F_GETFL " + descriptor);
        int wanted = on ? flags | O_NONBLOCK : flags & ~O_NONBLOCK;
        LibC.check(control(descriptor, F_SETFL, wanted), "F_SETFL " + descriptor);
    }

    /** Whether the process has such a descriptor. */
    public static boolean isOpen(int descriptor) {
        return control(descriptor, F_GETFL, 0) >= 0;
    }

    /** fcntl(2): the result or -errno. */
    static int control(int descriptor, int command, long argument) {
        try {
            return LibC.result(
                    (int) FCNTL.invokeExact(LibC.state(), descriptor, command, argument));
        } catch (Throwable t) {
            throw LibC.unexpected(t);
        }
    }
}
