package io.viaduct.bdev.virtual;

import io.viaduct.api.bdev.Bdev;
import io.viaduct.api.bdev.BdevRegistration;
import io.viaduct.api.bdev.BdevRegistration.Departure;
import io.viaduct.testkit.BdevContract;
import io.viaduct.testkit.RamBdev;
import io.viaduct.testkit.TestBed;

/** The contract over a device that stands on a RAM disk called Base. */
abstract class VirtualBdevContract extends BdevContract {
    private BdevRegistration base;

    /** How much larger than the device the RAM disk is. */
    int times() {
        return 1;
    }

    /** Builds the device on Base and returns its name. */
    abstract String build(TestBed bed) throws Exception;

    /** Takes it away again. */
    abstract void remove(TestBed bed) throws Exception;

    @Override
    protected final Bdev create(TestBed bed, int blockSize, long blocks) throws Exception {
        base = bed.registry().register(new RamBdev("Base", blockSize, blocks * times()));
        return bed.registry().find(build(bed));
    }

    @Override
    protected final void discard(TestBed bed, Bdev made) throws Exception {
        remove(bed);
        bed.get(base.depart(Departure.DELETED));
    }
}
