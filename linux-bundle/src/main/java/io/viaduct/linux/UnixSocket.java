package io.viaduct.linux;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** Stream sockets of the local machine. Any thread; nothing here waits. */
public final class UnixSocket {
    /** The longest path that the kernel's address holds, with its end mark. */
    public static final int PATH_BYTES_MAX = 107;

    private static final int AF_UNIX = 1;
    private static final int SO_PEERCRED = 17;
    private static final int CREDENTIALS_LENGTH = 12;
    private static final int ADDRESS_LENGTH = 110;
    private static final int PATH_OFFSET = 2;

    private static final MethodHandle FCHMOD =
            LibC.function("fchmod", JAVA_INT, JAVA_INT, JAVA_INT);
    private static final MethodHandle CHMOD = LibC.function("chmod", JAVA_INT, JAVA_LONG, JAVA_INT);

    private UnixSocket() {}

    /** Who has connected, as the kernel knew it at that time. */
    public record Credentials(int processId, int userId, int groupId) {}

    /**
     * Listens, non-blocking. The path must be free; its file is the caller's to delete.
     *
     * @param mode permissions of the path, for instance 0600; never wider, not even for a moment
     * @throws SystemCallException ENAMETOOLONG above {@link #PATH_BYTES_MAX}, EADDRINUSE
     */
    public static int listen(Path path, int mode, int backlog) throws SystemCallException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment address = address(arena, path);
            String what = "listen " + path;
            int descriptor = LibC.check(SocketCalls.stream(AF_UNIX), what);
            try {
                // The new file takes the socket's mode less the umask; chmod gives the rest.
                LibC.check(changeMode(descriptor, mode), what);
                LibC.check(SocketCalls.bind(descriptor, address), what);
                LibC.check(changeMode(arena, path, mode), what);
                LibC.check(SocketCalls.listen(descriptor, backlog), what);
                Descriptor.nonBlocking(descriptor, true);
                return descriptor;
            } catch (SystemCallException e) {
                Descriptor.close(descriptor);
                throw e;
            }
        }
    }

    /** Connects; the descriptor is non-blocking from then on. */
    public static int connect(Path path) throws SystemCallException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment address = address(arena, path);
            int descriptor = LibC.check(SocketCalls.stream(AF_UNIX), "connect " + path);
            try {
                LibC.check(SocketCalls.connect(descriptor, address), "connect " + path);
                Descriptor.nonBlocking(descriptor, true);
                return descriptor;
            } catch (SystemCallException e) {
                Descriptor.close(descriptor);
                throw e;
            }
        }
    }

    /** Two connected sockets, non-blocking. */
    public static int[] pair() throws SystemCallException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment two = arena.allocate(JAVA_INT, 2);
            LibC.check(SocketCalls.pair(AF_UNIX, two), "socketpair");
            return two.toArray(JAVA_INT);
        }
    }

    /** Who is at the other end. */
    public static Credentials peer(int descriptor) throws SystemCallException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment value = arena.allocate(CREDENTIALS_LENGTH, Integer.BYTES);
            int level = SocketCalls.SOL_SOCKET;
            int result = SocketCalls.getOption(descriptor, level, SO_PEERCRED, value);
            LibC.check(result, "SO_PEERCRED");
            return new Credentials(
                    value.getAtIndex(JAVA_INT, 0),
                    value.getAtIndex(JAVA_INT, 1),
                    value.getAtIndex(JAVA_INT, 2));
        }
    }

    private static MemorySegment address(Arena arena, Path path) throws SystemCallException {
        byte[] bytes = path.toString().getBytes(StandardCharsets.UTF_8);
        if (bytes.length > PATH_BYTES_MAX) {
            String limit = " (at most " + PATH_BYTES_MAX + " bytes)";
            throw new SystemCallException("socket path " + path + limit, Errno.ENAMETOOLONG);
        }
        MemorySegment address = arena.allocate(ADDRESS_LENGTH, Short.BYTES);
        address.set(JAVA_SHORT, 0, (short) AF_UNIX);
        MemorySegment.copy(bytes, 0, address, JAVA_BYTE, PATH_OFFSET, bytes.length);
        return address;
    }

    private static int changeMode(int descriptor, int mode) {
        try {
            return LibC.result((int) FCHMOD.invokeExact(LibC.state(), descriptor, mode));
        } catch (Throwable t) {
            throw LibC.unexpected(t);
        }
    }

    private static int changeMode(Arena arena, Path path, int mode) {
        try {
            long text = arena.allocateFrom(path.toString()).address();
            return LibC.result((int) CHMOD.invokeExact(LibC.state(), text, mode));
        } catch (Throwable t) {
            throw LibC.unexpected(t);
        }
    }
}
