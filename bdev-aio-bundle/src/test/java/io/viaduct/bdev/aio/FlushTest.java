package io.viaduct.bdev.aio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.viaduct.api.bdev.BdevDescriptor;
import io.viaduct.api.bdev.BdevOp;
import io.viaduct.api.bdev.IoChannel;
import io.viaduct.api.nvme.Status;
import io.viaduct.testkit.Scatter;
import io.viaduct.testkit.TestBed;
import io.viaduct.testkit.TestIo;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;

/** When a flush, and a write that must be safe, are answered: by an engine that a test plays. */
class FlushTest {
    private static final int EIO = 5;
    private static final int BLOCK_SIZE = 4096;

    @TempDir Path folder;

    private final PlayedEngine engine = new PlayedEngine();
    private TestBed bed;
    private FileDisks disks;
    private BdevDescriptor use;
    private IoChannel channel;

    @BeforeEach
    void open() throws Exception {
        bed = new TestBed(1, engine::engine);
        Path path = folder.resolve("disk");
        try (var file = new RandomAccessFile(path.toFile(), "rw")) {
            file.setLength(64 * BLOCK_SIZE);
        }
        disks = new FileDisks(DiskKind.AIO, bed.registry(), bed.estates(), 1L << 40);
        var options = new DiskOptions(path.toString(), BLOCK_SIZE, false, true, false);
        disks.create("A", UUID.randomUUID(), options);
        use = bed.registry().open("A", true, (gone, cause) -> {});
        channel = use.channel(bed.reactor());
    }

    @AfterEach
    void giveBack() throws Exception {
        bed.get(use.retire());
        bed.get(disks.delete("A"));
        bed.close();
    }

    private TestIo submit(BdevOp op, boolean fua) {
        boolean transfers = op == BdevOp.WRITE;
        Scatter data = transfers ? new Scatter(BLOCK_SIZE) : null;
        TestIo io = new TestIo().prepare(op, 0, op == BdevOp.FLUSH ? 0 : 1, data);
        io.io().fua(fua);
        return io.submit(channel);
    }

    @Test
    void shouldAnswerAFlushOnlyAfterItsSync() {
        TestIo flush = submit(BdevOp.FLUSH, false);
        bed.run();
        assertEquals(List.of("sync data"), engine.asked());
        assertFalse(flush.ended(), "the data is not safe yet");
        engine.end(0, 0);
        assertTrue(flush.ended());
        assertEquals(0, flush.status());
    }

    @Test
    void shouldSyncForEachFlush() {
        TestIo first = submit(BdevOp.FLUSH, false);
        TestIo second = submit(BdevOp.FLUSH, false);
        assertEquals(List.of("sync data", "sync data"), engine.asked());
        engine.end(1, 0);
        assertTrue(second.ended());
        assertFalse(first.ended());
        engine.end(0, 0);
        assertTrue(first.ended());
    }

    @Test
    void shouldWriteDurablyWhatMustBeSafe() {
        TestIo plain = submit(BdevOp.WRITE, false);
        TestIo safe = submit(BdevOp.WRITE, true);
        assertEquals(List.of("write", "write durable"), engine.asked());
        engine.end(0, BLOCK_SIZE);
        engine.end(1, BLOCK_SIZE);
        assertEquals(0, plain.status());
        assertEquals(0, safe.status());
    }

    @Test
    void shouldSyncAfterZeroesThatMustBeSafe() {
        TestIo zeroes = submit(BdevOp.WRITE_ZEROES, true);
        engine.end(0, 0);
        assertEquals(List.of("zero keep", "sync data"), engine.asked());
        assertFalse(zeroes.ended(), "the zeroes are not safe yet");
        engine.end(1, 0);
        assertEquals(0, zeroes.status());
    }

    @Test
    void shouldZeroInTheOtherWayWhereOneIsNotThere() {
        TestIo unmap = submit(BdevOp.UNMAP, false);
        engine.end(0, -95);
        assertEquals(List.of("zero deallocate", "zero keep"), engine.asked());
        engine.end(1, -95);
        assertEquals(Status.withDnr(Status.INVALID_OPCODE), unmap.status());
    }

    @Test
    void shouldTellEveryFlushThatWasUnderWayOfAFailure() {
        TestIo first = submit(BdevOp.FLUSH, false);
        TestIo second = submit(BdevOp.FLUSH, false);
        engine.end(0, -EIO);
        assertEquals(Status.WRITE_FAULTS, first.status());
        engine.end(1, 0);
        assertEquals(Status.WRITE_FAULTS, second.status());
        TestIo later = submit(BdevOp.FLUSH, false);
        engine.end(2, 0);
        assertEquals(0, later.status());
    }

    @Test
    void shouldGoOnAfterAShortTransfer() {
        Scatter data = new Scatter(4 * BLOCK_SIZE);
        TestIo io = new TestIo().prepare(BdevOp.WRITE, 8, 4, data).submit(channel);
        engine.end(0, BLOCK_SIZE + 100);
        engine.end(1, 3 * BLOCK_SIZE);
        assertEquals(0, io.status());
        assertEquals(List.of(8L * BLOCK_SIZE, 9L * BLOCK_SIZE), engine.offsets());
    }

    @Test
    void shouldEndAResetWhenNothingIsAtTheDiskAnyMore() {
        TestIo write = submit(BdevOp.WRITE, false);
        TestIo reset = new TestIo().prepare(BdevOp.RESET, 0, 0, null).submit(channel);
        TestIo behind = submit(BdevOp.WRITE, false);
        bed.run();
        assertFalse(reset.ended());
        engine.end(0, BLOCK_SIZE);
        bed.run();
        assertTrue(write.ended() && reset.ended());
        engine.end(1, BLOCK_SIZE);
        assertEquals(0, behind.status());
    }

    @Test
    void shouldWaitWhileTheEngineIsFull() {
        engine.full(true);
        TestIo flush = submit(BdevOp.FLUSH, false);
        bed.run();
        assertEquals(List.of(), engine.asked());
        engine.full(false);
        bed.advance(1_000_000);
        assertEquals(List.of("sync data"), engine.asked());
        engine.end(0, 0);
        assertEquals(0, flush.status());
    }
}
