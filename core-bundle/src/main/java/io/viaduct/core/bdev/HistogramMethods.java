package io.viaduct.core.bdev;

import io.viaduct.api.bdev.BdevOp;
import io.viaduct.api.reactor.Reactor;
import io.viaduct.api.rpc.Errno;
import io.viaduct.api.rpc.RpcException;
import io.viaduct.api.rpc.RpcMethod;
import io.viaduct.api.rpc.RpcMethods;
import io.viaduct.api.rpc.RpcParam;
import io.viaduct.core.reactor.OwnerTable;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/** Histograms of how long devices take; times are nanoseconds, which SPDK calls ticks. */
public final class HistogramMethods implements RpcMethods {
    private static final long TICKS_PER_SECOND = 1_000_000_000;
    private static final long NANOS_PER_MICROSECOND = 1000;

    private final BdevStore store;

    /** The methods over a store. */
    public HistogramMethods(BdevStore store) {
        this.store = store;
    }

    /** Parameters of bdev_enable_histogram. */
    public static final class Enable {
        @RpcParam(value = "Name, alias or UUID", required = true)
        public String name;

        @RpcParam(value = "Whether latencies are counted", required = true)
        public boolean enable;

        @RpcParam("The only operation that is counted, as read or write; all without")
        public String opc;

        @RpcParam("Logarithm of the number of buckets for each doubling, at most 12")
        public short granularity = 7;

        @RpcParam("What takes less, in nanoseconds, is counted in the first bucket")
        public long min_nsec = 1000;

        @RpcParam("What takes longer, in nanoseconds, is counted in the last bucket")
        public long max_nsec = 120_000_000_000L;

        private HistogramShape shape() throws RpcException {
            if (Unsigned.checked("granularity", granularity) > HistogramShape.GRANULARITY_MAX) {
                throw Errno.EINVAL.refusal(
                        "granularity "
                                + granularity
                                + " is above "
                                + HistogramShape.GRANULARITY_MAX);
            }
            Unsigned.checked("min_nsec", min_nsec);
            if (min_nsec >= Unsigned.checked("max_nsec", max_nsec)) {
                // The code that SPDK has for it.
                throw Errno.ENOMEM.refusal("max_nsec is not above min_nsec");
            }
            return HistogramShape.of(granularity, min_nsec, max_nsec, opc == null ? null : op());
        }

        private BdevOp op() throws RpcException {
            return Arrays.stream(BdevOp.values())
                    .filter(op -> op.label().equals(opc))
                    .findFirst()
                    .orElseThrow(
                            () ->
                                    new RpcException(
                                            RpcException.INTERNAL_ERROR,
                                            "Invalid Io type",
                                            Map.of("parameter", "opc", "value", opc)));
        }
    }

    /** Which device's histogram. */
    public static final class Get {
        @RpcParam(value = "Name, alias or UUID", required = true)
        public String name;
    }

    /** Parameters of bdev_get_histogram_borders. */
    public static final class Borders {
        @RpcParam(value = "Name, alias or UUID", required = true)
        public String name;

        @RpcParam(value = "Microseconds, rising", required = true)
        public List<Long> borders;
    }

    /** Switches a device's histogram on or off. */
    @RpcMethod(
            value = "bdev_enable_histogram",
            description = "Count how long the I/O of a block device takes, or stop it.")
    public CompletionStage<Boolean> enable(Enable p) throws RpcException {
        BdevEntry entry = store.named(p.name);
        HistogramShape shape = p.shape();
        p.name = entry.name();
        entry.settings().histograms().shape(p.enable ? shape : null);
        return store.settings().publish(entry).thenApply(seen -> true);
    }

    /** Tells a histogram as it is counted. */
    @RpcMethod(
            value = "bdev_get_histogram",
            description = "Get the latencies of a block device that have been counted.",
            mutates = false)
    public CompletionStage<Map<String, Object>> get(Get p) throws RpcException {
        return histogram(p.name).thenApply(HistogramMethods::page);
    }

    /** Tells how much of a histogram is below each border. */
    @RpcMethod(
            value = "bdev_get_histogram_borders",
            description = "Count the I/O of a block device that took no longer than each border.",
            mutates = false)
    public CompletionStage<Map<String, Object>> borders(Borders p) throws RpcException {
        long[] nanos = new long[p.borders.size()];
        for (int i = 0; i < nanos.length; i++) {
            long micros = Unsigned.checked("borders", p.borders.get(i));
            nanos[i] = Math.min(micros, Long.MAX_VALUE / NANOS_PER_MICROSECOND);
            nanos[i] *= NANOS_PER_MICROSECOND;
            if (i > 0 && nanos[i] < nanos[i - 1]) {
                throw Errno.EINVAL.refusal("borders do not rise: " + p.borders);
            }
        }
        return histogram(p.name).thenApply(sum -> Map.of("borders_count", sum.upTo(nanos)));
    }

    private CompletionStage<LatencyHistogram> histogram(String name) throws RpcException {
        BdevEntry entry = store.named(name);
        HistogramShape shape = entry.settings().histograms().shape();
        if (shape == null) {
            // The code that SPDK has for it.
            throw Errno.ENOMEM.refusal("the histogram of " + name + " is not enabled");
        }
        return store.reactors()
                .ask(OwnerTable.BASE, reactor -> copy(entry, shape, reactor))
                .thenApply(
                        all ->
                                all.stream()
                                        .reduce(
                                                new LatencyHistogram(shape),
                                                LatencyHistogram::add));
    }

    private static LatencyHistogram copy(BdevEntry entry, HistogramShape shape, Reactor reactor) {
        LatencyHistogram copy = new LatencyHistogram(shape);
        LatencyHistogram counted = entry.settings().histograms().on(reactor);
        // It may have been switched off, or made anew, since it was asked for.
        return counted == null || !counted.shape().equals(shape) ? copy : copy.add(counted);
    }

    private static Map<String, Object> page(LatencyHistogram sum) {
        Map<String, Object> page = new LinkedHashMap<>();
        page.put("histogram", sum.encoded());
        page.put("granularity", sum.shape().granularity());
        page.put("min_range", sum.shape().minRange());
        page.put("max_range", sum.shape().maxRange());
        page.put("tsc_rate", TICKS_PER_SECOND);
        return page;
    }
}
