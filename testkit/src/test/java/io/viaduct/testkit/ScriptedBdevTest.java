package io.viaduct.testkit;

import io.viaduct.api.bdev.Bdev;
import io.viaduct.api.bdev.Geometry;

import java.util.Random;

/** The contract over a device that is late, soon busy, and only reads and writes. */
class ScriptedBdevTest extends BdevContract {
    @Override
    protected Bdev create(TestBed bed, int blockSize, long blocks) {
        Random times = new Random(5);
        return new ScriptedBdev("Scripted0", Geometry.of(blockSize, blocks))
                .depth(4)
                .delay(() -> 1 + times.nextInt(50_000));
    }
}
