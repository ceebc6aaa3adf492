package io.viaduct.bdev.malloc;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.viaduct.api.bdev.Bdev;
import io.viaduct.api.bdev.Geometry;
import io.viaduct.testkit.BdevContract;
import io.viaduct.testkit.TestBed;

import java.util.List;
import java.util.UUID;

class MallocBdevTest extends BdevContract {
    private MallocModule module;
    private List<String> regions;

    @Override
    protected Bdev create(TestBed bed, int blockSize, long blocks) throws Exception {
        regions = bed.memory().names();
        module = new MallocModule(registry(bed), bed.estates());
        module.create("Malloc0", UUID.randomUUID(), Geometry.of(blockSize, blocks));
        return bed.registry().find("Malloc0");
    }

    @Override
    protected void discard(TestBed bed, Bdev made) throws Exception {
        bed.get(module.delete("Malloc0"));
        assertEquals(regions, bed.memory().names());
    }
}
