package io.viaduct.bdev.malloc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.viaduct.api.bdev.Bdev;
import io.viaduct.api.bdev.BdevDescriptor;
import io.viaduct.api.bdev.BdevEvents;
import io.viaduct.api.bdev.BdevRegistration.Departure;
import io.viaduct.api.bdev.Geometry;
import io.viaduct.api.rpc.RpcException;
import io.viaduct.testkit.TestBed;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** bdev_null_create, bdev_null_delete and bdev_null_resize, as SPDK's clients see them. */
class NullMethodsTest {
    private final TestBed bed = new TestBed();
    private final NullModule module = new NullModule(bed.registry(), bed.memory());
    private final NullMethods methods = new NullMethods(module);

    @AfterEach
    void close() {
        bed.close();
    }

    private static NullMethods.Create disk(String name) {
        NullMethods.Create disk = new NullMethods.Create();
        disk.name = name;
        disk.block_size = 512;
        disk.num_blocks = 4096;
        return disk;
    }

    private int resized(String name, long mib) {
        NullMethods.Resize request = new NullMethods.Resize();
        request.name = name;
        request.new_size = mib;
        return assertThrows(RpcException.class, () -> methods.resize(request)).code();
    }

    @Test
    void shouldMakeADiskOfTheGivenShape() throws Exception {
        NullMethods.Create disk = disk("N");
        disk.physical_block_size = 4096;
        disk.preferred_write_granularity = 1;
        disk.preferred_write_alignment = 2;
        disk.optimal_write_size = 3;
        disk.preferred_unmap_granularity = 4;
        disk.preferred_unmap_alignment = 5;
        assertEquals("N", methods.create(disk));
        Geometry shape = bed.registry().find("N").geometry();
        assertEquals(
                new Geometry(512, 4096, 4096, 0, false, 0, 0, 1, 2, 3, 4, 5, false, true), shape);
    }

    @Test
    void shouldRefuseATakenName() throws Exception {
        methods.create(disk("N"));
        RpcException refusal = assertThrows(RpcException.class, () -> methods.create(disk("N")));
        assertEquals(-17, refusal.code());
    }

    @Test
    void shouldHoldMoreThanAnyMemory() throws Exception {
        NullMethods.Create disk = disk("N");
        disk.num_blocks = 1L << 50;
        methods.create(disk);
        assertEquals(1L << 50, bed.registry().find("N").geometry().blockCount());
    }

    @Test
    void shouldDeleteOnlyItsOwn() throws Exception {
        methods.create(disk("N"));
        NullMethods.Delete request = new NullMethods.Delete();
        request.name = "N";
        assertTrue(bed.get(methods.delete(request)));
        assertEquals(-19, assertThrows(RpcException.class, () -> methods.delete(request)).code());
    }

    @Test
    void shouldGrowAndTellItsUsers() throws Exception {
        methods.create(disk("N"));
        List<Long> heard = new ArrayList<>();
        BdevEvents events =
                new BdevEvents() {
                    @Override
                    public void resized(Bdev bdev) {
                        heard.add(bdev.geometry().blockCount());
                    }

                    @Override
                    public void removed(Bdev bdev, Departure cause) {}
                };
        BdevDescriptor use = bed.registry().open("N", false, events);
        for (long mib : new long[] {2, 3}) {
            NullMethods.Resize request = new NullMethods.Resize();
            request.name = "N";
            request.new_size = mib;
            assertTrue(methods.resize(request));
        }
        bed.run();
        assertEquals(List.of(3 * 2048L), heard, "the same size again is no news");
        bed.get(use.retire());
    }

    @Test
    void shouldRefuseToShrinkOrToResizeOthers() throws Exception {
        methods.create(disk("N"));
        MallocModule disks = new MallocModule(bed.registry(), bed.estates());
        disks.create("M", UUID.randomUUID(), Geometry.of(512, 8));
        assertEquals(-22, resized("N", 1));
        assertEquals(-22, resized("N", -1));
        assertEquals(-22, resized("N", Long.MAX_VALUE));
        assertEquals(-22, resized("M", 9));
        assertEquals(-19, resized("nobody", 9));
    }
}
