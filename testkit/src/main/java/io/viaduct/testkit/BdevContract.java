package io.viaduct.testkit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.viaduct.api.bdev.BdevDescriptor;
import io.viaduct.api.bdev.BdevOp;
import io.viaduct.api.bdev.Geometry;
import io.viaduct.api.bdev.IoChannel;
import io.viaduct.api.memory.SegmentList;
import io.viaduct.api.nvme.Status;
import io.viaduct.api.rpc.RpcException;
import io.viaduct.conformance.Proves;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletionStage;

/**
 * What every block device keeps to. A module's test extends this and says how to make a device; the
 * rest of the class is the suite. It talks to the device as the platform does, through the core.
 */
public abstract class BdevContract extends BdevFixture {
    private static final int MANY = 300;
    private static final int STEPS = 600;
    private static final int RACES = 12;
    private static final int RACERS = 9;

    @Test
    void shouldTellAConsistentShape() {
        Geometry shape = bdev().geometry();
        assertEquals(BLOCK_SIZE, shape.blockSize());
        assertEquals(BLOCKS, shape.blockCount());
        assertTrue(bdev().operations().contains(BdevOp.READ), "READ is always there");
        assertTrue(descriptor().operations().containsAll(bdev().operations()));
        if (shape.volatileWriteCache()) {
            assertTrue(bdev().operations().contains(BdevOp.FLUSH), "a volatile cache is flushed");
        }
        assertFalse(bdev().productName().isBlank());
    }

    @Test
    void shouldBeFoundByNameAndUuid() {
        assertSame(bdev(), bed().registry().find(bdev().name()));
        assertSame(bdev(), bed().registry().find(bdev().uuid().toString()));
        bdev().aliases().forEach(alias -> assertSame(bdev(), bed().registry().find(alias)));
    }

    @Test
    void shouldReadBackTheFirstAndTheLastBlock() {
        for (long lba : new long[] {0, 1, BLOCKS / 2, BLOCKS - 2, BLOCKS - 1}) {
            byte[] content = pattern(lba, 1);
            write(lba, content);
            assertArrayEquals(kept(content), read(lba, 1));
        }
    }

    @Test
    void shouldKeepToItsBlocks() {
        write(0, pattern(1, 8));
        byte[] middle = pattern(2, 2);
        write(3, middle);
        byte[] expected = pattern(1, 8);
        System.arraycopy(middle, 0, expected, 3 * BLOCK_SIZE, middle.length);
        assertArrayEquals(kept(expected), read(0, 8));
    }

    @Test
    void shouldGatherAndScatterOddPieces() {
        byte[] content = pattern(3, 8);
        Scatter out = new Scatter(1, 510, 3, 2000, 7, content.length - 2521).put(content);
        assertEquals(0, bed().perform(channel(), BdevOp.WRITE, 10, 8, out));
        assertArrayEquals(content, out.get(), "a write leaves the writer's memory alone");
        Scatter in = new Scatter(513, 1, 1, 1000, content.length - 1515);
        assertEquals(0, bed().perform(channel(), BdevOp.READ, 10, 8, in));
        assertArrayEquals(kept(content), in.get());
        assertTrue(in.guarded() && out.guarded(), "beside the pieces");
    }

    @Test
    void shouldTakeLargerBlocks() throws Exception {
        release();
        use(4096, 513);
        byte[] content = new byte[2 * 4096];
        new Random(7).nextBytes(content);
        Scatter out = Scatter.of(content);
        assertEquals(0, bed().perform(channel(), BdevOp.WRITE, 511, 2, out));
        Scatter in = new Scatter(content.length);
        assertEquals(0, bed().perform(channel(), BdevOp.READ, 511, 2, in));
        assertArrayEquals(kept(content), in.get());
    }

    @Test
    void shouldRefuseWhatIsOutOfRange() {
        Scatter one = new Scatter(BLOCK_SIZE);
        Scatter two = new Scatter(2 * BLOCK_SIZE);
        for (BdevOp op : EnumSet.of(BdevOp.READ, BdevOp.WRITE)) {
            assertEquals(Status.LBA_OUT_OF_RANGE, bed().perform(channel(), op, BLOCKS, 1, one));
            assertEquals(Status.LBA_OUT_OF_RANGE, bed().perform(channel(), op, BLOCKS - 1, 2, two));
            assertEquals(Status.LBA_OUT_OF_RANGE, bed().perform(channel(), op, -1, 1, one));
            assertEquals(
                    Status.LBA_OUT_OF_RANGE, bed().perform(channel(), op, Long.MAX_VALUE, 1, one));
        }
    }

