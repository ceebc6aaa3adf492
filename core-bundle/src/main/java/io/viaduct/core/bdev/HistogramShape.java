package io.viaduct.core.bdev;

import io.viaduct.api.bdev.BdevOp;

/**
 * What a histogram of latencies counts, and in which buckets: those of SPDK. A range is a power of
 * two; the buckets of range 0 and of range 1 are one nanosecond wide, those of each further range
 * twice as wide as those of the range before.
 *
 * @param granularity the logarithm of the number of buckets in each range
 * @param minRange the first range; what is below is counted in its first bucket
 * @param maxRange the last range; what is above is counted in its last bucket
 * @param op the only operation that is counted, or null for all
 */
record HistogramShape(int granularity, int minRange, int maxRange, BdevOp op) {
    /** The finest: a fortieth of a per cent, in 52 ranges of 32 KiB for each reactor. */
    static final int GRANULARITY_MAX = 12;

    /**
     * For times from one, in nanoseconds, to below another, which is larger.
     *
     * @param granularity 0 to {@value #GRANULARITY_MAX}
     */
    static HistogramShape of(int granularity, long minNanos, long maxNanos, BdevOp op) {
        int min = range(granularity, minNanos);
        return new HistogramShape(granularity, min, range(granularity, maxNanos - 1), op);
    }

    private static int range(int granularity, long nanos) {
        return Math.max(0, Long.SIZE - granularity - Long.numberOfLeadingZeros(nanos));
    }

    /** The number of buckets. */
    int buckets() {
        return (maxRange - minRange + 1) << granularity;
    }

    /** The bucket of a time. */
    int bucket(long nanos) {
        int range = range(granularity, nanos);
        if (range < minRange) {
            return 0;
        }
        if (range > maxRange) {
            return buckets() - 1;
        }
        int within = (int) (nanos >>> Math.max(0, range - 1)) & ((1 << granularity) - 1);
        return ((range - minRange) << granularity) + within;
    }

    /** The first time, in nanoseconds, that is longer than those of a bucket. */
    long end(int bucket) {
        int range = minRange + (bucket >> granularity);
        long within = (bucket & ((1 << granularity) - 1)) + 1L;
        return range == 0 ? within : (1L << (range + granularity - 1)) + (within << (range - 1));
    }
}
