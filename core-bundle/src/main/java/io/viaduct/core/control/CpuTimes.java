package io.viaduct.core.control;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What Linux says of CPUs: the time that they have spent since this was made, in the kernel's
 * ticks, and the memory node that they are at. Any thread.
 */
final class CpuTimes {
    /** Where /proc/stat's line of a CPU has user, nice, system, interrupts and soft interrupts. */
    private static final int USER = 1;

    private static final int NICE = 2;
    private static final int SYSTEM = 3;
    private static final int IRQ = 6;
    private static final int SOFTIRQ = 7;

    private static final String NODE = "node";

    /** Ticks in programs, in the kernel, and in interrupts. */
    record Ticks(long usr, long sys, long irq) {
        private static final Ticks NONE = new Ticks(0, 0, 0);

        private Ticks less(Ticks before) {
            return new Ticks(usr - before.usr, sys - before.sys, irq - before.irq);
        }
    }

    private final Path stat;
    private final Path cpus;
    private final Map<Integer, Ticks> before;

    CpuTimes() {
        this(Path.of("/proc/stat"), Path.of("/sys/devices/system/cpu"));
    }

    CpuTimes(Path stat, Path cpus) {
        this.stat = stat;
        this.cpus = cpus;
        before = read();
    }

    /** What a CPU has spent; nothing for one that there is not. */
    Ticks of(int cpu) {
        return read().getOrDefault(cpu, Ticks.NONE).less(before.getOrDefault(cpu, Ticks.NONE));
    }

    /** The memory node of a CPU; -1 where the kernel does not say. */
    int node(int cpu) {
        Path folder = cpus.resolve("cpu" + cpu);
        if (!Files.isDirectory(folder)) {
            return -1;
        }
        try (DirectoryStream<Path> nodes = Files.newDirectoryStream(folder, NODE + "[0-9]*")) {
            for (Path node : nodes) {
                return Integer.parseInt(node.getFileName().toString().substring(NODE.length()));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return -1;
    }

    private Map<Integer, Ticks> read() {
        Map<Integer, Ticks> all = new HashMap<>();
        for (String line : lines()) {
            String[] words = line.split(" +");
            if (words[0].matches("cpu[0-9]+")) {
                Ticks ticks =
                        new Ticks(
                                number(words, USER) + number(words, NICE),
                                number(words, SYSTEM),
                                number(words, IRQ) + number(words, SOFTIRQ));
                all.put(Integer.parseInt(words[0].substring(3)), ticks);
            }
        }
        return all;
    }

    private List<String> lines() {
        try {
            return Files.readAllLines(stat);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long number(String[] words, int index) {
        return Long.parseLong(words[index]);
    }
}
