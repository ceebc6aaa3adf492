package io.viaduct.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

class DataFolderTest {
    @TempDir private Path temporary;

    @Test
    void shouldMakeTheFolderForItsOwnerOnly() throws Refusal, IOException {
        Path path = temporary.resolve("a/b");
        DataFolder folder = DataFolder.take(path);
        folder.lock().acquiredBy().close();
        assertEquals(
                PosixFilePermissions.fromString("rwx------"), Files.getPosixFilePermissions(path));
        assertTrue(Files.isDirectory(folder.deploy()));
    }

    @Test
    void shouldSayWhoHoldsIt() throws Refusal, IOException {
        DataFolder folder = DataFolder.take(temporary);
        String pid = Files.readString(temporary.resolve("lock"));
        folder.lock().acquiredBy().close();
        assertEquals(ProcessHandle.current().pid() + "\n", pid);
    }

    @Test
    void shouldRefuseAPathWithAFileInTheWay() throws IOException {
        Path file = Files.createFile(temporary.resolve("file"));
        Refusal refusal = assertThrows(Refusal.class, () -> DataFolder.take(file));
        assertEquals(
                "cannot use the data folder " + file + ": a file is in the way",
                refusal.getMessage());
    }
}
