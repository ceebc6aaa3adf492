package io.viaduct.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;

class FilesTest {
    private static final int CREATE = Files.READ_WRITE | Files.CREATE;

    @TempDir Path folder;

    @Test
    void shouldTellWhyAFileIsNotOpened() {
        Path missing = folder.resolve("missing");
        var e = assertThrows(SystemCallException.class, () -> Files.open(missing, 0, 0));
        assertEquals(Errno.ENOENT, e.errno());
        assertTrue(e.getMessage().startsWith("open " + missing + ": ENOENT"));
    }

    @Test
    void shouldAllocateAndTellTheSize() throws Exception {
        int file = Files.open(folder.resolve("file"), CREATE | Files.EXCLUSIVE, 0600);
        assertEquals(0, Files.size(file));
        assertEquals(0, Files.allocate(file, 0, 0, 10_000));
        assertEquals(10_000, Files.size(file));
        assertEquals(0, Files.allocate(file, Files.KEEP_SIZE, 0, 20_000));
        assertEquals(10_000, Files.size(file));
        assertEquals(-Errno.EINVAL, Files.allocate(file, 0, -1, 1));
        Descriptor.close(file);
    }

    @Test
    void shouldKnowABlockDeviceFromAFile() throws Exception {
        int file = Files.open(folder.resolve("file"), CREATE, 0600);
        assertEquals(-Errno.ENOTTY, Files.logicalBlockSize(file));
        Descriptor.close(file);
    }

    @Test
    void shouldDuplicateADescriptor() throws Exception {
        int file = Files.open(folder.resolve("file"), CREATE, 0600);
        int second = Descriptor.duplicate(file);
        Descriptor.close(file);
        assertFalse(Descriptor.isOpen(file));
        assertEquals(0, Files.size(second));
        Descriptor.close(second);
        assertThrows(SystemCallException.class, () -> Descriptor.duplicate(second));
    }
}
