package io.viaduct.bdev.virtual;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.viaduct.api.bdev.Bdev;
import io.viaduct.api.bdev.BdevDescriptor;
import io.viaduct.api.bdev.BdevOp;
import io.viaduct.api.bdev.BdevRegistration;
import io.viaduct.api.bdev.BdevRegistration.Departure;
import io.viaduct.api.reactor.Owner;
import io.viaduct.testkit.RamBdev;
import io.viaduct.testkit.Scatter;
import io.viaduct.testkit.TestBed;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;

/** Partitions of a disk that sfdisk has made, and of what becomes of its table. */
class GptTest {
    private static final int BLOCK = 512;
    private static final int BLOCKS = 4096;
    private static final int FIRST_HEADER = BLOCK;
    private static final int FIRST_ENTRIES = 2 * BLOCK;
    private static final int LAST_HEADER = (BLOCKS - 1) * BLOCK;
    private static final int LAST_ENTRIES = (BLOCKS - 33) * BLOCK;
    private static final long ROUNDS = Long.getLong("rounds", 2_000);

    private final TestBed bed = new TestBed();
    private final GptModule module = new GptModule(bed.registry());
    private final byte[] disk = new byte[BLOCKS * BLOCK];
    private BdevRegistration base;

    @BeforeEach
    void read() throws Exception {
        SfdiskDisk.copyTo(disk);
    }

    @AfterEach
    void close() throws Exception {
        if (bed.registry().find("Base") != null) {
            bed.get(base.depart(Departure.DELETED));
        }
        bed.close();
    }

    private void come() throws Exception {
        base = bed.registry().register(new RamBdev("Base", BLOCK, BLOCKS));
        BdevDescriptor writer = bed.registry().open("Base", true, (gone, cause) -> {});
        var channel = writer.channel(bed.reactor());
        assertEquals(0, bed.perform(channel, BdevOp.WRITE, 0, BLOCKS, Scatter.of(disk)));
        bed.get(writer.retire());
    }

    /** The disk comes, is looked at, and has these partitions then. */
    private void assertFound(String... names) throws Exception {
        come();
        bed.bdevs().add(module);
        bed.get(bed.bdevs().examined());
        List<String> found =
                bed.registry().bdevs().stream()
                        .map(Bdev::name)
                        .filter(name -> !name.equals("Base"))
                        .toList();
        assertEquals(List.of(names), found);
        assertEquals(names.length == 0 ? null : "gpt", bed.bdevs().claimedBy("Base"));
    }

    @Test
    void shouldFindSpdksPartitionsAndNoOthers() throws Exception {
        assertFound("Basep1", "Basep3");
        Bdev first = bed.registry().find("Basep1");
        assertEquals(1000, first.geometry().blockCount());
        assertEquals(UUID.fromString("a1b2c3d4-e5f6-4789-8abc-def012345678"), first.uuid());
        assertEquals("GPT Disk", first.productName());
        Map<String, Object> told =
                Map.of(
                        "base_bdev", "Base",
                        "offset_blocks", 64L,
                        "partition_table_guid", "0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0",
                        "partition_type_guid", "6527994e-2c5a-4eec-9613-8f5944074e8b",
                        "unique_partition_guid", "a1b2c3d4-e5f6-4789-8abc-def012345678",
                        "partition_name", "data one");
        assertEquals(Map.of("gpt", told), first.driverSpecific());
        Bdev old = bed.registry().find("Basep3");
        assertEquals(299, old.geometry().blockCount(), "one less, as SPDK always had it");
    }

    @Test
    void shouldReadAndWriteTheBlocksOfThePartition() throws Exception {
        assertFound("Basep1", "Basep3");
        byte[] block = new byte[BLOCK];
        new Random(1).nextBytes(block);
        BdevDescriptor part = bed.registry().open("Basep1", true, (gone, cause) -> {});
        var way = part.channel(bed.reactor());
        assertEquals(0, bed.perform(way, BdevOp.WRITE, 999, 1, Scatter.of(block)));
        assertTrue(bed.perform(way, BdevOp.WRITE, 1000, 1, Scatter.of(block)) != 0);
        BdevDescriptor whole = bed.registry().open("Base", false, (gone, cause) -> {});
        Scatter back = new Scatter(BLOCK);
        var below = whole.channel(bed.reactor());
        assertEquals(0, bed.perform(below, BdevOp.READ, 64 + 999, 1, back));
        assertArrayEquals(block, back.get());
        bed.get(part.retire());
        bed.get(whole.retire());
    }

