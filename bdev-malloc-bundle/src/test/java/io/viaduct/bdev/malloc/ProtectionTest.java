package io.viaduct.bdev.malloc;

import static io.viaduct.api.bdev.BdevIo.CHECK_APPLICATION;
import static io.viaduct.api.bdev.BdevIo.CHECK_GUARD;
import static io.viaduct.api.bdev.BdevIo.CHECK_REFERENCE;
import static io.viaduct.api.bdev.BdevIo.PRACT;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.viaduct.api.bdev.BdevDescriptor;
import io.viaduct.api.bdev.BdevOp;
import io.viaduct.api.bdev.Geometry;
import io.viaduct.api.bdev.IoChannel;
import io.viaduct.api.nvme.Status;
import io.viaduct.conformance.Proves;
import io.viaduct.testkit.Scatter;
import io.viaduct.testkit.TestBed;
import io.viaduct.testkit.TestIo;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import java.util.UUID;

/** Protection information on RAM and null disks. */
class ProtectionTest {
    private static final int ALL = CHECK_GUARD | CHECK_APPLICATION | CHECK_REFERENCE;
    private static final int BLOCKS = 64;

    private final TestBed bed = new TestBed();
    private BdevDescriptor use;
    private IoChannel channel;
    private Geometry shape;

    @AfterEach
    void close() throws Exception {
        if (use != null) {
            bed.get(use.retire());
        }
        bed.close();
    }

    private void disk(int blockSize, int metadata, int type, boolean first) throws Exception {
        shape = Geometry.of(blockSize, BLOCKS).withMetadata(metadata, type, first);
        new MallocModule(bed.registry(), bed.estates()).create("M", UUID.randomUUID(), shape);
        open("M");
    }

    private void nullDisk(int type) throws Exception {
        shape = Geometry.of(512, BLOCKS).withMetadata(8, type, false);
        new NullModule(bed.registry(), bed.memory()).create("N", UUID.randomUUID(), shape);
        open("N");
    }

    private void open(String name) throws Exception {
        use = bed.registry().open(name, true, (gone, cause) -> {});
        channel = use.channel(bed.reactor());
    }

    /** What a command checks, or makes. */
    private record Tags(int flags, int reference, int application, int mask) {
        static Tags of(int flags, int reference) {
            return new Tags(flags, reference, 0x1234, 0xffff);
        }
    }

    private static final Tags NONE = new Tags(0, 0, 0, 0);

    private int perform(BdevOp op, long lba, int count, Scatter data, Tags tags) {
        TestIo io = new TestIo().prepare(op, lba, count, data);
        io.io().protection(tags.flags, tags.reference, tags.application, tags.mask);
        return bed.perform(channel, io);
    }

    private int write(long lba, byte[] content, Tags tags) {
        int count = content.length / shape.transferBytes(tags.flags);
        Scatter odd = new Scatter(1, 300, content.length - 301).put(content);
        return perform(BdevOp.WRITE, lba, count, odd, tags);
    }

    private byte[] read(long lba, int count, Tags tags) {
        Scatter in = new Scatter(7, count * shape.transferBytes(tags.flags) - 7);
        assertEquals("SUCCESS", Status.name(perform(BdevOp.READ, lba, count, in, tags)));
        return in.get();
    }

    private void assertReads(int status, long lba, Tags tags) {
        Scatter in = new Scatter(shape.transferBytes(tags.flags));
        assertEquals(Status.name(status), Status.name(perform(BdevOp.READ, lba, 1, in, tags)));
        Tags verified = new Tags(tags.flags & ALL, tags.reference, tags.application, tags.mask);
        int verify = perform(BdevOp.VERIFY, lba, 1, null, verified);
        assertEquals(Status.name(status), Status.name(verify));
    }

    private byte[] random(int bytes) {
        byte[] content = new byte[bytes];
        new Random(bytes).nextBytes(content);
        return content;
    }

    /** Blocks whose bytes count up by 7 from 3, as those of the vectors. */
    private byte[] counting(int blocks) {
        byte[] content = new byte[blocks * shape.blockBytes()];
        for (int i = 0; i < content.length; i++) {
            content[i] = (byte) (i * 7 + 3);
        }
        return content;
    }

