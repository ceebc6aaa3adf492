package io.viaduct.testkit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.viaduct.api.bdev.BdevDescriptor;
import io.viaduct.api.bdev.BdevOp;
import io.viaduct.api.bdev.IoChannel;
import io.viaduct.api.nvme.Status;

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

    private static final Set<BdevOp> USED = EnumSet.complementOf(EnumSet.of(BdevOp.RESET));

    /** What means something only where data is kept. */
    private static final Set<BdevOp> COMPARING =
            EnumSet.of(BdevOp.COMPARE, BdevOp.COMPARE_AND_WRITE);

    private final TestBed bed;
    private final IoChannel channel;
    private final boolean keepsData;
    private final Random random;
    private final int blockSize;
    private final int blocks;
    private final List<BdevOp> operations = new ArrayList<>(USED);
    private final byte[] content;
    private final boolean[] bad;

    /** One I/O under way, how it has to end, and what a read has to bring. */
    private record Step(TestIo io, Scatter data, int status, byte[] expected) {}

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
        bad = new boolean[blocks];
        operations.retainAll(descriptor.operations());
        if (!descriptor.bdev().geometry().unmapReadsZeroes()) {
            operations.remove(BdevOp.UNMAP);
        }
        if (!keepsData) {
            operations.removeAll(COMPARING);
        }
    }

    void run(int steps) {
        begin();
        for (int i = 0; i < steps; i += AT_ONCE) {
            List<Step> underWay = new ArrayList<>();
            int share = blocks / AT_ONCE;
            for (int j = 0; j < AT_ONCE; j++) {
                int count = 1 + random.nextInt(Math.min(BLOCKS_MAX, share));
                int lba = j * share + random.nextInt(share - count + 1);
                int source = j * share + random.nextInt(share - count + 1);
                underWay.add(submit(lba, count, source));
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

    private Step submit(int lba, int count, int source) {
        BdevOp op = operations.get(random.nextInt(operations.size()));
        int from = lba * blockSize;
        int to = from + count * blockSize;
        byte[] before = Arrays.copyOfRange(content, from, to);
        boolean unreadable = isBad(op == BdevOp.COPY ? source : lba, count);
        int readable = unreadable ? Status.UNRECOVERED_READ_ERROR : Status.SUCCESS;
        Scatter data = null;
        byte[] expected = null;
        int status = Status.SUCCESS;
        switch (op) {
            case READ -> {
                data = new Scatter(pieces(to - from));
                expected = keepsData ? before : new byte[to - from];
                status = readable;
            }
            case WRITE -> {
                byte[] next = new byte[to - from];
                random.nextBytes(next);
                data = new Scatter(pieces(to - from)).put(next);
                put(lba, next);
            }
            case COMPARE -> {
                boolean differs = spoil(before);
                data = new Scatter(pieces(to - from)).put(before);
                status = unreadable ? readable : differs ? Status.COMPARE_FAILURE : 0;
            }
            case COMPARE_AND_WRITE -> {
                boolean differs = spoil(before);
                byte[] both = new byte[2 * before.length];
                random.nextBytes(both);
                System.arraycopy(before, 0, both, 0, before.length);
                data = new Scatter(pieces(both.length)).put(both);
                status = unreadable ? readable : differs ? Status.COMPARE_FAILURE : 0;
                if (status == 0) {
                    put(lba, Arrays.copyOfRange(both, before.length, both.length));
                }
            }
            case COPY -> {
                if (unreadable) {
                    // What the target is then, a device may choose: not done.
                    return null;
                }
                put(
                        lba,
                        Arrays.copyOfRange(
                                content, source * blockSize, (source + count) * blockSize));
            }
            case VERIFY -> status = readable;
            case WRITE_UNCORRECTABLE -> Arrays.fill(bad, lba, lba + count, true);
            case FLUSH, RESET -> {}
            case WRITE_ZEROES, UNMAP -> put(lba, new byte[to - from]);
        }
        TestIo io = new TestIo().prepare(op, lba, count, data);
        io.io().source(source);
        return new Step(io.submit(channel), data, status, expected);
    }

    private boolean isBad(int lba, int count) {
        for (int i = lba; i < lba + count; i++) {
            if (bad[i]) {
                return true;
            }
        }
        return false;
    }

    private void put(int lba, byte[] next) {
        System.arraycopy(next, 0, content, lba * blockSize, next.length);
        Arrays.fill(bad, lba, lba + next.length / blockSize, false);
    }

    /** Every other time, changes a byte. */
    private boolean spoil(byte[] bytes) {
        boolean spoils = random.nextBoolean();
        if (spoils) {
            bytes[random.nextInt(bytes.length)] ^= 1;
        }
        return spoils;
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
        if (step == null) {
            return;
        }
        bed.runUntil(step.io::ended);
        String what = step.io.io().op() + " " + step.io.io().lba() + "+" + step.io.io().count();
        assertEquals(step.status, Status.code(step.io.status()), what);
        if (step.expected != null && step.status == Status.SUCCESS) {
            assertArrayEquals(step.expected, step.data.get(), what);
        }
        if (step.data != null && !step.data.guarded()) {
            throw new AssertionError(what + " went beside its pieces");
        }
    }
}
