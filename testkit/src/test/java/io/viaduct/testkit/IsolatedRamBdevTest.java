package io.viaduct.testkit;

import static org.junit.jupiter.api.Assertions.assertFalse;

import io.viaduct.api.bdev.Bdev;
import io.viaduct.api.bdev.BdevRegistry;

import org.junit.jupiter.api.Test;

/** The contract over a device that answers at once, on a thread of its module's own. */
class IsolatedRamBdevTest extends BdevContract {
    @Override
    protected Bdev create(TestBed bed, int blockSize, long blocks) {
        return new RamBdev("Ram0", blockSize, blocks);
    }

    @Override
    protected BdevRegistry registry(TestBed bed) {
        return bed.isolatedRegistry();
    }

    @Test
    void shouldNotLend() {
        assertFalse(descriptor().lends());
    }
}