    @Test
    void shouldUseTheSecondTableWhereTheFirstHeaderIsDamaged() throws Exception {
        disk[FIRST_HEADER + 60]++;
        assertFound("Basep1", "Basep3");
    }

    @Test
    void shouldUseTheSecondTableWhereTheFirstEntriesAreDamaged() throws Exception {
        disk[FIRST_ENTRIES + 40]++;
        assertFound("Basep1", "Basep3");
    }

    @Test
    void shouldFindNothingWhereBothTablesAreDamaged() throws Exception {
        disk[FIRST_HEADER + 60]++;
        disk[LAST_ENTRIES + 40]++;
        assertFound();
    }

    @Test
    void shouldFindNothingWithoutAProtectiveRecord() throws Exception {
        disk[446 + 4] = 7;
        assertFound();
    }

    @Test
    void shouldFindNothingWhereTheRecordIsOfADiskOfAnotherSize() throws Exception {
        disk[446 + 12]--;
        assertFound();
    }

    private void assertRefused(int offset, long value) throws Exception {
        patch(FIRST_HEADER, offset, value);
        patch(LAST_HEADER, offset, value);
        assertFound();
    }

    /** Sets a field of a header, of 8 bytes below offset 80, else of 4, and its checksum. */
    private void patch(int header, int offset, long value) {
        ByteBuffer bytes = GptHeader.littleEndian(disk);
        if (offset < 80) {
            bytes.putLong(header + offset, value);
        } else {
            bytes.putInt(header + offset, (int) value);
        }
        seal(header);
    }

    private void seal(int header) {
        ByteBuffer bytes = GptHeader.littleEndian(disk);
        bytes.putInt(header + 16, 0);
        int crc = GptHeader.crc(Arrays.copyOfRange(disk, header, header + 92), 92);
        bytes.putInt(header + 16, crc);
    }

    @Test
    void shouldRefuseMoreEntriesThanThereAre() throws Exception {
        assertRefused(80, 129);
    }

    @Test
    void shouldRefuseANegativeNumberOfEntries() throws Exception {
        assertRefused(80, -1);
    }

    @Test
    void shouldRefuseEntriesOfAnotherSize() throws Exception {
        assertRefused(84, 256);
    }

    @Test
    void shouldRefuseEntriesBeyondTheDisk() throws Exception {
        assertRefused(72, BLOCKS - 31);
    }

    @Test
    void shouldRefuseEntriesFarBeyondTheDisk() throws Exception {
        assertRefused(72, Long.MAX_VALUE);
    }

    @Test
    void shouldRefuseUsableBlocksBeyondTheDisk() throws Exception {
        assertRefused(48, BLOCKS);
    }

    @Test
    void shouldRefuseUsableBlocksOverTheHeader() throws Exception {
        assertRefused(40, 1);
    }

    @Test
    void shouldRefuseAHeaderOfAnotherPlace() throws Exception {
        assertRefused(24, 5);
    }

    @Test
    void shouldRefusePartitionsThatOverlap() throws Exception {
        ByteBuffer bytes = GptHeader.littleEndian(disk);
        for (int entries : new int[] {FIRST_ENTRIES, LAST_ENTRIES}) {
            bytes.putLong(entries + 2 * 128 + 32, 1063);
            bytes.putLong(entries + 2 * 128 + 40, 1070);
        }
        sealEntries();
        assertFound();
    }

    @Test
    void shouldPassOverAPartitionOutsideTheUsableBlocks() throws Exception {
        ByteBuffer bytes = GptHeader.littleEndian(disk);
        bytes.putLong(FIRST_ENTRIES + 2 * 128 + 40, BLOCKS - 2);
        sealEntries();
        assertFound("Basep1");
    }