    private int place() {
        int last = shape.metadataSize() - Geometry.PROTECTION_SIZE;
        return shape.blockSize() + (shape.protectionFirst() ? 0 : last);
    }

    // Made by SPDK's generator (spdk_dif_generate, commit 3230130e6a) of the same blocks.
    @Proves("features 3.3 protection information")
    @ParameterizedTest
    @CsvSource({
        "512, 8, false, 1, 12345678, abcd, f958abcd12345678, 0402abcd12345679",
        "512, 8, true, 2, fffffffe, 0001, f9580001fffffffe, 04020001ffffffff",
        "512, 8, false, 3, 01020304, 8000, f958800001020304, 0402800001020304",
        "4096, 16, false, 1, 00000000, 0000, 4d61000000000000, dab0000000000001",
        "4096, 16, true, 1, 00000007, 55aa, 3ce155aa00000007, 75a755aa00000008",
        "4096, 64, false, 2, 7fffffff, fffe, f713fffe7fffffff, c758fffe80000000"
    })
    void shouldMakeWhatOthersMake(
            int blockSize,
            int metadata,
            boolean first,
            int type,
            String reference,
            String application,
            String one,
            String two)
            throws Exception {
        disk(blockSize, metadata, type, first);
        byte[] given = counting(2);
        if (metadata == 8) {
            byte[] data = new byte[2 * blockSize];
            for (int i = 0; i < 2; i++) {
                System.arraycopy(given, i * shape.blockBytes(), data, i * blockSize, blockSize);
            }
            given = data;
        }
        int tag = HexFormat.fromHexDigits(application);
        int initial = HexFormat.fromHexDigits(reference);
        assertEquals(0, write(5, given, new Tags(PRACT, initial, tag, 0)));
        byte[] stored = read(5, 2, NONE);
        byte[] expected = counting(2);
        System.arraycopy(HexFormat.of().parseHex(one), 0, expected, place(), 8);
        int second = shape.blockBytes() + place();
        System.arraycopy(HexFormat.of().parseHex(two), 0, expected, second, 8);
        assertArrayEquals(expected, stored);
        int checks = type == 3 ? CHECK_GUARD | CHECK_APPLICATION : ALL;
        assertReads(Status.SUCCESS, 5, new Tags(checks, initial, tag, 0xffff));
    }

