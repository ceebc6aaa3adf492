package io.viaduct.bdev.malloc;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.viaduct.api.bdev.Bdev;
import io.viaduct.api.bdev.BdevDescriptor;
import io.viaduct.api.bdev.BdevOp;
import io.viaduct.api.estate.Estate;
import io.viaduct.api.rpc.RpcException;
import io.viaduct.testkit.Scatter;
import io.viaduct.testkit.TestBed;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;

/** bdev_malloc_create and bdev_malloc_delete, as SPDK's clients see them. */
class MallocMethodsTest {
    private static final UUID IDENTITY = UUID.fromString("6d62f7cd-3b31-4aef-8f0c-4fe9e3a3a0a1");

    private final TestBed bed = new TestBed();
    private final List<String> regions = bed.memory().names();
    private final MallocModule module = new MallocModule(bed.registry(), bed.estates());
    private final MallocMethods methods = new MallocMethods(module);

    @AfterEach
    void close() {
        bed.close();
    }

    private static MallocMethods.Create disk(String name) {
        MallocMethods.Create disk = new MallocMethods.Create();
        disk.name = name;
        disk.block_size = 512;
        disk.num_blocks = 64;
        return disk;
    }

    private boolean delete(String name) throws Exception {
        MallocMethods.Delete request = new MallocMethods.Delete();
        request.name = name;
        return bed.get(methods.delete(request));
    }

    private void refused(int code, String message, Consumer<MallocMethods.Create> wrong) {
        MallocMethods.Create disk = disk("M");
        wrong.accept(disk);
        RpcException refusal = assertThrows(RpcException.class, () -> methods.create(disk));
        assertEquals(code, refusal.code());
        assertEquals(message, refusal.getMessage());
        assertEquals(regions, bed.memory().names(), "nothing is left");
    }

    @Test
    void shouldNameDisksByItself() throws Exception {
        assertEquals("Malloc0", methods.create(disk(null)));
        assertEquals("mine", methods.create(disk("mine")));
        assertEquals("Malloc1", methods.create(disk(null)));
    }

    @Test
    void shouldPassOverNamesThatAnEarlierInstanceHasGiven() throws Exception {
        methods.create(disk("Malloc0"));
        assertEquals("Malloc1", methods.create(disk(null)));
    }

    @Test
    void shouldTellWhatItHasGenerated() throws Exception {
        MallocMethods.Create disk = disk(null);
        methods.create(disk);
        Bdev bdev = bed.registry().find(disk.name);
        assertNotNull(bdev);
        assertEquals(bdev.uuid(), disk.uuid);
    }

    @Test
    void shouldTakeAGivenIdentityAndReplaceAnEmptyOne() throws Exception {
        MallocMethods.Create disk = disk("M");
        disk.uuid = IDENTITY;
        methods.create(disk);
        assertNotNull(bed.registry().find(IDENTITY.toString()));
        MallocMethods.Create empty = disk("N");
        empty.uuid = new UUID(0, 0);
        methods.create(empty);
        assertNull(bed.registry().find("00000000-0000-0000-0000-000000000000"));
    }

    @Test
    void shouldRefuseWhatSpdkRefuses() {
        refused(-22, "Invalid argument", disk -> disk.num_blocks = 0);
        refused(-22, "Invalid argument", disk -> disk.block_size = 0);
        refused(-22, "Invalid argument", disk -> disk.block_size = 1000);
        refused(-22, "Invalid argument", disk -> disk.physical_block_size = 1000);
        refused(-22, "Invalid argument", disk -> disk.physical_block_size = 1536);
        refused(-22, "Invalid argument", disk -> disk.block_size = 131072);
        refused(-22, "Invalid argument", disk -> disk.md_size = 12);
        refused(-22, "Invalid argument", disk -> disk.dif_type = 1);
        refused(-22, "Invalid argument", disk -> disk.dif_type = 4);
    }

    @Test
    void shouldRefuseByNameWhatItDoesNotDo() {
        refused(-32602, "md_interleave is supported at its default only", d -> d.md_size = 8);
        refused(-32602, "dif_pi_format is supported at its default only", d -> d.dif_pi_format = 1);
        refused(-32602, "numa_id is supported at its default only", d -> d.numa_id = 3);
    }

    @Test
    void shouldRefuseATakenNameOrIdentity() throws Exception {
        MallocMethods.Create first = disk("M");
        first.uuid = IDENTITY;
        methods.create(first);
        for (MallocMethods.Create second : List.of(disk("M"), disk("N"))) {
            second.uuid = second.name.equals("N") ? IDENTITY : null;
            RpcException e = assertThrows(RpcException.class, () -> methods.create(second));
            assertEquals(-17, e.code());
            assertEquals("File exists", e.getMessage());
        }
    }