    private void sealEntries() {
        ByteBuffer bytes = GptHeader.littleEndian(disk);
        int[][] tables = {{FIRST_HEADER, FIRST_ENTRIES}, {LAST_HEADER, LAST_ENTRIES}};
        for (int[] table : tables) {
            byte[] entries = Arrays.copyOfRange(disk, table[1], table[1] + 128 * 128);
            bytes.putInt(table[0] + 88, GptHeader.crc(entries, entries.length));
            seal(table[0]);
        }
    }

    @Test
    void shouldFindNothingThatIsNotOnTheDiskWhateverTheTableSays() {
        long seed = Long.getLong("seed", 7);
        Random random = new Random(seed);
        byte[] whole = disk.clone();
        int found = 0;
        for (long round = 0; round < ROUNDS; round++) {
            System.arraycopy(whole, 0, disk, 0, 40 * BLOCK);
            for (int i = random.nextInt(4); i >= 0; i--) {
                boolean header = random.nextInt(3) == 0;
                int at =
                        header
                                ? FIRST_HEADER + random.nextInt(92)
                                : FIRST_ENTRIES + random.nextInt(384);
                disk[at] = (byte) random.nextInt();
            }
            sealEntries();
            found += partitionsOnTheDisk("seed " + seed + ", round " + round);
        }
        assertTrue(found > ROUNDS / 2, found + " partitions");
    }

    private int partitionsOnTheDisk(String told) {
        try {
            byte[] block = Arrays.copyOfRange(disk, FIRST_HEADER, FIRST_HEADER + BLOCK);
            GptHeader header = GptHeader.of(block, 1, BLOCKS);
            int at = (int) header.entriesAt() * BLOCK;
            byte[] entries = Arrays.copyOfRange(disk, at, at + header.entryBytes());
            List<GptPartition> all = GptPartition.of(header, entries);
            long end = 0;
            for (GptPartition one :
                    all.stream().sorted((a, b) -> Long.compare(a.first(), b.first())).toList()) {
                assertTrue(one.first() >= Math.max(end, 2), told + ": " + one);
                assertTrue(one.blocks() > 0, told + ": " + one);
                end = one.first() + one.blocks();
                assertTrue(end > 0 && end <= BLOCKS, told + ": " + one);
            }
            return all.size();
        } catch (GptDamage e) {
            assertNotNull(e.getMessage());
            return 0;
        }
    }

    @Test
    void shouldGoWithTheDiskAndComeBackWithIt() throws Exception {
        assertFound("Basep1", "Basep3");
        UUID identity = bed.registry().find("Basep1").uuid();
        bed.get(base.depart(Departure.MODULE_LEAVING));
        assertNull(bed.registry().find("Basep1"));
        come();
        bed.get(bed.bdevs().examined());
        // What was written after it had come is found by those who come after that.
        bed.bdevs().remove(module);
        bed.bdevs().add(module);
        bed.get(bed.bdevs().examined());
        assertEquals(identity, bed.registry().find("Basep1").uuid());
    }

    @Test
    void shouldLeaveADiskAloneThatSomebodyHasClaimed() throws Exception {
        come();
        BdevDescriptor user = bed.registry().open("Base", true, (gone, cause) -> {});
        user.claim("somebody");
        bed.bdevs().add(module);
        bed.get(bed.bdevs().examined());
        assertNull(bed.registry().find("Basep1"));
        assertEquals("somebody", bed.bdevs().claimedBy("Base"));
        bed.get(user.retire());
    }

    @Test
    void shouldBeTakenOverByAnInstanceThatCameWhileTheFormerWasThere() throws Exception {
        Owner former = bed.reactors().owner("former");
        GptModule before = new GptModule(bed.bdevs().registry(former));
        come();
        bed.bdevs().add(before);
        bed.get(bed.bdevs().examined());
        bed.bdevs().add(module);
        bed.get(bed.bdevs().examined());
        assertEquals("former", bed.bdevs().moduleOf("Basep1"));
        bed.bdevs().remove(before);
        bed.get(bed.bdevs().leave(former));
        bed.get(bed.bdevs().examined());
        assertEquals("test", bed.bdevs().moduleOf("Basep1"));
        assertEquals("gpt", bed.bdevs().claimedBy("Base"));
    }
}
