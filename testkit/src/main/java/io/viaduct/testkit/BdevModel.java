package io.viaduct.testkit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.viaduct.api.bdev.BdevDescriptor;
import io.viaduct.api.bdev.BdevOp;
import io.viaduct.api.bdev.IoChannel;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/**
 * A device as an array of bytes, and random I/O that is done to both: several at a time, each on
 * blocks that no other one under way touches, in pieces of random sizes.
 */
final class BdevModel {
    private static final int AT_ONCE = 8;
    private static final int BLOCKS_MAX = 40;
    private static final int PIECES_MAX = 6;

    private static final Set<BdevOp> USED =
            EnumSet.of(BdevOp.READ, BdevOp.WRITE, BdevOp.WRITE_ZEROES, BdevOp.UNMAP, BdevOp.FLUSH);

    private final TestBed bed;
    private final IoChannel channel;
    private final boolean keepsData;
    private final Random random;
    private final int blockSize;
    private final int blocks;
    private final List<BdevOp> operations = new ArrayList<>(USED);
    private final byte[] content;

    /** One I/O under way, and what a read has to bring. */
    private record Step(TestIo io, Scatter data, byte[] expected) {}

    BdevModel(
            TestBed bed,
            BdevDescriptor descriptor,
            IoChannel channel,
            boolean keepsData,
            Random random) {
        this.bed = bed;
        this.channel = channel;
        this.keepsData = keepsData;
        this.random = random;
        blockSize = descriptor.bdev().geometry().blockSize();
        blocks = (int) descriptor.bdev().geometry().blockCount();
        content = new byte[blocks * blockSize];
        operations.retainAll(descriptor.operations());
        if (!descriptor.bdev().geometry().unmapReadsZeroes()) {
            operations.remove(BdevOp.UNMAP);
        }
    }

    void run(int steps) {
        begin();
        for (int i = 0; i < steps; i += AT_ONCE) {
            List<Step> underWay = new ArrayList<>();
            int share = blocks / AT_ONCE;
            for (int j = 0; j < AT_ONCE; j++) {
                int count = 1 + random.nextInt(Math.min(BLOCKS_MAX, share));
                underWay.add(submit(j * share + random.nextInt(share - count + 1), count));
            }
            underWay.forEach(this::check);
        }
    }

    // What was there before is unknown: writes everything once.
    private void begin() {
        random.nextBytes(content);
        Scatter all = Scatter.of(content);
        assertEquals(0, bed.perform(channel, BdevOp.WRITE, 0, blocks, all));
    }

    private Step submit(int lba, int count) {
        BdevOp op = operations.get(random.nextInt(operations.size()));
        int from = lba * blockSize;
        int to = from + count * blockSize;
        Scatter data = null;
        byte[] expected = null;
        switch (op) {
            case READ -> {
                data = new Scatter(pieces(to - from));
                expected = keepsData ? Arrays.copyOfRange(content, from, to) : new byte[to - from];
            }
            case WRITE -> {
                byte[] next = new byte[to - from];
                random.nextBytes(next);
                data = new Scatter(pieces(to - from)).put(next);
                System.arraycopy(next, 0, content, from, next.length);
            }
            case FLUSH -> {}
            default -> Arrays.fill(content, from, to, (byte) 0);
        }
        TestIo io = new TestIo().prepare(op, lba, count, data);
        return new Step(io.submit(channel), data, expected);
    }

    private int[] pieces(int bytes) {
        int[] sizes = new int[1 + random.nextInt(PIECES_MAX)];
        int left = bytes;
        for (int i = 0; i < sizes.length - 1; i++) {
            sizes[i] = 1 + random.nextInt(left - (sizes.length - 1 - i));
            left -= sizes[i];
        }
        sizes[sizes.length - 1] = left;
        return sizes;
    }

    private void check(Step step) {
        bed.runUntil(step.io::ended);
        String what = step.io.io().op() + " " + step.io.io().lba() + "+" + step.io.io().count();
        assertEquals(0, step.io.status(), what);
        if (step.expected != null) {
            assertArrayEquals(step.expected, step.data.get(), what);
        }
        if (step.data != null && !step.data.guarded()) {
            throw new AssertionError(what + " went beside its pieces");
        }
    }
}
