package org.example.viaduct.lz4;

import io.viaduct.api.bdev.Bdev;
import io.viaduct.api.bdev.BdevRegistry;
import io.viaduct.api.bdev.Geometry;
import io.viaduct.testkit.BdevContract;
import io.viaduct.testkit.TestBed;

import java.util.UUID;

/** What every device has to do, on a thread of the module's own as in the platform. */
class Lz4BdevTest extends BdevContract {
    private Lz4Module module;

    @Override
    protected Bdev create(TestBed bed, int blockSize, long blocks) throws Exception {
        module = new Lz4Module(registry(bed), bed.estates());
        Geometry shape = Geometry.of(blockSize, blocks);
        module.create("Lz0", UUID.randomUUID(), shape, Cells.bytes(blockSize, blocks));
        return bed.registry().find("Lz0");
    }

    @Override
    protected BdevRegistry registry(TestBed bed) {
        return bed.isolatedRegistry();
    }

    @Override
    protected void discard(TestBed bed, Bdev made) throws Exception {
        bed.get(module.delete("Lz0"));
    }
}
