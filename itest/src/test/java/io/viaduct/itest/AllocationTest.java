package io.viaduct.itest;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;

import io.viaduct.testkit.host.HostController;
import io.viaduct.testkit.host.LoadHost;

import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;

/**
 * A million reads and writes over TCP make no garbage: all threads of the process are counted, also
 * those that have ended, but for the host's own.
 */
@Timeout(300)
class AllocationTest {
    private static final int DEPTH = 32;
    private static final int IN_CAPSULE = 4096;
    private static final int TRANSFERRED = 16384;
    private static final int WARM_UP = 40_000;
    private static final int FILE_WARM_UP = 8_000;
    private static final double BYTES_PER_IO_MAX = 0.1;

    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    @ParameterizedTest
    @ValueSource(strings = {"uring", "epoll"})
    void shouldServeAMillionCommandsWithoutAllocation(String engine) throws Exception {
        try (TcpTarget target = TcpTarget.start(engine);
                HostController controller = target.connect();
                LoadHost small = load(target, controller, 1, IN_CAPSULE, false);
                LoadHost smallDigests = load(target, controller, 2, IN_CAPSULE, true);
                LoadHost large = load(target, controller, 3, TRANSFERRED, false);
                LoadHost largeDigests = load(target, controller, 4, TRANSFERRED, true)) {
            for (LoadHost host : new LoadHost[] {small, smallDigests, large, largeDigests}) {
                host.run(WARM_UP);
            }
            measure("4 KiB", small, 400_000);
            measure("4 KiB with digests", smallDigests, 300_000);
            measure("16 KiB", large, 150_000);
            measure("16 KiB with digests", largeDigests, 150_000);
        }
    }

    // Memory of hosts is hardly ever aligned as direct I/O needs it: it is copied on its way.
    @ParameterizedTest
    @ValueSource(strings = {"uring", "epoll"})
    void shouldServeAFileWithoutAllocation(String engine, @TempDir Path folder) throws Exception {
        try (TcpTarget target = TcpTarget.start(engine)) {
            target.useFile(folder.resolve("disk"));
            try (HostController controller = target.connect();
                    LoadHost small = onFile(target, controller, 1, IN_CAPSULE, 0);
                    LoadHost large = onFile(target, controller, 2, TRANSFERRED, 4096)) {
                small.run(FILE_WARM_UP);
                large.run(FILE_WARM_UP);
                measure("4 KiB on a file", small, 30_000);
                measure("16 KiB on a file", large, 30_000);
            }
        }
    }

    private static LoadHost load(
            TcpTarget target, HostController controller, int qid, int bytes, boolean digests)
            throws IOException {
        var shape = new LoadHost.Shape(DEPTH, bytes, TcpTarget.BLOCK_SIZE, digests, digests);
        return new LoadHost(controller, qid, target.address(), shape);
    }

    // A file's I/O ends in any order, so that some blocks are yet to be read when a run ends.
    private static LoadHost onFile(
            TcpTarget target, HostController controller, int qid, int bytes, long firstBlock)
            throws IOException {
        int block = TcpTarget.BLOCK_SIZE;
        var shape = new LoadHost.Shape(DEPTH, bytes, block, false, false, firstBlock);
        return new LoadHost(controller, qid, target.address(), shape);
    }

    private void measure(String what, LoadHost host, int commands) throws IOException {
        long before = ofTheTarget();
        host.run(commands);
        double each = (double) (ofTheTarget() - before) / commands;
        assertTrue(each < BYTES_PER_IO_MAX, each + " bytes for each I/O of " + what);
    }

    /** Bytes that all threads but this, which is the host's, have ever allocated. */
    private long ofTheTarget() {
        return threads.getTotalThreadAllocatedBytes() - threads.getCurrentThreadAllocatedBytes();
    }
}
