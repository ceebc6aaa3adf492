package io.viaduct.core.plugin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.viaduct.core.plugin.PluginIndex.Entry;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

class PluginStoreTest {
    private static final String NAME = "com.example.a";

    @TempDir Path temporary;

    private Path folder;
    private PluginStore store;
    private PluginStore.Jar one;
    private PluginStore.Jar two;

    @BeforeEach
    void fill() throws Exception {
        folder = temporary.resolve("plugins");
        store = PluginStore.open(folder);
        one = store.take(TestJar.plugin(temporary.resolve("1.jar"), NAME, "1.0"));
        two = store.take(TestJar.plugin(temporary.resolve("2.jar"), NAME, "2.0"));
    }

    @Test
    void shouldKeepJarsUnderNameVersionAndDigest() {
        String name = one.file().getFileName().toString();
        assertEquals(NAME + "-1.0.0-" + one.sha256().substring(0, 12) + ".jar", name);
    }

    @Test
    void shouldRememberWhatWasCommitted() throws Exception {
        store.commit(NAME, two.item(), one.item());
        PluginStore again = PluginStore.open(folder);
        assertEquals(new Entry(two.item(), one.item()), again.entry(NAME));
        assertEquals("2.0.0", again.jar(two.item()).manifest().version().toString());
        assertEquals(List.of(), again.complaints());
    }

    @Test
    void shouldNotCountWhatWasNotCommitted() throws Exception {
        assertEquals(Map.of(), PluginStore.open(folder).entries());
    }

    @Test
    void shouldDeleteWhatNothingRefersToAnyMore() throws Exception {
        store.commit(NAME, one.item(), null);
        store.commit(NAME, two.item(), one.item());
        assertTrue(Files.exists(one.file()));
        store.commit(NAME, two.item(), null);
        assertFalse(Files.exists(one.file()));
        store.commit(NAME, null, null);
        assertEquals(List.of("index"), files());
        assertEquals(Map.of(), PluginStore.open(folder).entries());
    }

    @Test
    void shouldKeepAJarThatIsTakenAgainAndThenDiscarded() throws Exception {
        store.commit(NAME, two.item(), one.item());
        store.discard(store.take(temporary.resolve("1.jar")));
        assertTrue(Files.exists(one.file()));
    }

    @Test
    void shouldFallBackToTheJarBeforeADamagedOne() throws Exception {
        store.commit(NAME, two.item(), one.item());
        Files.writeString(two.file(), "damage");
        PluginStore again = PluginStore.open(folder);
        assertEquals(new Entry(one.item(), null), again.entry(NAME));
        assertEquals(1, again.complaints().size());
        assertTrue(again.complaints().getFirst().contains("is damaged"));
        assertTrue(Files.exists(Path.of(two.file() + ".damaged")));
    }

    @Test
    void shouldForgetAPluginWhoseJarsAreMissing() throws Exception {
        store.commit(NAME, one.item(), null);
        Files.delete(one.file());
        PluginStore again = PluginStore.open(folder);
        assertEquals(Map.of(), again.entries());
        assertEquals(List.of(one.file() + " is missing"), again.complaints());
        assertNull(again.entry(NAME).current());
    }

    @Test
    void shouldPutADamagedIndexAsideAndTouchNoJar() throws Exception {
        store.commit(NAME, two.item(), one.item());
        Path index = folder.resolve("index");
        byte[] bytes = Files.readAllBytes(index);
        for (int i = 0; i < bytes.length; i++) {
            byte[] damaged = bytes.clone();
            damaged[i] ^= 1;
            Files.write(index, damaged);
            PluginStore again = PluginStore.open(folder);
            assertEquals(Map.of(), again.entries());
            assertEquals(1, again.complaints().size());
        }
        assertTrue(Files.exists(one.file()) && Files.exists(two.file()));
    }

    @Test
    void shouldRefuseEveryCutIndex() throws Exception {
        store.commit(NAME, two.item(), one.item());
        String text = Files.readString(folder.resolve("index"));
        for (int i = 0; i < text.length(); i++) {
            String cut = text.substring(0, i);
            assertThrows(IOException.class, () -> PluginIndex.parse(cut));
        }
        assertEquals(store.entries(), PluginIndex.parse(text));
    }

    @Test
    void shouldDropWhatACrashHasLeftHalfWritten() throws Exception {
        Files.writeString(folder.resolve("jar17.part"), "half");
        PluginStore.open(folder);
        assertFalse(files().contains("jar17.part"));
    }

    private List<String> files() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }
}