    @Test
    void shouldComputeTheGuardsOfAllLengths() {
        // The check value of CRC-16/T10-DIF, and SPDK's of 1 to 17 bytes that count up by 7 from 3.
        assertGuard(0xd0db, "123456789".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
        int[] guards = {
            0x176e, 0xecc2, 0x0b6a, 0x29a3, 0x708b, 0x2992, 0x2005, 0xe3c8, 0x9142, 0xe391, 0x714f,
            0x6d2d, 0xa333, 0xfa6a, 0x4eaa, 0x9f43, 0x5510
        };
        for (int length = 1; length <= guards.length; length++) {
            byte[] bytes = new byte[length];
            for (int i = 0; i < length; i++) {
                bytes[i] = (byte) (i * 7 + 3);
            }
            assertGuard(guards[length - 1], bytes);
        }
    }

    private static void assertGuard(int expected, byte[] bytes) {
        Scatter memory = Scatter.of(bytes);
        assertEquals(expected, T10Crc.of(memory.list().address(0), bytes.length));
        java.lang.ref.Reference.reachabilityFence(memory);
    }

    @Proves("features 3.3 protection information")
    @ParameterizedTest
    @CsvSource({"1, 8", "2, 8", "1, 16", "2, 64"})
    void shouldFindEveryFault(int type, int metadata) throws Exception {
        disk(512, metadata, type, false);
        byte[] block = random(shape.transferBytes(PRACT));
        assertEquals(0, write(9, block, Tags.of(PRACT, 9)));
        assertReads(Status.SUCCESS, 9, Tags.of(ALL, 9));
        assertReads(Status.REFERENCE_TAG_CHECK_ERROR, 9, Tags.of(ALL, 10));
        assertReads(Status.SUCCESS, 9, Tags.of(CHECK_GUARD | CHECK_APPLICATION, 10));
        Tags other = new Tags(ALL, 9, 0x1235, 0xffff);
        assertReads(Status.APPLICATION_TAG_CHECK_ERROR, 9, other);
        assertReads(Status.SUCCESS, 9, new Tags(ALL, 9, 0x1235, 0xfff0));
        assertReads(Status.SUCCESS, 9, new Tags(CHECK_GUARD | CHECK_REFERENCE, 9, 0x1235, 0xffff));
        byte[] spoilt = read(9, 1, NONE);
        spoilt[100] ^= 4;
        assertEquals(0, write(9, spoilt, NONE), "nothing is checked of it");
        assertReads(Status.GUARD_CHECK_ERROR, 9, Tags.of(ALL, 9));
        assertReads(Status.GUARD_CHECK_ERROR, 9, Tags.of(PRACT | CHECK_GUARD, 9));
        assertReads(Status.SUCCESS, 9, Tags.of(CHECK_APPLICATION | CHECK_REFERENCE, 9));
    }

    @Proves("features 3.3 protection information")
    @Test
    void shouldCheckBeforeItStores() throws Exception {
        disk(512, 8, 1, false);
        byte[] good = random(3 * 512);
        assertEquals(0, write(20, good, Tags.of(PRACT, 20)));
        byte[] stored = read(20, 3, NONE);
        byte[] bad = stored.clone();
        bad[2 * 520 + 511] ^= 1;
        assertEquals(Status.GUARD_CHECK_ERROR, write(20, bad, Tags.of(ALL, 20)));
        assertEquals(Status.REFERENCE_TAG_CHECK_ERROR, write(20, stored, Tags.of(ALL, 21)));
        assertArrayEquals(stored, read(20, 3, NONE), "not even the first block is stored");
        assertEquals(0, write(20, stored, Tags.of(ALL, 20)));
    }

    @Test
    void shouldGiveDataAloneWhereItRemovesProtection() throws Exception {
        disk(512, 8, 1, false);
        byte[] data = random(4 * 512);
        assertEquals(0, write(1, data, Tags.of(PRACT, 1)));
        assertArrayEquals(data, read(1, 4, Tags.of(PRACT | ALL, 1)));
    }

    @Test
    void shouldCheckNothingOfBlocksThatWereNeverWrittenOrAreDeallocated() throws Exception {
        disk(512, 8, 1, false);
        assertReads(Status.SUCCESS, 3, Tags.of(ALL, 99));
        assertEquals(0, write(3, random(512), Tags.of(PRACT, 3)));
        assertReads(Status.REFERENCE_TAG_CHECK_ERROR, 3, Tags.of(ALL, 99));
        assertEquals(0, perform(BdevOp.UNMAP, 3, 1, null, NONE));
        assertReads(Status.SUCCESS, 3, Tags.of(ALL, 99));
        byte[] expected = new byte[520];
        Arrays.fill(expected, 512, 520, (byte) 0xff);
        assertArrayEquals(expected, read(3, 1, NONE));
    }

    @Test
    void shouldWriteZeroesWithZeroesOrWithWhatTheCommandSays() throws Exception {
        disk(512, 8, 1, false);
        assertEquals(0, perform(BdevOp.WRITE_ZEROES, 3, 2, null, NONE));
        assertArrayEquals(new byte[2 * 520], read(3, 2, NONE));
        assertEquals(0, perform(BdevOp.WRITE_ZEROES, 3, 2, null, Tags.of(PRACT, 3)));
        assertReads(Status.SUCCESS, 4, Tags.of(ALL, 4));
        assertReads(Status.APPLICATION_TAG_CHECK_ERROR, 4, new Tags(ALL, 4, 1, 0xffff));
    }

    @Test
    void shouldCompareAllButProtectionAndCheckBothSides() throws Exception {
        disk(512, 16, 1, false);
        byte[] block = random(528);
        assertEquals(0, write(6, block, Tags.of(PRACT, 6)));
        byte[] stored = read(6, 1, NONE);
        assertEquals(0, compare(stored, Tags.of(ALL, 6)));
        byte[] untagged = stored.clone();
        untagged[525] ^= 1;
        assertEquals(0, compare(untagged, NONE));
        assertEquals(Status.REFERENCE_TAG_CHECK_ERROR, compare(untagged, Tags.of(ALL, 6)));
        byte[] differs = stored.clone();
        differs[515] ^= 1;
        assertEquals(Status.COMPARE_FAILURE, compare(differs, NONE));
        assertEquals(Status.GUARD_CHECK_ERROR, compare(differs, Tags.of(ALL, 6)));
    }

    private int compare(byte[] given, Tags tags) {
        return perform(BdevOp.COMPARE, 6, 1, Scatter.of(given), tags);
    }

    @Test
    void shouldCopyWithNewTags() throws Exception {
        disk(512, 8, 1, false);
        byte[] data = random(4 * 512);
        assertEquals(0, write(10, data, Tags.of(PRACT, 10)));
        assertEquals(0, copy(10, 30, Tags.of(PRACT | ALL, 10), new Tags(PRACT, 30, 5, 0)));
        assertArrayEquals(data, read(30, 4, new Tags(PRACT | ALL, 30, 5, 0xffff)));
        int wrong = copy(10, 30, Tags.of(PRACT | ALL, 11), Tags.of(PRACT, 30));
        assertEquals(Status.REFERENCE_TAG_CHECK_ERROR, wrong);
        assertEquals(0, copy(10, 40, NONE, NONE));
        assertReads(Status.SUCCESS, 40, Tags.of(ALL, 10));
        int kept = copy(10, 50, NONE, Tags.of(CHECK_REFERENCE, 50));
        assertEquals(Status.REFERENCE_TAG_CHECK_ERROR, kept);
    }

    private int copy(long from, long to, Tags reads, Tags writes) {
        TestIo io = new TestIo().prepare(BdevOp.COPY, to, 4, null);
        io.io()
                .source(from)
                .protection(writes.flags, writes.reference, writes.application, writes.mask)
                .sourceProtection(reads.flags, reads.reference, reads.application, reads.mask);
        return bed.perform(channel, io);
    }

    @Test
    void shouldCompareAndWriteWithTags() throws Exception {
        disk(512, 8, 1, false);
        byte[] before = random(512);
        byte[] after = random(513);
        assertEquals(0, write(8, before, Tags.of(PRACT, 8)));
        byte[] both = Arrays.copyOf(before, 1024);
        System.arraycopy(after, 0, both, 512, 512);
        TestIo io = new TestIo().prepare(BdevOp.COMPARE_AND_WRITE, 8, 1, Scatter.of(both));
        io.io().sourceProtection(PRACT | ALL, 8, 0x1234, 0xffff).protection(PRACT, 8, 0x4321, 0);
        assertEquals(0, bed.perform(channel, io));
        assertReads(Status.SUCCESS, 8, new Tags(ALL, 8, 0x4321, 0xffff));
        assertArrayEquals(Arrays.copyOf(after, 512), read(8, 1, Tags.of(PRACT, 8)));
    }

    @Test
    void shouldCountReferenceTagsUpExceptWithType3() throws Exception {
        disk(512, 8, 3, false);
        assertEquals(0, write(0, random(1024), Tags.of(PRACT, 77)));
        byte[] stored = read(0, 2, NONE);
        assertArrayEquals(
                Arrays.copyOfRange(stored, 516, 520), Arrays.copyOfRange(stored, 1036, 1040));
    }

    @Test
    void shouldCheckWhatANullDiskIsGiven() throws Exception {
        nullDisk(1);
        byte[] block = new byte[520];
        block[512] = 1;
        assertEquals(Status.GUARD_CHECK_ERROR, write(2, block, Tags.of(CHECK_GUARD, 2)));
        assertEquals(0, write(2, block, NONE));
        assertEquals(0, write(2, new byte[512], Tags.of(PRACT, 2)));
        byte[] expected = new byte[2 * 520];
        Arrays.fill(expected, 512, 520, (byte) 0xff);
        Arrays.fill(expected, 1032, 1040, (byte) 0xff);
        assertArrayEquals(expected, read(2, 2, Tags.of(ALL, 2)));
        assertArrayEquals(new byte[1024], read(2, 2, Tags.of(PRACT | ALL, 2)));
    }
}
