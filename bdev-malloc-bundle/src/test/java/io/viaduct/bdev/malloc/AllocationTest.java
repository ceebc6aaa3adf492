package io.viaduct.bdev.malloc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;

import io.viaduct.api.bdev.BdevChannel;
import io.viaduct.api.bdev.BdevDescriptor;
import io.viaduct.api.bdev.BdevIo;
import io.viaduct.api.bdev.BdevOp;
import io.viaduct.api.bdev.Geometry;
import io.viaduct.api.bdev.IoChannel;
import io.viaduct.api.memory.SegmentList;
import io.viaduct.core.bdev.HistogramMethods;
import io.viaduct.core.bdev.QosMethods;
import io.viaduct.core.bdev.QosMethods.QosLimit;
import io.viaduct.testkit.Scatter;
import io.viaduct.testkit.TestBed;

import org.junit.jupiter.api.Test;

import java.lang.management.ManagementFactory;
import java.lang.ref.Reference;
import java.util.Arrays;
import java.util.UUID;

/** I/O on a RAM disk makes no garbage. */
class AllocationTest {
    private static final int BLOCK = 4096;
    private static final int AT_ONCE = 300;
    private static final int WARM_UP = 100_000;
    private static final long MILLISECOND = 1_000_000;

    /** So many that also what runs once a cycle is compiled. */
    private static final int CROSSINGS = 3_000_000;

    private static final int MEASURED = 100_000;

    /** Of the whole system; here is no more than one part of it. */
    private static final double BYTES_PER_IO_MAX = 0.1;

    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    @Test
    void shouldDoIoWithoutAllocation() throws Exception {
        try (TestBed bed = new TestBed()) {
            MallocModule module = new MallocModule(bed.registry(), bed.estates());
            module.create("M", UUID.randomUUID(), Geometry.of(BLOCK, 256));
            BdevDescriptor use = bed.registry().open("M", true, (gone, cause) -> {});
            IoChannel channel = use.channel(bed.reactor());
            Scatter data = new Scatter(BLOCK);
            Scatter entries = new Scatter(new int[8]);
            work(channel, data.list(), entries.list(), WARM_UP);
            long before = threads.getCurrentThreadAllocatedBytes();
            work(channel, data.list(), entries.list(), MEASURED);
            double each = (threads.getCurrentThreadAllocatedBytes() - before) / (7.0 * MEASURED);
            Reference.reachabilityFence(data);
            Reference.reachabilityFence(entries);
            bed.get(use.retire());
            assertTrue(each < BYTES_PER_IO_MAX, each + " bytes per I/O");
        }
    }

    @Test
    void shouldCrossToAThreadOfItsOwnWithoutAllocation() throws Exception {
        try (TestBed bed = new TestBed()) {
            MallocModule module = new MallocModule(bed.isolatedRegistry(), bed.estates());
            module.create("M", UUID.randomUUID(), Geometry.of(BLOCK, 256));
            BdevDescriptor use = bed.registry().open("M", true, (gone, cause) -> {});
            IoChannel channel = use.channel(bed.reactor());
            Scatter data = new Scatter(BLOCK);
            cross(bed, channel, data.list(), CROSSINGS);
            long before = threads.getCurrentThreadAllocatedBytes();
            cross(bed, channel, data.list(), CROSSINGS);
            double each = (threads.getCurrentThreadAllocatedBytes() - before) / (double) CROSSINGS;
            Reference.reachabilityFence(data);
            bed.get(use.retire());
            assertTrue(each < BYTES_PER_IO_MAX, each + " bytes per I/O");
        }
    }

    @Test
    void shouldWaitForALimitAndCountLatenciesWithoutAllocation() throws Exception {
        try (TestBed bed = new TestBed()) {
            MallocModule module = new MallocModule(bed.registry(), bed.estates());
            module.create("M", UUID.randomUUID(), Geometry.of(BLOCK, 256));
            BdevDescriptor use = bed.registry().open("M", true, (gone, cause) -> {});
            QosLimit limit = new QosLimit();
            limit.name = "M";
            limit.rw_ios_per_sec = 50_000L;
            limit.w_mbytes_per_sec = 10_000L;
            bed.get(new QosMethods(bed.bdevs()).limit(limit));
            HistogramMethods.Enable counting = new HistogramMethods.Enable();
            counting.name = "M";
            counting.enable = true;
            bed.get(new HistogramMethods(bed.bdevs()).enable(counting));
            IoChannel channel = use.channel(bed.reactor());
            Scatter data = new Scatter(BLOCK);
            int[] left = {0};
            BdevIo[] ios = new BdevIo[AT_ONCE];
            Arrays.setAll(ios, i -> new BdevIo(done -> left[0]--));
            await(bed, channel, data.list(), ios, left);
            long before = threads.getCurrentThreadAllocatedBytes();
            await(bed, channel, data.list(), ios, left);
            double each = (threads.getCurrentThreadAllocatedBytes() - before) / (double) MEASURED;
            Reference.reachabilityFence(data);
            assertTrue(bed.get(bed.bdevs().counters("M")).limited() > MEASURED);
            bed.get(use.retire());
            assertTrue(each < BYTES_PER_IO_MAX, each + " bytes per I/O");
        }
    }

    private static void await(
            TestBed bed, IoChannel channel, SegmentList data, BdevIo[] ios, int[] left) {
        for (int round = 0; round < MEASURED / AT_ONCE; round++) {
            for (BdevIo io : ios) {
                int answer = channel.submit(io.prepare(BdevOp.WRITE, round & 0xff, 1, data));
                left[0] += answer == BdevChannel.PENDING ? 1 : 0;
            }
            while (left[0] > 0) {
                bed.clock().advance(MILLISECOND);
                bed.reactors().step();
            }
        }
    }

    // More at once than there are places, so that some wait in line.
    private static void cross(TestBed bed, IoChannel channel, SegmentList data, int count) {
        int[] left = {AT_ONCE};
        BdevIo[] ios = new BdevIo[AT_ONCE];
        Arrays.setAll(ios, i -> new BdevIo(done -> left[0]--));
        for (int round = 0; round < count / AT_ONCE; round++) {
            left[0] = AT_ONCE;
            for (BdevIo io : ios) {
                channel.submit(io.prepare(BdevOp.WRITE, round & 0xff, 1, data));
            }
            while (left[0] > 0) {
                bed.reactors().step();
            }
        }
    }

    private static void work(IoChannel channel, SegmentList data, SegmentList into, int rounds) {
        BdevIo io = new BdevIo(done -> {});
        for (int i = 0; i < rounds; i++) {
            long lba = i & 0xff;
            end(channel, io.prepare(BdevOp.WRITE, lba, 1, data));
            end(channel, io.prepare(BdevOp.READ, lba, 1, data));
            into.clear();
            end(channel, io.prepare(BdevOp.READ, lba, 1, null).lendable(into));
            channel.release(io);
            end(channel, io.prepare(BdevOp.COMPARE, lba, 1, data));
            end(channel, io.prepare(BdevOp.COPY, 255 - lba, 1, null).source(lba));
            end(channel, io.prepare(BdevOp.WRITE_ZEROES, lba, 1, null));
            end(channel, io.prepare(BdevOp.FLUSH, 0, 0, null));
        }
    }

    private static void end(IoChannel channel, BdevIo io) {
        assertEquals(BdevChannel.DONE, channel.submit(io));
        assertEquals(0, io.status());
    }
}
