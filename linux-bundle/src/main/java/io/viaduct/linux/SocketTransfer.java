package io.viaduct.linux;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.viaduct.api.memory.Native;

import java.lang.invoke.MethodHandle;

/**
 * What moves over a socket, without waiting and without allocation. Any thread. Each returns its
 * result or -errno; -EAGAIN where it would have to wait.
 */
public final class SocketTransfer {
    /** Bytes of struct msghdr. */
    public static final int MESSAGE_LENGTH = 56;

    /** Send flag: a peer that has gone is an error, not a signal. */
    public static final int MSG_NOSIGNAL = 0x4000;

    /** Send flag: do not come back before all is sent. */
    public static final int MSG_WAITALL = 0x100;

    private static final int MSG_DONTWAIT = 0x40;
    private static final int MSG_IOV_OFFSET = 16;
    private static final int MSG_IOVLEN_OFFSET = 24;
    private static final int IOVEC_LENGTH_OFFSET = 8;

    private static final MethodHandle RECV =
            LibC.function("recv", JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_INT);
    private static final MethodHandle SEND =
            LibC.function("send", JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_INT);
    private static final MethodHandle SENDMSG =
            LibC.function("sendmsg", JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_INT);
    private static final MethodHandle SHUTDOWN =
            LibC.function("shutdown", JAVA_INT, JAVA_INT, JAVA_INT);

    private SocketTransfer() {}

    /** Takes one connection: its descriptor, non-blocking and close-on-exec. */
    public static int accept(int descriptor) {
        return SocketCalls.accept(descriptor);
    }

    /** Receives up to {@code length} bytes: how many, 0 at the end of the stream. */
    public static int receive(int descriptor, long address, int length) {
        try {
            return (int)
                    LibC.result(
                            (long)
                                    RECV.invokeExact(
                                            LibC.state(),
                                            descriptor,
                                            address,
                                            (long) length,
                                            MSG_DONTWAIT));
        } catch (Throwable t) {
            throw LibC.unexpected(t);
        }
    }

    /**
     * Sends a scatter list: the bytes taken.
     *
     * @param message memory of {@link #MESSAGE_LENGTH} bytes for the call's use, zero but for what
     *     earlier calls have left
     */
    public static int send(int descriptor, long iovec, int count, long message) {
        int flags = MSG_DONTWAIT | MSG_NOSIGNAL;
        try {
            if (count == 1) {
                long address = Native.i64(iovec);
                long length = Native.i64(iovec + IOVEC_LENGTH_OFFSET);
                return (int)
                        LibC.result(
                                (long)
                                        SEND.invokeExact(
                                                LibC.state(), descriptor, address, length, flags));
            }
            fill(message, iovec, count);
            return (int)
                    LibC.result(
                            (long) SENDMSG.invokeExact(LibC.state(), descriptor, message, flags));
        } catch (Throwable t) {
            throw LibC.unexpected(t);
        }
    }

    /** Makes the struct msghdr of a scatter list in zeroed memory. */
    public static void fill(long message, long iovec, int count) {
        Native.putI64(message + MSG_IOV_OFFSET, iovec);
        Native.putI64(message + MSG_IOVLEN_OFFSET, count);
    }

    static int shutdown(int descriptor, int how) {
        try {
            return LibC.result((int) SHUTDOWN.invokeExact(LibC.state(), descriptor, how));
        } catch (Throwable t) {
            throw LibC.unexpected(t);
        }
    }
}
