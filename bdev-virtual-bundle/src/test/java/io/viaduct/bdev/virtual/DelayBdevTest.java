package io.viaduct.bdev.virtual;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.viaduct.api.bdev.BdevOp;
import io.viaduct.api.nvme.Status;
import io.viaduct.api.rpc.RpcException;
import io.viaduct.testkit.Scatter;
import io.viaduct.testkit.TestBed;
import io.viaduct.testkit.TestIo;

import org.junit.jupiter.api.Test;

import java.util.Map;
import java.util.concurrent.TimeUnit;

class DelayBdevTest extends VirtualBdevContract {
    private static final int IOS = 2000;

    private DelayMethods methods;

    @Override
    String build(TestBed bed) throws Exception {
        methods = new DelayMethods(new DelayModule(bed.registry()));
        DelayMethods.Create request = new DelayMethods.Create();
        request.name = "Slow1";
        request.base_bdev_name = "Base";
        request.avg_read_latency = 100;
        request.p99_read_latency = 1000;
        request.avg_write_latency = 200;
        request.p99_write_latency = 200;
        return methods.create(request);
    }

    @Override
    void remove(TestBed bed) throws Exception {
        DelayMethods.Delete request = new DelayMethods.Delete();
        request.name = "Slow1";
        bed.get(methods.delete(request));
    }

    private long micros(BdevOp op) {
        long before = bed().clock().nanoTime();
        Scatter data = new Scatter(BLOCK_SIZE);
        assertEquals(0, bed().perform(channel(), op, 0, 1, data));
        return TimeUnit.NANOSECONDS.toMicros(bed().clock().nanoTime() - before);
    }

    @Test
    void shouldTakeAsLongAsItIsTold() {
        assertEquals(200, micros(BdevOp.WRITE));
        int slow = 0;
        for (int i = 0; i < IOS; i++) {
            long took = micros(BdevOp.READ);
            assertTrue(took == 100 || took == 1000, took + " us");
            slow += took == 1000 ? 1 : 0;
        }
        // One in a hundred: 20 on average, with a standard deviation of 4.4.
        assertTrue(slow > 0 && slow < 60, slow + " of " + IOS);
    }

    @Test
    void shouldEndWhatItKeepsWhenThatIsAborted() {
        TestIo[] writes = new TestIo[3];
        for (int i = 0; i < writes.length; i++) {
            writes[i] = new TestIo().prepare(BdevOp.WRITE, i, 1, new Scatter(BLOCK_SIZE));
            writes[i].submit(channel());
        }
        bed().run();
        long before = bed().clock().nanoTime();
        assertTrue(channel().abort(writes[0].io()));
        assertTrue(channel().abort(writes[1].io()));
        assertEquals(Status.ABORTED_BY_REQUEST, writes[0].status());
        assertEquals(Status.ABORTED_BY_REQUEST, writes[1].status());
        assertFalse(writes[2].ended());
        bed().runUntil(writes[2]::ended);
        assertEquals(0, writes[2].status());
        assertEquals(200, TimeUnit.NANOSECONDS.toMicros(bed().clock().nanoTime() - before));
        assertFalse(channel().abort(writes[2].io()));
        assertEquals(200, micros(BdevOp.WRITE));
    }

    @Test
    void shouldChangeALatency() throws Exception {
        DelayMethods.Update change = new DelayMethods.Update();
        change.delay_bdev_name = bdev().uuid().toString();
        change.latency_type = Latencies.Kind.avg_write;
        change.latency_us = 7;
        assertTrue(methods.update(change));
        assertEquals("Slow1", change.delay_bdev_name);
        change.latency_type = Latencies.Kind.p99_write;
        assertTrue(methods.update(change));
        assertEquals(7, micros(BdevOp.WRITE));
        change.latency_us = -1;
        RpcException refusal = assertThrows(RpcException.class, () -> methods.update(change));
        assertEquals(Map.of("reason", "latency_us -1 is out of range"), refusal.data());
        change.latency_us = 1;
        change.delay_bdev_name = "Base";
        assertEquals(-19, assertThrows(RpcException.class, () -> methods.update(change)).code());
    }
}
