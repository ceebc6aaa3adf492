package io.viaduct.bdev.malloc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.viaduct.api.bdev.BdevDescriptor;
import io.viaduct.api.bdev.BdevOp;
import io.viaduct.api.bdev.Geometry;
import io.viaduct.api.bdev.IoChannel;
import io.viaduct.api.estate.Estate;
import io.viaduct.api.memory.Region;
import io.viaduct.api.nvme.Status;
import io.viaduct.api.rpc.RpcException;
import io.viaduct.testkit.Scatter;
import io.viaduct.testkit.TestBed;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.util.UUID;

/** What one instance of the module leaves to the next, and what an older version has left. */
class AdoptionTest {
    private static final UUID IDENTITY = UUID.fromString("8d36ae5e-5f7f-4f0e-9d38-0e4c3a1b2c3d");
    private static final Geometry PLAIN = Geometry.of(512, 64);

    private final TestBed bed = new TestBed();

    @AfterEach
    void close() {
        bed.close();
    }

    private MallocModule create(Geometry shape) throws RpcException {
        MallocModule module = new MallocModule(bed.registry(), bed.estates());
        module.create("M", IDENTITY, shape);
        return module;
    }

    private int perform(BdevOp op, long lba, Scatter data) throws Exception {
        BdevDescriptor use = bed.registry().open("M", true, (gone, cause) -> {});
        IoChannel channel = use.channel(bed.reactor());
        int status = bed.perform(channel, op, lba, 1, data);
        bed.get(use.retire());
        return Status.code(status);
    }

    // As version 1 of the storage was: no metadata, no marks.
    private void leavePlainStorage() throws Exception {
        Estate old = bed.estates().create(MallocStorage.estate(IDENTITY), 1);
        Region blocks = old.addRegion("blocks", PLAIN.bytes());
        blocks.segment().set(ValueLayout.JAVA_BYTE, 3 * 512, (byte) 42);
        old.bytes(ByteBuffer.allocate(12).putInt(512).putLong(64).array());
        old.release();
    }

    @Test
    void shouldTakeOverWhatAnOlderVersionHasLeft() throws Exception {
        leavePlainStorage();
        MallocModule module = create(PLAIN);
        Scatter in = new Scatter(512);
        assertEquals(0, perform(BdevOp.READ, 3, in));
        assertEquals(42, in.get()[0]);
        assertEquals(0, perform(BdevOp.WRITE_UNCORRECTABLE, 4, null));
        assertEquals(Status.UNRECOVERED_READ_ERROR, perform(BdevOp.READ, 4, in));
        assertEquals(2, bed.estates().versionOf(MallocStorage.estate(IDENTITY)));
        module.leave();
        create(PLAIN);
        assertEquals(Status.UNRECOVERED_READ_ERROR, perform(BdevOp.READ, 4, in));
    }

    @Test
    void shouldLeaveWhatAnOlderVersionHasLeftWhereAnotherShapeIsAskedFor() throws Exception {
        leavePlainStorage();
        Geometry other = PLAIN.withMetadata(8, 1, false);
        RpcException refusal = assertThrows(RpcException.class, () -> create(other));
        assertEquals(-17, refusal.code());
        assertEquals(1, bed.estates().versionOf(MallocStorage.estate(IDENTITY)));
        create(PLAIN);
    }

    @Test
    void shouldKeepMarksAndMetadataForTheNextInstance() throws Exception {
        Geometry shape = PLAIN.withMetadata(8, 2, true);
        MallocModule first = create(shape);
        byte[] block = new byte[520];
        block[515] = 7;
        assertEquals(0, perform(BdevOp.WRITE, 9, Scatter.of(block)));
        assertEquals(0, perform(BdevOp.WRITE_UNCORRECTABLE, 10, null));
        first.leave();
        Geometry second = PLAIN.withMetadata(8, 2, false);
        assertThrows(RpcException.class, () -> create(second));
        create(shape);
        Scatter in = new Scatter(520);
        assertEquals(0, perform(BdevOp.READ, 9, in));
        assertEquals(7, in.get()[515]);
        assertEquals(Status.UNRECOVERED_READ_ERROR, perform(BdevOp.READ, 10, in));
        assertEquals(0, perform(BdevOp.WRITE, 10, in));
        assertEquals(0, perform(BdevOp.READ, 10, in));
    }
}
