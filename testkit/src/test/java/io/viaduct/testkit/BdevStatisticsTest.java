package io.viaduct.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.viaduct.api.bdev.BdevDescriptor;
import io.viaduct.api.bdev.BdevOp;
import io.viaduct.api.bdev.Geometry;
import io.viaduct.api.bdev.IoChannel;
import io.viaduct.api.nvme.Status;
import io.viaduct.api.rpc.RpcException;
import io.viaduct.core.bdev.BdevStatisticsMethods;
import io.viaduct.core.bdev.BdevStatisticsMethods.GetIostat;
import io.viaduct.core.bdev.BdevStatisticsMethods.ResetIostat;
import io.viaduct.core.bdev.BdevStatisticsMethods.ResetMode;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Map;

/** What bdev_get_iostat tells, and how it is set back. */
class BdevStatisticsTest {
    private static final int BLOCK = 512;

    private final TestBed bed = new TestBed();
    private final ScriptedBdev device = new ScriptedBdev("Disk0", Geometry.of(BLOCK, 64));
    private BdevStatisticsMethods methods;
    private BdevDescriptor descriptor;
    private IoChannel channel;

    @BeforeEach
    void open() throws Exception {
        methods = new BdevStatisticsMethods(bed.bdevs(), bed.reactors());
        var unused = bed.registry().register(device);
        descriptor = bed.registry().open("Disk0", true, (gone, cause) -> {});
        channel = descriptor.channel(bed.reactor());
        device.hold();
    }

    @AfterEach
    void close() throws Exception {
        device.finishAll();
        bed.get(descriptor.retire());
        bed.close();
    }

    private void io(BdevOp op, int blocks, long nanos) {
        new TestIo().prepare(op, 0, blocks, new Scatter(blocks * BLOCK)).submit(channel);
        bed.clock().advance(nanos);
        device.finishAll();
    }

    private Map<?, ?> page(GetIostat asked) throws Exception {
        Map<?, ?> all = bed.get(methods.get(asked));
        String list = asked.per_channel ? "channels" : "bdevs";
        return (Map<?, ?>) ((List<?>) all.get(list)).getFirst();
    }

    private static long number(Map<?, ?> page, String name) {
        return ((Number) page.get(name)).longValue();
    }

    @Test
    void shouldCountReadsAndWritesAndTheirBytes() throws Exception {
        io(BdevOp.READ, 3, 100);
        io(BdevOp.WRITE, 2, 100);
        io(BdevOp.WRITE, 1, 100);
        Map<?, ?> page = page(new GetIostat());
        assertEquals("Disk0", page.get("name"));
        assertEquals(1, number(page, "num_read_ops"));
        assertEquals(3 * BLOCK, number(page, "bytes_read"));
        assertEquals(2, number(page, "num_write_ops"));
        assertEquals(3 * BLOCK, number(page, "bytes_written"));
    }

    @Test
    void shouldMeasureOneIoInSixteenAndTellTheTimeOfAll() throws Exception {
        io(BdevOp.READ, 1, 100);
        for (int i = 0; i < 15; i++) {
            io(BdevOp.READ, 1, 1_000_000);
        }
        io(BdevOp.READ, 1, 300);
        Map<?, ?> page = page(new GetIostat());
        assertEquals(17, number(page, "num_read_ops"));
        assertEquals(17 * 200, number(page, "read_latency_ticks"));
        assertEquals(300, number(page, "max_read_latency_ticks"));
        assertEquals(100, number(page, "min_read_latency_ticks"));
        assertEquals(0, number(page, "write_latency_ticks"));
    }

    @Test
    void shouldCountIoThatTheDeviceFails() throws Exception {
        new TestIo().prepare(BdevOp.READ, 0, 1, new Scatter(BLOCK)).submit(channel);
        device.finish(Status.UNRECOVERED_READ_ERROR);
        Map<?, ?> page = page(new GetIostat());
        assertEquals(Map.of("nvme_error", 1L), page.get("io_error"));
        assertEquals(0, number(page, "num_read_ops"));
        var errors = new ResetIostat();
        errors.mode = ResetMode.error;
        bed.get(methods.reset(errors));
        assertEquals(Map.of(), page(new GetIostat()).get("io_error"));
    }

    @Test
    void shouldSetBackWhatIsAskedFor() throws Exception {
        io(BdevOp.READ, 1, 100);
        var maxmin = new GetIostat();
        maxmin.reset_mode = ResetMode.maxmin;
        assertEquals(100, number(page(maxmin), "max_read_latency_ticks"));
        Map<?, ?> page = page(new GetIostat());
        assertEquals(0, number(page, "max_read_latency_ticks"));
        assertEquals(100, number(page, "read_latency_ticks"));
        bed.get(methods.reset(new ResetIostat()));
        assertEquals(0, number(page(new GetIostat()), "num_read_ops"));
        assertEquals(1, bed.get(bed.bdevs().counters("Disk0")).done(BdevOp.READ));
    }

    @Test
    void shouldTellOfEachReactorWhereOneDeviceIsNamed() throws Exception {
        io(BdevOp.READ, 1, 100);
        var asked = new GetIostat();
        asked.per_channel = true;
        assertThrows(RpcException.class, () -> methods.get(asked));
        asked.names = List.of("Disk0");
        Map<?, ?> page = page(asked);
        assertEquals(1, number(page, "thread_id"));
        assertEquals(1, number(page, "num_read_ops"));
    }

    @Test
    void shouldRefuseADeviceThatIsNotThere() {
        var asked = new GetIostat();
        asked.names = List.of("Disk0", "other");
        assertThrows(RpcException.class, () -> methods.get(asked));
    }
}
