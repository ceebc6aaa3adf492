package io.viaduct.itest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.viaduct.testkit.host.HostController;
import io.viaduct.testkit.host.HostQueue;
import io.viaduct.testkit.host.LoadHost;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.util.List;
import java.util.Map;

/** What a host does is seen in the numbers of the methods that count it. */
@Timeout(60)
class StatisticsTest {
    private static final int COMMANDS = 64;
    private static final int BYTES = 16384;

    /** The sum over the reactors of a number of nvmf_get_stats. */
    private static long ofGroups(TcpTarget target, String name) throws Exception {
        Map<?, ?> all = (Map<?, ?>) target.call("nvmf_get_stats", Map.of());
        return ((List<?>) all.get("poll_groups"))
                .stream().mapToLong(group -> number((Map<?, ?>) group, name)).sum();
    }

    private static long number(Map<?, ?> page, String name) {
        return ((Number) page.get(name)).longValue();
    }

    private static Map<?, ?> disk(TcpTarget target) throws Exception {
        Map<?, ?> all = (Map<?, ?>) target.call("bdev_get_iostat", Map.of());
        return (Map<?, ?>) ((List<?>) all.get("bdevs")).getFirst();
    }

    private static long buffersServed(TcpTarget target) throws Exception {
        Map<?, ?> usage = (Map<?, ?>) ((List<?>) target.call("iobuf_get_stats", null)).getFirst();
        return number((Map<?, ?>) usage.get("small_pool"), "cache")
                + number((Map<?, ?>) usage.get("large_pool"), "cache");
    }

    @Test
    void shouldCountWhatAHostDoes() throws Exception {
        try (TcpTarget target = TcpTarget.start("")) {
            assertEquals(0, ofGroups(target, "completed_nvme_io"));
            long served = buffersServed(target);
            try (HostController controller = target.connect()) {
                var shape = new LoadHost.Shape(4, BYTES, TcpTarget.BLOCK_SIZE, false, false);
                try (var host = new LoadHost(controller, 1, target.address(), shape)) {
                    host.run(COMMANDS);
                    assertEquals(1, ofGroups(target, "current_admin_qpairs"));
                    assertEquals(1, ofGroups(target, "current_io_qpairs"));
                }
            }
            assertEquals(COMMANDS, ofGroups(target, "completed_nvme_io"), "also when it is gone");
            assertEquals(1, ofGroups(target, "io_qpairs"));
            Map<?, ?> disk = disk(target);
            long ops = number(disk, "num_read_ops") + number(disk, "num_write_ops");
            assertEquals(COMMANDS, ops);
            assertEquals(
                    (long) COMMANDS * BYTES,
                    number(disk, "bytes_read") + number(disk, "bytes_written"));
            assertTrue(number(disk, "write_latency_ticks") > 0, disk::toString);
            assertTrue(buffersServed(target) > served);
        }
    }

    @Test
    void shouldCountAConnectionThatHasNotSaidWhoItIs() throws Exception {
        try (TcpTarget target = TcpTarget.start("");
                HostQueue unused = new HostQueue(target.address(), false, false)) {
            assertEquals(1, ofGroups(target, "current_unassociated_qpairs"));
            assertEquals(0, ofGroups(target, "admin_qpairs"));
        }
    }
}
