package io.viaduct.linux;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** TCP sockets, over IPv4 and IPv6. Any thread; only {@link #connect} waits. */
public final class Socket {
    /** {@link #shutdown}: nothing more is received. */
    public static final int SHUT_RECEIVE = 0;

    /** {@link #shutdown}: nothing more is sent; the peer sees the end of the stream. */
    public static final int SHUT_SEND = 1;

    /** {@link #shutdown}: both. */
    public static final int SHUT_BOTH = 2;

    private static final int SO_REUSEADDR = 2;
    private static final int SO_SNDBUF = 7;
    private static final int SO_RCVBUF = 8;
    private static final int SO_PRIORITY = 12;
    private static final int SO_LINGER = 13;
    private static final int IPPROTO_TCP = 6;
    private static final int IPPROTO_IPV6 = 41;
    private static final int TCP_NODELAY = 1;
    private static final int IPV6_V6ONLY = 26;
    private static final int LINGER_LENGTH = 8;

    private Socket() {}

    /**
     * Listens, non-blocking. An IPv6 socket takes no IPv4 connections.
     *
     * @param endpoint port 0 for any free one
     * @param backlog connections that wait to be accepted; the kernel has its own limit
     * @return the descriptor, which is the caller's to close
     * @throws SystemCallException EINVAL for what is no address, EADDRINUSE, EADDRNOTAVAIL
     */
    public static int listen(Endpoint endpoint, int backlog) throws SystemCallException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment address = InternetAddress.encode(arena, endpoint);
            int family = family(address);
            String what = "listen " + endpoint;
            int descriptor = LibC.check(SocketCalls.stream(family), what);
            try {
                set(descriptor, SocketCalls.SOL_SOCKET, SO_REUSEADDR, 1);
                if (family == InternetAddress.AF_INET6) {
                    set(descriptor, IPPROTO_IPV6, IPV6_V6ONLY, 1);
                }
                LibC.check(SocketCalls.bind(descriptor, address), what);
                LibC.check(SocketCalls.listen(descriptor, backlog), what);
                Descriptor.nonBlocking(descriptor, true);
                return descriptor;
            } catch (SystemCallException e) {
                Descriptor.close(descriptor);
                throw e;
            }
        }
    }

    /**
     * Connects, waiting for the peer's answer; the descriptor is non-blocking from then on.
     *
     * @return the descriptor, which is the caller's to close
     */
    public static int connect(Endpoint endpoint) throws SystemCallException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment address = InternetAddress.encode(arena, endpoint);
            String what = "connect " + endpoint;
            int descriptor = LibC.check(SocketCalls.stream(family(address)), what);
            try {
                LibC.check(SocketCalls.connect(descriptor, address), what);
                Descriptor.nonBlocking(descriptor, true);
                return descriptor;
            } catch (SystemCallException e) {
                Descriptor.close(descriptor);
                throw e;
            }
        }
    }

    /** Whether small segments are sent at once. */
    public static void noDelay(int descriptor, boolean on) throws SystemCallException {
        set(descriptor, IPPROTO_TCP, TCP_NODELAY, on ? 1 : 0);
    }

    /** The kernel's queueing priority, 0 to 6; above that only for the privileged. */
    public static void priority(int descriptor, int priority) throws SystemCallException {
        set(descriptor, SocketCalls.SOL_SOCKET, SO_PRIORITY, priority);
    }

    /** Fixes the bytes that may wait to be sent; the kernel doubles them. */
    public static void sendBuffer(int descriptor, int bytes) throws SystemCallException {
        set(descriptor, SocketCalls.SOL_SOCKET, SO_SNDBUF, bytes);
    }

    /** Fixes the bytes that may wait to be received; the kernel doubles them. */
    public static void receiveBuffer(int descriptor, int bytes) throws SystemCallException {
        set(descriptor, SocketCalls.SOL_SOCKET, SO_RCVBUF, bytes);
    }

    /** Makes the close of this socket a reset: what was not sent is dropped. */
    public static void resetOnClose(int descriptor) throws SystemCallException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment linger = arena.allocate(LINGER_LENGTH, Integer.BYTES);
            linger.set(JAVA_INT, 0, 1);
            int level = SocketCalls.SOL_SOCKET;
            LibC.check(SocketCalls.setOption(descriptor, level, SO_LINGER, linger), "SO_LINGER");
        }
    }

    /**
     * Ends one or both directions.
     *
     * @param how {@link #SHUT_RECEIVE}, {@link #SHUT_SEND} or {@link #SHUT_BOTH}
     * @return 0, or -ENOTCONN when the peer has gone first
     */
    public static int shutdown(int descriptor, int how) {
        return SocketTransfer.shutdown(descriptor, how);
    }

    /** The end on this machine. */
    public static Endpoint localEndpoint(int descriptor) throws SystemCallException {
        return name(descriptor, false);
    }

    /** The end on the peer's machine. */
    public static Endpoint remoteEndpoint(int descriptor) throws SystemCallException {
        return name(descriptor, true);
    }

    private static Endpoint name(int descriptor, boolean remote) throws SystemCallException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment address = arena.allocate(InternetAddress.LENGTH_MAX, Integer.BYTES);
            String call = (remote ? "getpeername " : "getsockname ") + descriptor;
            LibC.check(SocketCalls.name(descriptor, remote, address), call);
            return InternetAddress.decode(arena, address);
        }
    }

    private static int family(MemorySegment address) {
        boolean v6 = address.byteSize() == InternetAddress.LENGTH_MAX;
        return v6 ? InternetAddress.AF_INET6 : InternetAddress.AF_INET;
    }

    private static void set(int descriptor, int level, int name, int value)
            throws SystemCallException {
        int result = SocketCalls.setOption(descriptor, level, name, value);
        LibC.check(result, "setsockopt " + level + "/" + name + " = " + value);
    }
}
