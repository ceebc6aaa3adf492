package io.viaduct.bdev.virtual;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.viaduct.api.bdev.BdevOp;
import io.viaduct.api.nvme.Status;
import io.viaduct.api.rpc.RpcException;
import io.viaduct.bdev.virtual.ErrorMethods.IoType;
import io.viaduct.testkit.Scatter;
import io.viaduct.testkit.TestBed;
import io.viaduct.testkit.TestIo;

import org.junit.jupiter.api.Test;

import java.util.Map;
import java.util.concurrent.CompletionStage;

/** The contract while nothing is injected, and what is injected. */
class ErrorBdevTest extends VirtualBdevContract {
    private ErrorMethods methods;

    @Override
    String build(TestBed bed) throws Exception {
        methods = new ErrorMethods(new ErrorModule(bed.registry()));
        ErrorMethods.Create request = new ErrorMethods.Create();
        request.base_name = "Base";
        assertTrue(methods.create(request));
        return "EE_Base";
    }

    @Override
    void remove(TestBed bed) throws Exception {
        ErrorMethods.Delete request = new ErrorMethods.Delete();
        request.name = "EE_Base";
        bed.get(methods.delete(request));
    }

    private static ErrorMethods.Inject fault(IoType on, Fault.Type type) {
        ErrorMethods.Inject request = new ErrorMethods.Inject();
        request.name = "EE_Base";
        request.io_type = on;
        request.error_type = type;
        return request;
    }

    private int status(BdevOp op) {
        return bed().perform(channel(), op, 0, 1, new Scatter(BLOCK_SIZE));
    }

    @Test
    void shouldFailAsOftenAsItIsTold() throws Exception {
        ErrorMethods.Inject request = fault(IoType.read, Fault.Type.failure);
        request.num = 2;
        assertTrue(methods.inject(request));
        assertEquals(0, status(BdevOp.WRITE));
        assertEquals(Status.INTERNAL_DEVICE_ERROR, status(BdevOp.READ));
        assertEquals(Status.INTERNAL_DEVICE_ERROR, status(BdevOp.READ));
        assertEquals(0, status(BdevOp.READ));
    }

    @Test
    void shouldFailWithTheStatusThatIsGiven() throws Exception {
        ErrorMethods.Inject request = fault(IoType.all, Fault.Type.nvme_failure);
        request.nvme_sct = 2;
        request.nvme_sc = 0x81;
        assertTrue(methods.inject(request));
        assertEquals(Status.UNRECOVERED_READ_ERROR, status(BdevOp.READ));
        assertEquals(Status.of(2, 0x81), status(BdevOp.WRITE));
        assertTrue(methods.inject(fault(IoType.clear, Fault.Type.failure)));
        assertEquals(0, bed().perform(channel(), BdevOp.FLUSH, 0, BLOCKS, null));
    }

    @Test
    void shouldChangeOneByteOfWhatIsReadOrWritten() throws Exception {
        byte[] content = pattern(5, 1);
        byte[] changed = content.clone();
        changed[300] ^= 0x41;
        write(0, content);
        ErrorMethods.Inject request = fault(IoType.read, Fault.Type.corrupt_data);
        request.corrupt_offset = 300;
        request.corrupt_value = 0x41;
        assertTrue(methods.inject(request));
        Scatter in = new Scatter(200, 50, BLOCK_SIZE - 250);
        assertEquals(0, bed().perform(channel(), BdevOp.READ, 0, 1, in));
        assertArrayEquals(changed, in.get());
        assertArrayEquals(content, read(0, 1));
        request.io_type = IoType.write;
        assertTrue(methods.inject(request));
        Scatter out = Scatter.of(content);
        assertEquals(0, bed().perform(channel(), BdevOp.WRITE, 0, 1, out));
        assertArrayEquals(content, out.get(), "the writer's memory stays as it is");
        assertArrayEquals(changed, read(0, 1));
    }

    private TestIo keep() throws Exception {
        assertTrue(methods.inject(fault(IoType.write, Fault.Type.pending)));
        Scatter data = Scatter.of(pattern(6, 1));
        TestIo io = new TestIo().prepare(BdevOp.WRITE, 9, 1, data).submit(channel());
        bed().run();
        assertFalse(io.ended());
        return io;
    }

    @Test
    void shouldKeepIoUntilItMayGoOn() throws Exception {
        TestIo io = keep();
        ErrorMethods.Resume request = new ErrorMethods.Resume();
        request.name = "EE_Base";
        assertTrue(methods.resume(request));
        bed().run();
        assertEquals(0, io.status());
        assertArrayEquals(pattern(6, 1), read(9, 1));
    }

    @Test
    void shouldEndKeptIoThatIsAborted() throws Exception {
        TestIo io = keep();
        assertTrue(channel().abort(io.io()));
        assertEquals(Status.ABORTED_BY_REQUEST, io.status());
    }

    @Test
    void shouldGoAlthoughIoIsKept() throws Exception {
        TestIo io = keep();
        CompletionStage<Void> end = descriptor().retire();
        bed().run();
        assertFalse(io.ended());
        remove(bed());
        bed().get(end);
        assertEquals(Status.ABORTED_BY_REQUEST, io.status());
        build(bed());
        openAgain();
    }

    @Test
    void shouldBeShortOfMemoryForAWhile() throws Exception {
        ErrorMethods.Inject request = fault(IoType.read, Fault.Type.nomem);
        request.num = 3;
        assertTrue(methods.inject(request));
        long before = bed().clock().nanoTime();
        assertEquals(0, status(BdevOp.READ));
        assertEquals(3_000_000, bed().clock().nanoTime() - before);
    }

    @Test
    void shouldStrikeOnlyWhereSoMuchIsUnderWay() throws Exception {
        ErrorMethods.Inject request = fault(IoType.read, Fault.Type.failure);
        request.queue_depth = 1;
        assertTrue(methods.inject(request));
        assertEquals(0, status(BdevOp.READ));
        TestIo io = keep();
        assertEquals(Status.INTERNAL_DEVICE_ERROR, status(BdevOp.READ));
        assertTrue(channel().abort(io.io()));
    }

    private void refused(String why, ErrorMethods.Inject request) {
        RpcException refusal = assertThrows(RpcException.class, () -> methods.inject(request));
        assertEquals(Map.of("reason", why), refusal.data());
    }

    @Test
    void shouldRefuseFaultsThatMakeNoSense() {
        refused("corrupt_value 0 is out of range", fault(IoType.read, Fault.Type.corrupt_data));
        String says = "nvme_sct and nvme_sc say what an nvme_failure is, and nothing else";
        refused(says, fault(IoType.read, Fault.Type.nvme_failure));
        ErrorMethods.Inject request = fault(IoType.read, Fault.Type.failure);
        request.nvme_sc = 1;
        refused(says, request);
        request.nvme_sc = 256;
        refused("nvme_sc 256 is out of range", request);
        request = fault(IoType.read, Fault.Type.failure);
        request.num = -1;
        refused("num -1 is out of range", request);
        request = fault(IoType.read, Fault.Type.failure);
        request.name = "Base";
        ErrorMethods.Inject other = request;
        assertEquals(-19, assertThrows(RpcException.class, () -> methods.inject(other)).code());
    }
}
