package io.viaduct.linux;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.viaduct.api.memory.Native;

import java.lang.foreign.MemoryLayout;
import java.lang.invoke.MethodHandle;

/**
 * What moves over a socket, without waiting and without allocation. Each returns its result or
 * -errno; -EAGAIN where it would have to wait. Platform threads only.
 *
 * <p>A call that fails is made again to learn why, see {@link LibC}. The second answer is as good
 * as the first, but for a receive: an error of the connection is reported once, and the end of the
 * stream from then on.
 */
public final class SocketTransfer {
    /** Bytes of struct msghdr. */
    public static final int MESSAGE_LENGTH = 56;

    /** The 16 bytes of a struct msghdr that {@link #fill} writes. */
    public static final int MESSAGE_FILLED_OFFSET = 16;

    /** Send flag: a peer that has gone is an error, not a signal. */
    public static final int MSG_NOSIGNAL = 0x4000;

    /** Send flag: do not come back before all is sent. */
    public static final int MSG_WAITALL = 0x100;

    private static final int MSG_DONTWAIT = 0x40;
    private static final int MSG_IOV_OFFSET = MESSAGE_FILLED_OFFSET;
    private static final int MSG_IOVLEN_OFFSET = 24;
    private static final int SEND_FLAGS = MSG_DONTWAIT | MSG_NOSIGNAL;

    private static final MemoryLayout[] RECV_ARGUMENTS = {JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_INT};
    private static final MethodHandle RECV = LibC.function("recv", JAVA_LONG, RECV_ARGUMENTS);
    private static final MethodHandle RECV_PLAIN = LibC.plain("recv", JAVA_LONG, RECV_ARGUMENTS);
    private static final MemoryLayout[] SENDMSG_ARGUMENTS = {JAVA_INT, JAVA_LONG, JAVA_INT};
    private static final MethodHandle SENDMSG =
            LibC.function("sendmsg", JAVA_LONG, SENDMSG_ARGUMENTS);
    private static final MethodHandle SENDMSG_PLAIN =
            LibC.plain("sendmsg", JAVA_LONG, SENDMSG_ARGUMENTS);
    private static final MethodHandle SHUTDOWN =
            LibC.function("shutdown", JAVA_INT, JAVA_INT, JAVA_INT);
    private static final MethodHandle ERRNO_LOCATION = LibC.plain("__errno_location", JAVA_LONG);

    private SocketTransfer() {}

    /** Takes one connection: its descriptor, non-blocking and close-on-exec. */
    public static int accept(int descriptor) {
        return SocketCalls.accept(descriptor);
    }

    /** Receives up to {@code length} bytes: how many, 0 at the end of the stream. */
    public static int receive(int descriptor, long address, int length) {
        long bytes = length;
        try {
            long result = (long) RECV_PLAIN.invokeExact(descriptor, address, bytes, MSG_DONTWAIT);
            return result >= 0 ? (int) result : receiveAgain(descriptor, address, length);
        } catch (Throwable t) {
            throw LibC.unexpected(t);
        }
    }

    private static int receiveAgain(int descriptor, long address, long length) throws Throwable {
        int first = errno();
        long result = (long) RECV_PLAIN.invokeExact(descriptor, address, length, MSG_DONTWAIT);
        if (result < 0) {
            if (first == Errno.EAGAIN && errno() == Errno.EAGAIN) {
                return -Errno.EAGAIN;
            }
            result =
                    (long)
                            RECV.invokeExact(
                                    LibC.state(), descriptor, address, length, MSG_DONTWAIT);
        }
        return result == 0 ? endOrError(descriptor, first) : (int) LibC.result(result);
    }

    /** The second answer is the end of the stream; it may be that the first has been an error. */
    private static int endOrError(int descriptor, int first) {
        if (first != Errno.EAGAIN && first != Errno.EINTR) {
            return -first;
        }
        return SocketCalls.isReset(descriptor) ? -Errno.ECONNRESET : 0;
    }

    /**
     * The last call's error, as long as the JVM has not come in and changed it, which is rare. That
     * it would have to wait is believed when two calls say so: to ask for the state that is kept
     * allocates where the compiler does not see through it, and waiting is no rare answer.
     */
    private static int errno() throws Throwable {
        return Native.i32((long) ERRNO_LOCATION.invokeExact());
    }

    /**
     * Sends a scatter list: the bytes taken.
     *
     * @param message memory of {@link #MESSAGE_LENGTH} bytes for the call's use, zero but for what
     *     earlier calls have left
     */
    public static int send(int descriptor, long iovec, int count, long message) {
        fill(message, iovec, count);
        try {
            long result = (long) SENDMSG_PLAIN.invokeExact(descriptor, message, SEND_FLAGS);
            return result >= 0 ? (int) result : sendAgain(descriptor, message);
        } catch (Throwable t) {
            throw LibC.unexpected(t);
        }
    }

    private static int sendAgain(int descriptor, long message) throws Throwable {
        int first = errno();
        long result = (long) SENDMSG_PLAIN.invokeExact(descriptor, message, SEND_FLAGS);
        if (result < 0) {
            if (first == Errno.EAGAIN && errno() == Errno.EAGAIN) {
                return -Errno.EAGAIN;
            }
            result = (long) SENDMSG.invokeExact(LibC.state(), descriptor, message, SEND_FLAGS);
        }
        return (int) LibC.result(result);
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
