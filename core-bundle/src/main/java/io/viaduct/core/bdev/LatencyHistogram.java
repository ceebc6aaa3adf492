package io.viaduct.core.bdev;

import io.viaduct.api.bdev.BdevIo;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Base64;

/**
 * How long the I/O of one device took, by one reactor or by all together. One thread at a time;
 * others see copies.
 */
final class LatencyHistogram {
    private final HistogramShape shape;
    private final long[] counts;

    /** Nothing counted yet. */
    LatencyHistogram(HistogramShape shape) {
        this.shape = shape;
        counts = new long[shape.buckets()];
    }

    HistogramShape shape() {
        return shape;
    }

    /** An I/O has taken so long. */
    void add(BdevIo io, long nanos) {
        if (shape.op() == null || shape.op() == io.op()) {
            counts[shape.bucket(nanos)]++;
        }
    }

    /** Adds what another one of the same shape has counted. */
    LatencyHistogram add(LatencyHistogram other) {
        for (int i = 0; i < counts.length; i++) {
            counts[i] += other.counts[i];
        }
        return this;
    }

    /** All counts as SPDK tells them: 64 bits each, little endian, in Base64. */
    String encoded() {
        ByteBuffer bytes = ByteBuffer.allocate(counts.length * Long.BYTES);
        bytes.order(ByteOrder.LITTLE_ENDIAN).asLongBuffer().put(counts);
        return Base64.getEncoder().encodeToString(bytes.array());
    }

    /**
     * For each border, I/O that took no longer; then all.
     *
     * @param borders nanoseconds, rising
     */
    long[] upTo(long[] borders) {
        long[] upTo = new long[borders.length + 1];
        long sum = 0;
        int border = 0;
        for (int bucket = 0; bucket < counts.length; bucket++) {
            long begin = bucket == 0 ? 0 : shape.end(bucket - 1);
            while (border < borders.length && begin > borders[border]) {
                upTo[border++] = sum;
            }
            sum += counts[bucket];
        }
        while (border <= borders.length) {
            upTo[border++] = sum;
        }
        return upTo;
    }
}