    @Test
    void shouldDeleteADiskWithItsMemory() throws Exception {
        MallocMethods.Create disk = disk("M");
        disk.uuid = IDENTITY;
        methods.create(disk);
        assertTrue(delete("M"));
        assertEquals(regions, bed.memory().names());
        disk.num_blocks = 128;
        assertEquals("M", methods.create(disk));
    }

    @Test
    void shouldDeleteOnlyItsOwn() throws Exception {
        NullModule nulls = new NullModule(bed.registry(), bed.memory());
        nulls.create("N", IDENTITY, DiskShape.of(512, 8, 0));
        for (String name : new String[] {"nobody", "N"}) {
            RpcException refusal = assertThrows(RpcException.class, () -> delete(name));
            assertEquals(-19, refusal.code());
            assertEquals("No such device", refusal.getMessage());
        }
    }

    @Test
    void shouldFindItsContentAgainWhenTheBundleHasBeenReplaced() throws Exception {
        MallocMethods.Create disk = disk("M");
        methods.create(disk);
        byte[] content = new byte[512];
        content[17] = 42;
        BdevDescriptor use = bed.registry().open("M", true, (gone, cause) -> {});
        Scatter out = Scatter.of(content);
        bed.perform(use.channel(bed.reactor()), BdevOp.WRITE, 63, 1, out);
        bed.get(use.retire());
        module.leave();
        assertNull(bed.registry().find("M"));

        MallocModule next = new MallocModule(bed.registry(), bed.estates());
        new MallocMethods(next).create(disk);
        BdevDescriptor again = bed.registry().open("M", false, (gone, cause) -> {});
        Scatter in = new Scatter(512);
        bed.perform(again.channel(bed.reactor()), BdevOp.READ, 63, 1, in);
        assertArrayEquals(content, in.get());
        bed.get(again.retire());
    }

    @Test
    void shouldRefuseStorageOfAnotherGeometryAndKeepIt() throws Exception {
        MallocMethods.Create disk = disk("M");
        methods.create(disk);
        module.leave();
        for (long blocks : new long[] {1000, 63}) {
            disk.num_blocks = blocks;
            RpcException refusal = assertThrows(RpcException.class, () -> methods.create(disk));
            assertEquals(-17, refusal.code());
            String reason = String.valueOf(refusal.data());
            assertTrue(reason.contains("64 blocks of 512 bytes"), reason);
        }
        disk.num_blocks = 32;
        disk.block_size = 1024;
        assertEquals(-17, assertThrows(RpcException.class, () -> methods.create(disk)).code());
        disk.num_blocks = 64;
        disk.block_size = 512;
        assertEquals("M", methods.create(disk));
    }

    @Test
    void shouldRefuseStorageOfAnotherVersionAndKeepIt() throws Exception {
        MallocMethods.Create disk = disk("M");
        methods.create(disk);
        module.leave();
        String name = MallocStorage.estate(disk.uuid);
        Estate left = bed.estates().adopt(name, MallocStorage.VERSION);
        left.version(MallocStorage.VERSION + 1);
        left.release();
        RpcException refusal = assertThrows(RpcException.class, () -> methods.create(disk));
        assertEquals(-22, refusal.code());
        String reason = String.valueOf(refusal.data());
        assertTrue(reason.contains("has version 3, not 2"), reason);
        assertNull(bed.registry().find("M"));
        assertNotNull(bed.memory().find(name + "/blocks"));
    }

    @Test
    void shouldNotTakeStorageThatSomebodyUses() throws Exception {
        MallocMethods.Create disk = disk("M");
        methods.create(disk);
        module.leave();
        bed.estates().adopt(MallocStorage.estate(disk.uuid), MallocStorage.VERSION);
        RpcException refusal = assertThrows(RpcException.class, () -> methods.create(disk));
        assertEquals(-16, refusal.code());
    }

    @Test
    void shouldLeaveTheStorageWhenTheDeviceIsBack() throws Exception {
        MallocMethods.Create disk = disk("M");
        methods.create(disk);
        BdevDescriptor use = bed.registry().open("M", false, (gone, cause) -> {});
        module.leave();
        MallocModule next = new MallocModule(bed.registry(), bed.estates());
        RpcException refusal =
                assertThrows(RpcException.class, () -> new MallocMethods(next).create(disk));
        assertEquals(-16, refusal.code(), "somebody still uses the old device");
        bed.get(use.retire());
        assertEquals("M", new MallocMethods(next).create(disk));
    }
}