    @Test
    void shouldRefuseWhatIsMalformed() {
        Scatter one = new Scatter(BLOCK_SIZE);
        assertEquals(Status.INVALID_FIELD, bed().perform(channel(), BdevOp.READ, 0, 0, one));
        assertEquals(Status.INVALID_FIELD, bed().perform(channel(), BdevOp.READ, 0, -1, one));
        assertEquals(Status.INVALID_FIELD, bed().perform(channel(), BdevOp.READ, 0, 2, one));
        assertEquals(Status.INVALID_FIELD, bed().perform(channel(), BdevOp.WRITE, 0, 1, null));
    }

    @Test
    void shouldRefuseWhatItDoesNotSay() {
        EnumSet<BdevOp> others = EnumSet.allOf(BdevOp.class);
        others.removeAll(descriptor().operations());
        for (BdevOp op : others) {
            Scatter data = new Scatter(2 * BLOCK_SIZE);
            assertEquals(
                    Status.INVALID_OPCODE, bed().perform(channel(), op, 0, 1, data), op.label());
        }
    }

    @Test
    void shouldRefuseToBeWrittenByAReader() throws RpcException, Exception {
        BdevDescriptor reader = bed().registry().open(bdev().name(), false, NO_EVENTS);
        IoChannel readOnly = reader.channel(bed().reactor());
        Scatter data = new Scatter(BLOCK_SIZE);
        int status = bed().perform(readOnly, BdevOp.WRITE, 0, 1, data);
        assertEquals(Status.ATTEMPTED_WRITE_TO_RO_RANGE, status);
        assertEquals(0, bed().perform(readOnly, BdevOp.READ, 0, 1, data));
        bed().get(reader.retire());
    }

    @Test
    void shouldTakeManyAtOnceAndEndEachOnce() {
        List<TestIo> all = new ArrayList<>();
        for (int i = 0; i < MANY; i++) {
            Scatter data = Scatter.of(pattern(i, 1));
            all.add(new TestIo().prepare(BdevOp.WRITE, i, 1, data).submit(channel()));
        }
        bed().runUntil(() -> all.stream().allMatch(TestIo::ended));
        all.forEach(io -> assertEquals(0, io.status()));
        assertEquals(0, channel().inFlight());
        for (int i = 0; i < MANY; i++) {
            assertArrayEquals(kept(pattern(i, 1)), read(i, 1));
        }
    }

    @Test
    void shouldTakeAnotherFromInsideACompletion() {
        TestIo second = new TestIo();
        Scatter data = new Scatter(BLOCK_SIZE);
        TestIo first =
                new TestIo().then(() -> second.prepare(BdevOp.READ, 1, 1, data).submit(channel()));
        first.prepare(BdevOp.READ, 0, 1, new Scatter(BLOCK_SIZE)).submit(channel());
        if (first.ended()) {
            // It ended inside submit: the caller goes on by itself.
            second.prepare(BdevOp.READ, 1, 1, data).submit(channel());
        }
        bed().runUntil(() -> first.ended() && second.ended());
        assertEquals(0, second.status());
    }

    @Test
    void shouldFlushAndReset() {
        for (BdevOp op : EnumSet.of(BdevOp.FLUSH, BdevOp.RESET)) {
            if (descriptor().operations().contains(op)) {
                write(5, pattern(5, 1));
                assertEquals(0, bed().perform(channel(), op, 0, 0, null), op.label());
                assertArrayEquals(kept(pattern(5, 1)), read(5, 1));
            }
        }
    }

    @Test
    void shouldWriteThrough() {
        TestIo io = new TestIo().prepare(BdevOp.WRITE, 9, 1, Scatter.of(pattern(9, 1)));
        io.io().fua(true);
        assertEquals(0, bed().perform(channel(), io));
        assertArrayEquals(kept(pattern(9, 1)), read(9, 1));
    }

