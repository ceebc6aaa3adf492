package org.example.disk;

import io.viaduct.api.bdev.Bdev;
import io.viaduct.api.bdev.BdevRegistry;
import io.viaduct.api.bdev.Geometry;
import io.viaduct.testkit.BdevContract;
import io.viaduct.testkit.TestBed;

import java.util.UUID;

/** What every device has to do, on a thread of the module's own as in the platform. */
class ExampleBdevTest extends BdevContract {
    private ExampleModule module;

    @Override
    protected Bdev create(TestBed bed, int blockSize, long blocks) throws Exception {
        module = new ExampleModule(registry(bed), bed.estates());
        module.create("Disk1", UUID.randomUUID(), Geometry.of(blockSize, blocks));
        return bed.registry().find("Disk1");
    }

    @Override
    protected BdevRegistry registry(TestBed bed) {
        return bed.isolatedRegistry();
    }

    @Override
    protected void discard(TestBed bed, Bdev made) throws Exception {
        bed.get(module.delete("Disk1"));
    }
}
