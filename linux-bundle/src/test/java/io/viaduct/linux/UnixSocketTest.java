package io.viaduct.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

class UnixSocketTest {
    private static final int ANY_MODE = 0666;

    @TempDir Path folder;

    @Test
    void shouldListenWithTheModeThatIsAskedFor() throws Exception {
        for (int mode : new int[] {0600, ANY_MODE, 0660}) {
            Path path = folder.resolve("socket" + mode);
            int listener = UnixSocket.listen(path, mode, 1);
            String expected =
                    switch (mode) {
                        case 0600 -> "rw-------";
                        case 0660 -> "rw-rw----";
                        default -> "rw-rw-rw-";
                    };
            var permissions = Files.getPosixFilePermissions(path);
            assertEquals(expected, PosixFilePermissions.toString(permissions));
            Descriptor.close(listener);
        }
    }

    @Test
    void shouldTellWhoHasConnected() throws Exception {
        Path path = folder.resolve("socket");
        int listener = UnixSocket.listen(path, 0600, 1);
        int here = UnixSocket.connect(path);
        int there = SocketTransfer.accept(listener);
        assertEquals(ProcessHandle.current().pid(), UnixSocket.peer(there).processId());
        Descriptor.close(here);
        Descriptor.close(there);
        Descriptor.close(listener);
    }

    @Test
    void shouldRefuseAPathThatTheKernelWouldCut() throws Exception {
        int fits = UnixSocket.PATH_BYTES_MAX - folder.toString().length() - 1;
        Path longest = folder.resolve("x".repeat(fits));
        Descriptor.close(UnixSocket.listen(longest, 0600, 1));
        Path over = folder.resolve("x".repeat(fits + 1));
        var e = assertThrows(SystemCallException.class, () -> UnixSocket.listen(over, 0600, 1));
        assertEquals(Errno.ENAMETOOLONG, e.errno());
    }

    @Test
    void shouldRefuseAPathThatIsTaken() throws Exception {
        Path path = Files.createFile(folder.resolve("file"));
        var e = assertThrows(SystemCallException.class, () -> UnixSocket.listen(path, 0600, 1));
        assertEquals(Errno.EADDRINUSE, e.errno());
    }
}