    @Test
    void shouldReadZeroesWhereZeroesWereWritten() {
        assumeTrue(descriptor().operations().contains(BdevOp.WRITE_ZEROES));
        zeroed(BdevOp.WRITE_ZEROES);
    }

    @Test
    void shouldReadZeroesWhereItWasUnmapped() {
        assumeTrue(descriptor().operations().contains(BdevOp.UNMAP));
        assumeTrue(bdev().geometry().unmapReadsZeroes());
        zeroed(BdevOp.UNMAP);
    }

    private void zeroed(BdevOp op) {
        byte[] all = pattern(4, (int) BLOCKS);
        write(0, all);
        assertEquals(0, bed().perform(channel(), op, 7, 9, null));
        Arrays.fill(all, 7 * BLOCK_SIZE, 16 * BLOCK_SIZE, (byte) 0);
        assertArrayEquals(kept(all), read(0, (int) BLOCKS));
        assertEquals(0, bed().perform(channel(), op, 0, BLOCKS, null));
        assertArrayEquals(new byte[all.length], read(0, (int) BLOCKS));
    }

    @Test
    void shouldCompare() {
        assumeTrue(descriptor().operations().contains(BdevOp.COMPARE) && keepsData());
        byte[] content = pattern(6, 100);
        write(20, content);
        assertEquals(0, compare(20, content));
        for (int at : new int[] {0, 1, 20_000, content.length - 1}) {
            byte[] other = content.clone();
            other[at] ^= 1;
            assertEquals(Status.COMPARE_FAILURE, compare(20, other), "byte " + at);
        }
        assertArrayEquals(content, read(20, 100));
    }

    private int compare(long lba, byte[] content) {
        Scatter given = new Scatter(777, content.length - 777).put(content);
        return bed().perform(channel(), BdevOp.COMPARE, lba, content.length / BLOCK_SIZE, given);
    }

    @Test
    void shouldCopyAlsoOntoItself() {
        assumeTrue(descriptor().operations().contains(BdevOp.COPY));
        byte[] all = pattern(8, 64);
        for (int[] move : new int[][] {{0, 32, 16}, {0, 4, 16}, {8, 2, 20}, {5, 5, 3}}) {
            write(0, all);
            TestIo io = new TestIo().prepare(BdevOp.COPY, move[1], move[2], null);
            io.io().source(move[0]);
            assertEquals(0, bed().perform(channel(), io));
            byte[] moved = all.clone();
            int length = move[2] * BLOCK_SIZE;
            System.arraycopy(all, move[0] * BLOCK_SIZE, moved, move[1] * BLOCK_SIZE, length);
            assertArrayEquals(kept(moved), read(0, 64));
        }
    }

    @Proves("features 3.3 Verify")
    @Test
    void shouldVerify() {
        assumeTrue(descriptor().operations().contains(BdevOp.VERIFY));
        write(30, pattern(30, 9));
        assertEquals(0, bed().perform(channel(), BdevOp.VERIFY, 0, BLOCKS, null));
        int status = bed().perform(channel(), BdevOp.VERIFY, BLOCKS - 1, 2, null);
        assertEquals(Status.LBA_OUT_OF_RANGE, status);
    }

    @Test
    void shouldWriteWhereItComparesEqualAndOnlyThere() {
        assumeTrue(descriptor().operations().contains(BdevOp.COMPARE_AND_WRITE));
        assumeTrue(keepsData());
        byte[] before = pattern(21, 8);
        byte[] after = pattern(22, 8);
        write(60, before);
        TestIo wrong = compareAndWrite(60, after, before).submit(channel());
        bed().runUntil(wrong::ended);
        assertEquals(Status.COMPARE_FAILURE, Status.code(wrong.status()));
        assertFalse(wrong.io().compared());
        assertArrayEquals(before, read(60, 8));
        TestIo right = compareAndWrite(60, before, after).submit(channel());
        bed().runUntil(right::ended);
        assertEquals(0, right.status());
        assertArrayEquals(after, read(60, 8));
    }

