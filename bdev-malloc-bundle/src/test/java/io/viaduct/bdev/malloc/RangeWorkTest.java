package io.viaduct.bdev.malloc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.viaduct.api.bdev.BdevDescriptor;
import io.viaduct.api.bdev.BdevOp;
import io.viaduct.api.bdev.Geometry;
import io.viaduct.api.bdev.IoChannel;
import io.viaduct.api.memory.Region;
import io.viaduct.testkit.TestBed;
import io.viaduct.testkit.TestIo;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.lang.foreign.ValueLayout;
import java.util.Random;
import java.util.UUID;

/** Ranges that are too large to be done at once. */
class RangeWorkTest {
    private static final int BLOCK = 4096;
    private static final long STEP_BLOCKS = RangeWork.STEP_BYTES / BLOCK;
    private static final long BLOCKS = 6 * STEP_BLOCKS;

    private final TestBed bed = new TestBed();
    private Region region;
    private BdevDescriptor use;
    private IoChannel channel;

    @BeforeEach
    void open() throws Exception {
        UUID identity = UUID.randomUUID();
        new MallocModule(bed.registry(), bed.estates())
                .create("M", identity, Geometry.of(BLOCK, BLOCKS));
        region = bed.memory().find(MallocStorage.estate(identity) + "/blocks");
        use = bed.registry().open("M", true, (gone, cause) -> {});
        channel = use.channel(bed.reactor());
        byte[] content = new byte[(int) region.size()];
        new Random(3).nextBytes(content);
        region.segment().asByteBuffer().put(content);
    }

    @AfterEach
    void close() throws Exception {
        bed.get(use.retire());
        bed.close();
    }

    private byte[] content() {
        return region.segment().toArray(ValueLayout.JAVA_BYTE);
    }

    private TestIo submit(BdevOp op, long lba, long count) {
        return new TestIo().prepare(op, lba, count, null).submit(channel);
    }

    @Test
    void shouldEndSmallRangesAtOnce() {
        assertTrue(submit(BdevOp.UNMAP, 1, STEP_BLOCKS).ended());
    }

    @Test
    void shouldLetTheReactorWorkBetweenSteps() {
        TestIo large = submit(BdevOp.WRITE_ZEROES, 0, BLOCKS);
        int turns = 0;
        while (!large.ended()) {
            assertTrue(submit(BdevOp.FLUSH, 0, 0).ended(), "others are not held up");
            bed.step();
            turns++;
        }
        assertTrue(turns >= BLOCKS / STEP_BLOCKS, turns + " turns");
        for (byte one : content()) {
            assertEquals(0, one);
        }
    }

    @Test
    void shouldEndInOrderWithAResetBehind() {
        TestIo first = submit(BdevOp.UNMAP, 0, BLOCKS);
        TestIo second = submit(BdevOp.UNMAP, 0, 1);
        TestIo reset = submit(BdevOp.RESET, 0, 0);
        assertFalse(first.ended() || second.ended() || reset.ended());
        bed.runUntil(second::ended);
        assertTrue(first.ended());
        bed.runUntil(reset::ended);
        assertEquals(0, channel.inFlight());
    }

    @Test
    void shouldCopyLargeRangesThatOverlap() {
        for (long[] move : new long[][] {{0, 5}, {5, 0}, {0, 3 * STEP_BLOCKS}}) {
            byte[] expected = content();
            long count = 3 * STEP_BLOCKS - 1;
            System.arraycopy(
                    expected,
                    (int) move[0] * BLOCK,
                    expected,
                    (int) move[1] * BLOCK,
                    (int) count * BLOCK);
            TestIo io = new TestIo().prepare(BdevOp.COPY, move[1], count, null);
            io.io().source(move[0]);
            assertEquals(0, bed.perform(channel, io));
            assertEquals(-1, java.util.Arrays.mismatch(expected, content()));
        }
    }

    @Test
    void shouldWaitForALargeRangeBeforeAUseEnds() throws Exception {
        TestIo large = submit(BdevOp.WRITE_ZEROES, 0, BLOCKS);
        bed.get(use.retire());
        assertTrue(large.ended());
    }
}
