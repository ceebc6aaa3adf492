package io.viaduct.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

class BundleListTest {
    @TempDir private Path folder;

    @Test
    void shouldNameEachBundleOnceInTheOrderOfStartLevels() {
        List<BundleList.Entry> entries = BundleList.entries();
        List<Integer> levels = entries.stream().map(BundleList.Entry::startLevel).toList();
        assertEquals(levels.stream().sorted().toList(), levels);
        assertEquals(
                entries.size(),
                entries.stream().map(BundleList.Entry::artifact).distinct().count());
    }

    @Test
    void shouldGiveTheTerminalToTheShellOnlyOnceTheTargetServes() {
        assertTrue(BundleList.terminalLevel() > BundleList.servingLevel());
        assertTrue(
                BundleList.entries().stream()
                        .filter(BundleList.Entry::terminal)
                        .anyMatch(entry -> entry.artifact().endsWith("gogo.jline")));
    }

    @Test
    void shouldFindTheJarOfAnyVersion() throws IOException {
        Files.createFile(folder.resolve("jackson-core-annex-1.0.jar"));
        var entry = new BundleList.Entry(1, "jackson-core", false);
        assertNull(entry.in(folder));
        Path jar = Files.createFile(folder.resolve("jackson-core-2.22.4.jar"));
        assertEquals(jar, entry.in(folder));
    }
}