    @Proves("features 3.3 fused Compare and Write")
    @Test
    void shouldLetOneOfManyComparisonsOnAllReactorsWin() {
        assumeTrue(descriptor().operations().contains(BdevOp.COMPARE_AND_WRITE));
        assumeTrue(keepsData());
        IoChannel other = descriptor().channel(bed().reactors().all().get(1));
        byte[] content = pattern(23, 2);
        write(70, content);
        for (int round = 0; round < RACES; round++) {
            List<TestIo> all = new ArrayList<>();
            for (int i = 0; i < RACERS; i++) {
                byte[] next = pattern(1000L + RACERS * round + i, 2);
                TestIo io = compareAndWrite(70 + i % 2, content, next);
                all.add(io.submit(i % 3 == 0 ? other : channel()));
            }
            bed().runUntil(() -> all.stream().allMatch(TestIo::ended));
            List<TestIo> won = all.stream().filter(io -> io.status() == 0).toList();
            assertEquals(1, won.size(), "round " + round);
            content = pattern(1000L + RACERS * round + all.indexOf(won.getFirst()), 2);
            assertArrayEquals(content, read(70, 2));
        }
    }

    @Proves("features 3.3 fused Compare and Write")
    @Test
    void shouldKeepWritesOffBlocksThatAreComparedAndWritten() {
        assumeTrue(descriptor().operations().contains(BdevOp.COMPARE_AND_WRITE));
        assumeTrue(keepsData());
        IoChannel other = descriptor().channel(bed().reactors().all().get(1));
        byte[] before = pattern(24, 4);
        byte[] after = pattern(25, 4);
        for (int steps = 0; steps < RACES; steps++) {
            write(80, before);
            TestIo atomic = compareAndWrite(80, before, after).submit(channel());
            for (int i = 0; i < steps; i++) {
                bed().step();
            }
            Scatter beside = Scatter.of(pattern(26, 2));
            TestIo plain = new TestIo().prepare(BdevOp.WRITE, 82, 2, beside).submit(other);
            bed().runUntil(() -> atomic.ended() && plain.ended());
            assertEquals(0, plain.status());
            // The write came first, or last: never in between.
            byte[] first = atomic.status() == 0 ? after : before;
            byte[] expected = first.clone();
            System.arraycopy(pattern(26, 2), 0, expected, 2 * BLOCK_SIZE, 2 * BLOCK_SIZE);
            assertArrayEquals(expected, read(80, 4), "after " + steps + " steps");
        }
    }

    private TestIo compareAndWrite(long lba, byte[] expected, byte[] next) {
        byte[] both = Arrays.copyOf(expected, expected.length + next.length);
        System.arraycopy(next, 0, both, expected.length, next.length);
        Scatter data = new Scatter(300, both.length - 300).put(both);
        long count = next.length / BLOCK_SIZE;
        return new TestIo().prepare(BdevOp.COMPARE_AND_WRITE, lba, count, data);
    }

    @Proves("features 3.3 Write Uncorrectable")
    @Test
    void shouldKeepInMindWhatCannotBeReadUntilItIsWritten() {
        assumeTrue(descriptor().operations().contains(BdevOp.WRITE_UNCORRECTABLE));
        byte[] content = pattern(27, 8);
        write(90, content);
        assertEquals(0, bed().perform(channel(), BdevOp.WRITE_UNCORRECTABLE, 92, 3, null));
        for (BdevOp op : EnumSet.of(BdevOp.READ, BdevOp.COMPARE, BdevOp.VERIFY)) {
            Scatter data = op == BdevOp.VERIFY ? null : new Scatter(8 * BLOCK_SIZE);
            int status = bed().perform(channel(), op, 90, 8, data);
            assertEquals(Status.UNRECOVERED_READ_ERROR, Status.code(status), op.label());
        }
        TestIo copy = new TestIo().prepare(BdevOp.COPY, 0, 8, null);
        copy.io().source(90);
        int copied = bed().perform(channel(), copy);
        assertEquals(Status.UNRECOVERED_READ_ERROR, Status.code(copied));
        assertArrayEquals(Arrays.copyOf(content, 2 * BLOCK_SIZE), read(90, 2));
        write(93, pattern(28, 1));
        assertArrayEquals(pattern(28, 1), read(93, 1));
        Scatter one = new Scatter(BLOCK_SIZE);
        for (long lba : new long[] {92, 94}) {
            int status = bed().perform(channel(), BdevOp.READ, lba, 1, one);
            assertEquals(Status.UNRECOVERED_READ_ERROR, Status.code(status));
        }
        assertEquals(0, bed().perform(channel(), BdevOp.WRITE_ZEROES, 90, 8, null));
        assertArrayEquals(new byte[8 * BLOCK_SIZE], read(90, 8));
    }

