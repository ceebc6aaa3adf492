package io.viaduct.itest;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/** A socket that another process listens at, broken from outside: nobody can connect any more. */
final class ForeignSocket {
    // The same on x86_64 and aarch64.
    private static final long PIDFD_OPEN = 434;
    private static final long PIDFD_GETFD = 438;
    private static final long SHUT_RDWR = 2;

    /** The state in which a socket listens, as the kernel lists it. */
    private static final String LISTEN = "0A";

    private static final Linker LINKER = Linker.nativeLinker();
    private static final MethodHandle SYSCALL =
            function("syscall", JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG);
    private static final MethodHandle SHUTDOWN = function("shutdown", JAVA_LONG, JAVA_LONG);
    private static final MethodHandle CLOSE = function("close", JAVA_LONG);

    private ForeignSocket() {}

    private static MethodHandle function(String name, MemoryLayout... arguments) {
        return LINKER.downcallHandle(
                LINKER.defaultLookup().findOrThrow(name),
                FunctionDescriptor.of(JAVA_LONG, arguments));
    }

    /** Breaks the socket at which a child of this process listens. */
    static void breakListener(long pid, int port) throws IOException {
        long descriptor = descriptor(pid, "socket:[" + inode(pid, port) + "]");
        long process = call(SYSCALL, "pidfd_open", PIDFD_OPEN, pid, 0L, 0L);
        long copy = call(SYSCALL, "pidfd_getfd", PIDFD_GETFD, process, descriptor, 0L);
        call(SHUTDOWN, "shutdown", copy, SHUT_RDWR);
        call(CLOSE, "close", copy);
        call(CLOSE, "close", process);
    }

    private static long call(MethodHandle function, String name, Object... arguments)
            throws IOException {
        long result;
        try {
            result = (long) function.invokeWithArguments(arguments);
        } catch (Throwable t) {
            throw new AssertionError(name, t);
        }
        // A result of 32 bits fills the lower half only.
        if ((int) result < 0) {
            throw new IOException(name + " is refused");
        }
        return result;
    }

    private static String inode(long pid, int port) throws IOException {
        String end = ":%04X".formatted(port);
        List<String> lines = Files.readAllLines(Path.of("/proc/" + pid + "/net/tcp"));
        for (String line : lines) {
            String[] words = line.strip().split(" +");
            if (words[1].endsWith(end) && words[3].equals(LISTEN)) {
                return words[9];
            }
        }
        throw new IOException("nobody listens at " + port);
    }

    private static long descriptor(long pid, String target) throws IOException {
        try (DirectoryStream<Path> all =
                Files.newDirectoryStream(Path.of("/proc/" + pid + "/fd"))) {
            for (Path one : all) {
                if (isLinkTo(one, target)) {
                    return Long.parseLong(one.getFileName().toString());
                }
            }
        }
        throw new IOException("process " + pid + " has no " + target);
    }

    private static boolean isLinkTo(Path link, String target) throws IOException {
        try {
            return Files.readSymbolicLink(link).toString().equals(target);
        } catch (NoSuchFileException e) {
            // Closed meanwhile.
            return false;
        }
    }
}
