package io.viaduct.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.List;

class ShellCommandTest {
    @Test
    void shouldReadLinesWhereNoCommandIsGiven() throws Refusal {
        ShellCommand shell = ShellCommand.parse(List.of());
        assertEquals(Options.dataDefault(), shell.data());
        assertNull(shell.command());
    }

    @Test
    void shouldTakeACommandAndADataFolder() throws Refusal {
        ShellCommand shell = ShellCommand.parse(List.of("--data", "/d", "-c", "nvmf:list --json"));
        assertEquals(Path.of("/d"), shell.data());
        assertEquals("nvmf:list --json", shell.command());
    }

    @Test
    void shouldRefuseWhatItDoesNotKnow() {
        Refusal refusal =
                assertThrows(Refusal.class, () -> ShellCommand.parse(List.of("nvmf:list")));
        assertEquals("unknown option nvmf:list; see viaduct --help", refusal.getMessage());
    }

    @Test
    void shouldSayThatNoTargetRuns(@TempDir Path folder) {
        ShellCommand shell = new ShellCommand(folder, "nvmf:list");
        Refusal refusal = assertThrows(Refusal.class, () -> shell.run(false));
        assertEquals("no target runs with the data folder " + folder, refusal.getMessage());
    }
}
