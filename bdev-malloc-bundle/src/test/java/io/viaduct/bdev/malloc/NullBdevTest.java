package io.viaduct.bdev.malloc;

import io.viaduct.api.bdev.Bdev;
import io.viaduct.api.bdev.Geometry;
import io.viaduct.testkit.BdevContract;
import io.viaduct.testkit.TestBed;

import java.util.UUID;

class NullBdevTest extends BdevContract {
    private NullModule module;

    @Override
    protected Bdev create(TestBed bed, int blockSize, long blocks) throws Exception {
        module = new NullModule(bed.registry(), bed.memory());
        module.create("Null0", UUID.randomUUID(), Geometry.of(blockSize, blocks));
        return bed.registry().find("Null0");
    }

    @Override
    protected void discard(TestBed bed, Bdev made) throws Exception {
        bed.get(module.delete("Null0"));
    }

    @Override
    protected boolean keepsData() {
        return false;
    }
}
