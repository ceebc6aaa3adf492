package io.viaduct.testkit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.viaduct.api.bdev.BdevDescriptor;
import io.viaduct.api.bdev.BdevOp;
import io.viaduct.api.bdev.Geometry;
import io.viaduct.api.nvme.Status;
import io.viaduct.api.rpc.RpcException;
import io.viaduct.core.bdev.HistogramMethods;
import io.viaduct.core.bdev.HistogramMethods.Borders;
import io.viaduct.core.bdev.HistogramMethods.Enable;
import io.viaduct.core.bdev.HistogramMethods.Get;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Histograms of a device's latencies, read as SPDK's header says how they are to be read. */
class HistogramTest {
    private static final int BLOCK = 512;

    private final TestBed bed = new TestBed(2);
    private final ScriptedBdev device = new ScriptedBdev("Disk0", Geometry.of(BLOCK, 64));
    private final HistogramMethods methods = new HistogramMethods(bed.bdevs());
    private BdevDescriptor user;

    @BeforeEach
    void open() throws Exception {
        bed.registry().register(device);
        user = bed.registry().open("Disk0", true, (gone, cause) -> {});
        device.hold();
    }

    @AfterEach
    void close() throws Exception {
        device.finishAll();
        bed.get(user.retire());
        bed.close();
    }

    private Enable enabling() {
        Enable enable = new Enable();
        enable.name = "Disk0";
        enable.enable = true;
        return enable;
    }

    private void enable() throws Exception {
        assertTrue(bed.get(methods.enable(enabling())));
    }

    private void io(int reactor, BdevOp op, long nanos, int status) {
        var channel = user.channel(bed.reactors().all().get(reactor));
        new TestIo().prepare(op, 0, 1, new Scatter(BLOCK)).submit(channel);
        bed.clock().advance(nanos);
        device.finish(status);
    }

    private Map<String, Object> page() throws Exception {
        Get get = new Get();
        get.name = "Disk0";
        return bed.get(methods.get(get));
    }

    /** Counts by the first nanosecond of their bucket. */
    private Map<Long, Long> counts() throws Exception {
        Map<String, Object> page = page();
        int granularity = ((Number) page.get("granularity")).intValue();
        int range = ((Number) page.get("min_range")).intValue();
        int last = ((Number) page.get("max_range")).intValue();
        byte[] bytes = Base64.getDecoder().decode((String) page.get("histogram"));
        assertEquals(((last - range + 1) << granularity) * 8, bytes.length);
        var buckets = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asLongBuffer();
        Map<Long, Long> counts = new TreeMap<>();
        for (; range <= last; range++) {
            for (int i = 0; i < 1 << granularity; i++) {
                long begin = range == 0 ? i : ((1L << granularity) + i) << (range - 1);
                long count = buckets.get();
                if (count > 0) {
                    counts.put(begin, count);
                }
            }
        }
        return counts;
    }

    @Test
    void shouldCountEachIoInTheBucketOfItsTime() throws Exception {
        enable();
        io(0, BdevOp.READ, 1024, 0);
        io(0, BdevOp.WRITE, 1031, 0);
        io(0, BdevOp.READ, 1032, Status.UNRECOVERED_READ_ERROR);
        io(1, BdevOp.READ, 1_000_000, 0);
        assertEquals(Map.of(1024L, 2L, 1032L, 1L, 999_424L, 1L), counts());
        assertEquals(7, page().get("granularity"));
        assertEquals(3, page().get("min_range"));
        assertEquals(30, page().get("max_range"));
        assertEquals(1_000_000_000L, page().get("tsc_rate"));
    }

    @Test
    void shouldCountWhatIsOutsideInTheOuterBuckets() throws Exception {
        Enable narrow = enabling();
        narrow.granularity = 3;
        narrow.min_nsec = 1024;
        narrow.max_nsec = 4096;
        bed.get(methods.enable(narrow));
        io(0, BdevOp.READ, 0, 0);
        io(0, BdevOp.READ, 1_000_000_000, 0);
        io(0, BdevOp.READ, 2047, 0);
        assertEquals(Map.of(1024L, 1L, 1920L, 1L, 3840L, 1L), counts());
    }

    @Test
    void shouldCountOneOperationAloneWhereThatIsWanted() throws Exception {
        Enable writes = enabling();
        writes.opc = "write";
        bed.get(methods.enable(writes));
        io(0, BdevOp.READ, 2000, 0);
        io(0, BdevOp.WRITE, 2048, 0);
        assertEquals(Map.of(2048L, 1L), counts());
    }

    @Test
    void shouldGoOnCountingWhenItIsEnabledAgainAndBeginAnewInAnotherShape() throws Exception {
        enable();
        io(0, BdevOp.READ, 2048, 0);
        enable();
        io(0, BdevOp.READ, 2048, 0);
        assertEquals(Map.of(2048L, 2L), counts());
        Enable finer = enabling();
        finer.granularity = 10;
        bed.get(methods.enable(finer));
        assertEquals(Map.of(), counts());
    }

    @Test
    void shouldCountNothingWhileItIsOff() throws Exception {
        Get get = new Get();
        get.name = "Disk0";
        assertEquals(-12, assertThrows(RpcException.class, () -> methods.get(get)).code());
        enable();
        Enable off = enabling();
        off.enable = false;
        bed.get(methods.enable(off));
        assertEquals(-12, assertThrows(RpcException.class, () -> methods.get(get)).code());
        io(0, BdevOp.READ, 2048, 0);
        enable();
        assertEquals(Map.of(), counts());
    }

    @Test
    void shouldTellHowManyTookNoLongerThanEachBorder() throws Exception {
        enable();
        io(0, BdevOp.READ, 9_000, 0);
        io(1, BdevOp.READ, 90_000, 0);
        io(0, BdevOp.READ, 95_000, 0);
        io(0, BdevOp.READ, 9_000_000, 0);
        Borders borders = new Borders();
        borders.name = "Disk0";
        borders.borders = List.of(10L, 100L, 1000L);
        long[] counted = (long[]) bed.get(methods.borders(borders)).get("borders_count");
        assertArrayEquals(new long[] {1, 3, 3, 4}, counted);
        borders.borders = List.of(100L, 10L);
        assertThrows(RpcException.class, () -> methods.borders(borders));
    }

    @Test
    void shouldRefuseShapesThatThereAreNot() {
        Enable other = enabling();
        other.opc = "nonsense";
        var refusal = assertThrows(RpcException.class, () -> methods.enable(other));
        assertEquals(RpcException.INTERNAL_ERROR, refusal.code());
        assertEquals("Invalid Io type", refusal.getMessage());
        Enable empty = enabling();
        empty.max_nsec = empty.min_nsec;
        assertEquals(-12, assertThrows(RpcException.class, () -> methods.enable(empty)).code());
        Enable fine = enabling();
        fine.granularity = 13;
        assertEquals(-22, assertThrows(RpcException.class, () -> methods.enable(fine)).code());
    }
}
