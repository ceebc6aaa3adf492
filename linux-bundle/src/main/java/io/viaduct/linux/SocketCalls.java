package io.viaduct.linux;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/** The socket calls, whatever the address family. Each returns its result or -errno. */
final class SocketCalls {
    static final int SOCK_STREAM = 1;
    static final int SOCK_NONBLOCK = 0x800;
    static final int SOCK_CLOEXEC = 0x80000;
    static final int SOL_SOCKET = 1;

    private static final MethodHandle SOCKET =
            LibC.function("socket", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT);
    private static final MethodHandle SOCKETPAIR =
            LibC.function("socketpair", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG);
    private static final MethodHandle BIND = address("bind");
    private static final MethodHandle CONNECT = address("connect");
    private static final MethodHandle LISTEN =
            LibC.function("listen", JAVA_INT, JAVA_INT, JAVA_INT);
    private static final MemoryLayout[] ACCEPT_ARGUMENTS = {
        JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_INT
    };
    private static final MethodHandle ACCEPT4 =
            LibC.function("accept4", JAVA_INT, ACCEPT_ARGUMENTS);
    private static final MethodHandle ACCEPT4_PLAIN =
            LibC.plain("accept4", JAVA_INT, ACCEPT_ARGUMENTS);
    private static final MethodHandle SETSOCKOPT = option("setsockopt", JAVA_INT);
    private static final MethodHandle GETSOCKOPT = option("getsockopt", JAVA_LONG);
    private static final MethodHandle GETSOCKNAME =
            LibC.function("getsockname", JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_LONG);
    private static final MethodHandle GETPEERNAME =
            LibC.function("getpeername", JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_LONG);

    private static final int IPPROTO_TCP = 6;
    private static final int TCP_INFO = 11;
    private static final byte TCP_CLOSE = 7;

    private SocketCalls() {}

    private static MethodHandle address(String name) {
        return LibC.function(name, JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_INT);
    }

    private static MethodHandle option(String name, MemoryLayout length) {
        return LibC.function(name, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG, length);
    }

    /** A new stream socket, close-on-exec. */
    static int stream(int family) {
        try {
            int type = SOCK_STREAM | SOCK_CLOEXEC;
            return LibC.result((int) SOCKET.invokeExact(LibC.state(), family, type, 0));
        } catch (Throwable t) {
            throw LibC.unexpected(t);
        }
    }

    static int pair(int family, MemorySegment two) {
        try {
            int type = SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK;
            return LibC.result(
                    (int) SOCKETPAIR.invokeExact(LibC.state(), family, type, 0, two.address()));
        } catch (Throwable t) {
            throw LibC.unexpected(t);
        }
    }

    static int bind(int descriptor, MemorySegment address) {
        return at(BIND, descriptor, address);
    }

    static int connect(int descriptor, MemorySegment address) {
        return at(CONNECT, descriptor, address);
    }

    private static int at(MethodHandle call, int descriptor, MemorySegment address) {
        try {
            int length = (int) address.byteSize();
            return LibC.result(
                    (int) call.invokeExact(LibC.state(), descriptor, address.address(), length));
        } catch (Throwable t) {
            throw LibC.unexpected(t);
        }
    }

    static int listen(int descriptor, int backlog) {
        try {
            return LibC.result((int) LISTEN.invokeExact(LibC.state(), descriptor, backlog));
        } catch (Throwable t) {
            throw LibC.unexpected(t);
        }
    }

    static int accept(int descriptor) {
        int flags = SOCK_CLOEXEC | SOCK_NONBLOCK;
        try {
            int result = (int) ACCEPT4_PLAIN.invokeExact(descriptor, 0L, 0L, flags);
            if (result < 0) {
                result = (int) ACCEPT4.invokeExact(LibC.state(), descriptor, 0L, 0L, flags);
            }
            return LibC.result(result);
        } catch (Throwable t) {
            throw LibC.unexpected(t);
        }
    }

    static int setOption(int descriptor, int level, int name, int value) {
        try (Arena arena = Arena.ofConfined()) {
            return setOption(descriptor, level, name, arena.allocateFrom(JAVA_INT, value));
        }
    }

    static int setOption(int descriptor, int level, int name, MemorySegment value) {
        try {
            int length = (int) value.byteSize();
            long at = value.address();
            return LibC.result(
                    (int)
                            SETSOCKOPT.invokeExact(
                                    LibC.state(), descriptor, level, name, at, length));
        } catch (Throwable t) {
            throw LibC.unexpected(t);
        }
    }

    /** Whether a TCP connection has gone without the end that TCP gives it; false for others. */
    static boolean isReset(int descriptor) {
        try (Arena arena = Arena.ofConfined()) {
            // Of struct tcp_info the first byte: the state.
            MemorySegment state = arena.allocate(JAVA_BYTE);
            return getOption(descriptor, IPPROTO_TCP, TCP_INFO, state) == 0
                    && state.get(JAVA_BYTE, 0) == TCP_CLOSE;
        }
    }

    static int getOption(int descriptor, int level, int name, MemorySegment value) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment length = arena.allocateFrom(JAVA_INT, (int) value.byteSize());
            long at = value.address();
            return LibC.result(
                    (int)
                            GETSOCKOPT.invokeExact(
                                    LibC.state(), descriptor, level, name, at, length.address()));
        } catch (Throwable t) {
            throw LibC.unexpected(t);
        }
    }

    /** Fills {@code address} with the local or the remote end. */
    static int name(int descriptor, boolean remote, MemorySegment address) {
        MethodHandle call = remote ? GETPEERNAME : GETSOCKNAME;
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment length = arena.allocateFrom(JAVA_INT, (int) address.byteSize());
            long at = address.address();
            return LibC.result(
                    (int) call.invokeExact(LibC.state(), descriptor, at, length.address()));
        } catch (Throwable t) {
            throw LibC.unexpected(t);
        }
    }
}
