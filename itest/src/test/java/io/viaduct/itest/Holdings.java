package io.viaduct.itest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.viaduct.api.memory.BufferPool;
import io.viaduct.core.Platform;
import io.viaduct.core.memory.CoreBufferPool;
import io.viaduct.core.memory.CoreMemory;
import io.viaduct.core.memory.PoolStats;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;

/**
 * What the process and its target hold at one moment.
 *
 * @param descriptors how many of each kind: sockets, rings, events, memory
 * @param mappings how many of each name
 * @param threads how many of each name
 * @param target what its hosts make it hold: nothing of it without hosts; empty without a target
 */
record Holdings(
        Map<String, Integer> descriptors,
        Map<String, Integer> mappings,
        Map<String, Integer> threads,
        Map<String, Long> target) {
    /** What has to end does so at once, but a machine may be busy. */
    private static final int LOOKS_MAX = 10_000;

    private static final long PAUSE_NANOS = 1_000_000;

    /** So many looks that show the same: what was closed before has ended by then. */
    private static final int STILL_LOOKS = 200;

    /** Threads of the JDK's and the framework's own, which come and go as they like. */
    private static final List<String> PASSING =
            List.of("ForkJoinPool", "FelixResolver", "process reaper");

    /** Of the process alone. */
    static Holdings ofTheProcess() throws IOException {
        return new Holdings(countDescriptors(), countMappings(), countThreads(), Map.of());
    }

    /** Of the process and its target. */
    static Holdings of(TcpTarget target) throws Exception {
        // First: once hosts have left nothing, the rest is still.
        Map<String, Long> held = held(target);
        return new Holdings(countDescriptors(), countMappings(), countThreads(), held);
    }

    /** Looks until a target holds nothing for hosts, and returns what there is then. */
    static Holdings idle(TcpTarget target) throws Exception {
        Holdings now = settled(() -> of(target));
        assertTrue(now.isIdle(), now.toString());
        return now;
    }

    /**
     * Looks until nothing changes any more, and returns what there is then: to compare with later.
     * A thread may still be seen for a moment after its pool says that it has ended.
     */
    static Holdings settled(Callable<Holdings> look) throws Exception {
        Holdings last = look.call();
        int same = 0;
        for (int i = 0; i < LOOKS_MAX && !(same >= STILL_LOOKS && last.isIdle()); i++) {
            LockSupport.parkNanos(PAUSE_NANOS);
            Holdings now = look.call();
            same = now.equals(last) ? same + 1 : 0;
            last = now;
        }
        return last;
    }

    private boolean isIdle() {
        return target.values().stream().allMatch(count -> count == 0);
    }

    /** Looks until there is as much as expected; fails with what is there at last. */
    static void await(Holdings expected, Callable<Holdings> look) throws Exception {
        Holdings now = look.call();
        for (int i = 0; i < LOOKS_MAX && !now.equals(expected); i++) {
            LockSupport.parkNanos(PAUSE_NANOS);
            now = look.call();
        }
        assertEquals(expected, now);
    }

    /** How many sockets the process has. */
    static int sockets() throws IOException {
        return countDescriptors().getOrDefault("socket:[#]", 0);
    }

    /** Plain files are left out: the JVM opens those of classes when it likes. */
    private static Map<String, Integer> countDescriptors() throws IOException {
        Map<String, Integer> kinds = new TreeMap<>();
        try (DirectoryStream<Path> all = Files.newDirectoryStream(Path.of("/proc/self/fd"))) {
            for (Path one : all) {
                String kind = kind(one);
                if (!kind.startsWith("/") || kind.startsWith("/memfd:")) {
                    kinds.merge(kind, 1, Integer::sum);
                }
            }
        }
        return kinds;
    }

    private static String kind(Path descriptor) throws IOException {
        try {
            return nameless(Files.readSymbolicLink(descriptor).toString());
        } catch (NoSuchFileException e) {
            // Another thread has closed it meanwhile.
            return "/";
        }
    }

    private static Map<String, Integer> countMappings() throws IOException {
        Map<String, Integer> names = new TreeMap<>();
        for (String line : Files.readAllLines(Path.of("/proc/self/maps"))) {
            int at = Math.max(line.indexOf("/memfd:"), line.indexOf("anon_inode:"));
            if (at >= 0) {
                names.merge(nameless(line.substring(at)), 1, Integer::sum);
            }
        }
        return names;
    }

    /** Without numbers and identities, which differ from one to the next. */
    private static String nameless(String text) {
        return text.replaceAll("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|\\d+", "#");
    }

    private static Map<String, Integer> countThreads() {
        Map<String, Integer> names = new TreeMap<>();
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            String name = thread.getName();
            if (PASSING.stream().noneMatch(name::startsWith)) {
                names.merge(nameless(name), 1, Integer::sum);
            }
        }
        return names;
    }

    private static Map<String, Long> held(TcpTarget target) throws Exception {
        Platform platform = target.platform();
        Map<String, Long> held = new TreeMap<>();
        CoreMemory memory = (CoreMemory) platform.memory();
        held.put("leases", memory.leases());
        held.put("departing regions", (long) memory.departing().size());
        held.put("buffers", buffersInUse(platform));
        held.put("sockets", (long) sockets() - target.ownSockets());
        held.put("controllers", (long) target.list("nvmf_subsystem_get_controllers").size());
        held.put("queue pairs", (long) target.list("nvmf_subsystem_get_qpairs").size());
        return held;
    }

    private static long buffersInUse(Platform platform) {
        var counts =
                platform.reactors()
                        .ask(platform.owner("itest"), reactor -> inUse(reactor.buffers()));
        return counts.join().stream().mapToLong(Long::longValue).sum();
    }

    private static long inUse(BufferPool pool) {
        CoreBufferPool share = (CoreBufferPool) pool;
        return inUse(share.smallStats()) + inUse(share.largeStats());
    }

    private static long inUse(PoolStats size) {
        return (long) size.count() - size.free() + size.waiting();
    }
}
