package io.viaduct.core.plugin;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.viaduct.core.plugin.DeployFolder.Change;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

class DeployFolderTest {
    @TempDir Path folder;

    @Test
    void shouldTellOfAFileOnceItStaysTheSame() throws IOException {
        var deploy = new DeployFolder(folder);
        Path jar = Files.writeString(folder.resolve("a.jar"), "1");
        assertEquals(List.of(), deploy.look());
        Files.writeString(jar, "12");
        assertEquals(List.of(), deploy.look());
        assertEquals(List.of(new Change(jar, false)), deploy.look());
        assertEquals(List.of(), deploy.look());
    }

    @Test
    void shouldTellOfAFileThatIsReplacedWithoutTellingThatItIsGone() throws IOException {
        var deploy = new DeployFolder(folder);
        Path jar = Files.writeString(folder.resolve("a.jar"), "1");
        assertEquals(List.of(new Change(jar, false)), deploy.all());
        Path next = Files.writeString(folder.resolve("a.part"), "2");
        Files.move(next, jar, StandardCopyOption.ATOMIC_MOVE);
        assertEquals(List.of(), deploy.look());
        assertEquals(List.of(new Change(jar, false)), deploy.look());
    }

    @Test
    void shouldTellOfAFileThatIsGoneAtOnce() throws IOException {
        var deploy = new DeployFolder(folder);
        Path jar = Files.writeString(folder.resolve("a.jar"), "1");
        deploy.all();
        Files.delete(jar);
        assertEquals(List.of(new Change(jar, true)), deploy.look());
        assertEquals(List.of(), deploy.look());
    }

    @Test
    void shouldLookAtJarsOnlyAndMissNoFolder() throws IOException {
        Files.writeString(folder.resolve("a.cfg"), "1");
        assertEquals(List.of(), new DeployFolder(folder).all());
        assertEquals(List.of(), new DeployFolder(folder.resolve("none")).all());
    }
}
