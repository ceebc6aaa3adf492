package io.viaduct.core.control;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

class CpuTimesTest {
    @TempDir private Path folder;

    @Test
    void shouldTellWhatACpuHasSpentSinceTheStart() throws IOException {
        Path stat = folder.resolve("stat");
        Files.writeString(stat, "cpu  9 9 9 9 9 9 9\ncpu0 1 2 3 4 5 6 7 0\ncpu1 9 9 9 9 9 9 9\n");
        CpuTimes times = new CpuTimes(stat, folder);
        assertEquals(new CpuTimes.Ticks(0, 0, 0), times.of(0));
        Files.writeString(stat, "cpu0 11 22 33 4 5 46 57 0\nintr 5\n");
        assertEquals(new CpuTimes.Ticks(30, 30, 90), times.of(0));
        assertEquals(new CpuTimes.Ticks(0, 0, 0), times.of(7));
    }

    @Test
    void shouldTellTheMemoryNodeOfACpu() throws IOException {
        Files.createDirectories(folder.resolve("cpu3/node2"));
        Path stat = Files.createFile(folder.resolve("stat"));
        CpuTimes times = new CpuTimes(stat, folder);
        assertEquals(2, times.node(3));
        assertEquals(-1, times.node(4));
    }
}
