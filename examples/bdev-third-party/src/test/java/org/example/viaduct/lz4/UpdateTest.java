package org.example.viaduct.lz4;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.viaduct.api.bdev.BdevDescriptor;
import io.viaduct.api.bdev.BdevOp;
import io.viaduct.api.bdev.Geometry;
import io.viaduct.api.nvme.Status;
import io.viaduct.api.rpc.RpcException;
import io.viaduct.testkit.Scatter;
import io.viaduct.testkit.TestBed;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.util.Map;
import java.util.Random;
import java.util.UUID;

/** What one version of the bundle leaves to the next, and what does not fit. */
class UpdateTest {
    private static final UUID IDENTITY = UUID.fromString("0b1de2f4-9a43-4f0c-8c0e-2d5f6a1b7c3d");
    private static final int BLOCK = 4096;
    private static final Geometry SHAPE = Geometry.of(BLOCK, 1024);
    private static final long MEMORY = 256 * 1024;

    private final TestBed bed = new TestBed();

    @AfterEach
    void close() {
        bed.close();
    }

    private Lz4Module create() throws RpcException {
        Lz4Module module = new Lz4Module(bed.registry(), bed.estates());
        module.create("Lz0", IDENTITY, SHAPE, MEMORY);
        return module;
    }

    @Test
    void shouldOverwriteAllThatCannotBeCompressed() throws Exception {
        Lz4Module module = new Lz4Module(bed.registry(), bed.estates());
        int blocks = 15;
        module.create("Lz0", IDENTITY, Geometry.of(BLOCK, blocks), Cells.bytes(BLOCK, blocks));
        for (int i = 0; i < 3 * blocks; i++) {
            assertEquals(0, perform(BdevOp.WRITE, i % blocks, 1, Scatter.of(noise(i))));
        }
    }

    private int perform(BdevOp op, long lba, long count, Scatter data) throws Exception {
        BdevDescriptor use = bed.registry().open("Lz0", true, (gone, cause) -> {});
        int status = bed.perform(use.channel(bed.reactor()), op, lba, count, data);
        bed.get(use.retire());
        return Status.code(status);
    }

    private static byte[] text(int seed) {
        byte[] block = new byte[BLOCK];
        for (int i = 0; i < BLOCK; i++) {
            block[i] = (byte) ('a' + i / 64 % 7 + seed % 5);
        }
        return block;
    }

    private static byte[] noise(int seed) {
        byte[] block = new byte[BLOCK];
        new Random(seed).nextBytes(block);
        return block;
    }

    private Object bytesInUse() {
        Map<?, ?> page = (Map<?, ?>) bed.registry().find("Lz0").driverSpecific().get("lz4");
        return page.get("bytes_in_use");
    }

    @Test
    void shouldGoOnWithWhatTheVersionBeforeHasLeft() throws Exception {
        Lz4Module before = create();
        for (int lba = 0; lba < 32; lba++) {
            byte[] block = lba % 4 == 0 ? noise(lba) : text(lba);
            assertEquals(0, perform(BdevOp.WRITE, lba, 1, Scatter.of(block)));
        }
        assertEquals(0, perform(BdevOp.UNMAP, 8, 8, null));
        Object inUse = bytesInUse();
        before.leave();
        Lz4Module after = create();
        assertEquals(inUse, bytesInUse());
        for (int lba = 0; lba < 32; lba++) {
            byte[] block = lba % 4 == 0 ? noise(lba) : text(lba);
            Scatter in = new Scatter(BLOCK);
            assertEquals(0, perform(BdevOp.READ, lba, 1, in));
            assertArrayEquals(lba / 8 == 1 ? new byte[BLOCK] : block, in.get(), "block " + lba);
        }
        after.leave();
        Lz4Module other = new Lz4Module(bed.registry(), bed.estates());
        Geometry larger = SHAPE.withBlockCount(2048);
        RpcException refusal =
                assertThrows(
                        RpcException.class, () -> other.create("Lz0", IDENTITY, larger, MEMORY));
        assertEquals(-17, refusal.code());
    }

    @Test
    void shouldKeepMoreThanItsMemoryOfWhatCanBeCompressed() throws Exception {
        create();
        for (int lba = 0; lba < SHAPE.blockCount(); lba++) {
            assertEquals(0, perform(BdevOp.WRITE, lba, 1, Scatter.of(text(lba))), "block " + lba);
        }
        assertTrue((Long) bytesInUse() <= MEMORY, bytesInUse() + " bytes in use");
    }

    @Test
    void shouldRefuseWhatDoesNotFitAndKeepTheRest() throws Exception {
        create();
        int lba = 0;
        while (perform(BdevOp.WRITE, lba, 1, Scatter.of(noise(lba))) == 0) {
            lba++;
        }
        assertEquals(
                Status.CAPACITY_EXCEEDED, perform(BdevOp.WRITE, lba, 1, Scatter.of(noise(lba))));
        assertEquals((int) (MEMORY / (17 * Cells.BYTES)), lba);
        Scatter in = new Scatter(BLOCK);
        assertEquals(0, perform(BdevOp.READ, lba - 1, 1, in));
        assertArrayEquals(noise(lba - 1), in.get());
        assertEquals(0, perform(BdevOp.UNMAP, 0, 1, null));
        assertEquals(0, perform(BdevOp.WRITE, lba, 1, Scatter.of(noise(lba))));
        assertEquals(0, perform(BdevOp.UNMAP, 0, SHAPE.blockCount(), null));
        assertEquals(0L, bytesInUse());
    }
}
