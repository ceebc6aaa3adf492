package io.viaduct.core.bdev;

import io.viaduct.api.bdev.BdevOp;

import java.util.ArrayList;
import java.util.List;

/** All limits of one device as its reactors share them, apart for reads and for writes. */
final class Rates {
    private final Rate[] reads;
    private final Rate[] writes;

    Rates(RateLimits limits, long nowNanos) {
        List<Rate> all = new ArrayList<>();
        limits.limits().forEach((limit, value) -> all.add(new Rate(limit, value, nowNanos)));
        reads = of(all, BdevOp.READ);
        writes = of(all, BdevOp.WRITE);
    }

    private static Rate[] of(List<Rate> all, BdevOp op) {
        return all.stream().filter(rate -> rate.limit().isOf(op)).toArray(Rate[]::new);
    }

    /** Those for READ, or for WRITE. */
    Rate[] of(BdevOp op) {
        return op == BdevOp.READ ? reads : writes;
    }
}