    @Test
    void shouldRefuseToCopyFromBeyondItsEnd() {
        assumeTrue(descriptor().operations().contains(BdevOp.COPY));
        TestIo io = new TestIo().prepare(BdevOp.COPY, 0, 2, null);
        io.io().source(BLOCKS - 1);
        assertEquals(Status.LBA_OUT_OF_RANGE, bed().perform(channel(), io));
    }

    @Test
    void shouldLendUntilTakenBack() {
        assumeTrue(descriptor().lends());
        byte[] content = pattern(11, 16);
        write(40, content);
        TestIo io = new TestIo().prepare(BdevOp.READ, 40, 16, null);
        SegmentList into = io.lendable(64);
        assertEquals(0, bed().perform(channel(), io));
        assertTrue(io.io().isLent());
        assertEquals(content.length, into.length());
        assertArrayEquals(kept(content), Scatter.read(into));
        channel().release(io.io());
        assertFalse(io.io().isLent());
        assertEquals(0, bed().memory().leases());
    }

    @Test
    void shouldStayWhileSomethingIsLent() throws Exception {
        assumeTrue(descriptor().lends());
        TestIo io = new TestIo().prepare(BdevOp.READ, 0, 1, null);
        io.lendable(64);
        assertEquals(0, bed().perform(channel(), io));
        CompletionStage<Void> end = descriptor().retire();
        bed().run();
        assertFalse(end.toCompletableFuture().isDone(), "its memory is lent");
        channel().release(io.io());
        bed().get(end);
    }

    @Test
    void shouldServeAllReactors() {
        IoChannel other = descriptor().channel(bed().reactors().all().get(1));
        byte[] content = pattern(12, 4);
        Scatter data = Scatter.of(content);
        assertEquals(0, bed().perform(other, BdevOp.WRITE, 100, 4, data));
        assertArrayEquals(kept(content), read(100, 4));
    }

    @Test
    void shouldKeepItsDataWhileNobodyUsesIt() throws Exception {
        byte[] content = pattern(13, 4);
        write(200, content);
        bed().get(descriptor().retire());
        openAgain();
        assertArrayEquals(kept(content), read(200, 4));
    }

    @Test
    void shouldEndWhatIsUnderWayBeforeAUseEnds() throws Exception {
        List<TestIo> all = new ArrayList<>();
        for (int i = 0; i < MANY; i++) {
            Scatter data = new Scatter(BLOCK_SIZE);
            all.add(new TestIo().prepare(BdevOp.READ, i, 1, data).submit(channel()));
        }
        bed().get(descriptor().retire());
        all.forEach(io -> assertEquals(0, io.status()));
    }

    @Test
    void shouldDoAsAModelDoes() {
        Long given = Long.getLong("seed");
        long seed = given == null ? new Random().nextLong() : given;
        try {
            new BdevModel(bed(), descriptor(), channel(), keepsData(), new Random(seed)).run(STEPS);
        } catch (AssertionError e) {
            throw new AssertionError("with -Dseed=" + seed + ": " + e.getMessage(), e);
        }
    }

    @Test
    void shouldDescribeItselfInJdkTypes() {
        assertNotNull(bdev().driverSpecific());
        bdev().driverSpecific().values().forEach(BdevContract::assertTree);
    }

    private static void assertTree(Object value) {
        switch (value) {
            case null -> assertNull(value);
            case java.util.Map<?, ?> map -> map.values().forEach(BdevContract::assertTree);
            case java.util.List<?> list -> list.forEach(BdevContract::assertTree);
            default ->
                    assertTrue(
                            value instanceof String
                                    || value instanceof Number
                                    || value instanceof Boolean,
                            () -> "not a tree of JDK types: " + value.getClass());
        }
    }
}
