package io.viaduct.core.bdev;

import io.viaduct.api.bdev.BdevOp;
import io.viaduct.api.reactor.Reactor;
import io.viaduct.api.rpc.Errno;
import io.viaduct.api.rpc.RpcException;
import io.viaduct.api.rpc.RpcMethod;
import io.viaduct.api.rpc.RpcMethods;
import io.viaduct.api.rpc.RpcParam;
import io.viaduct.core.reactor.OwnerTable;
import io.viaduct.core.reactor.Reactors;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/** How much I/O devices have done; times are nanoseconds, which SPDK calls ticks. */
public final class BdevStatisticsMethods implements RpcMethods {
    private static final long TICKS_PER_SECOND = 1_000_000_000;

    private final BdevStore store;
    private final Reactors reactors;

    /** The methods over a store, whose counters are on these reactors. */
    public BdevStatisticsMethods(BdevStore store, Reactors reactors) {
        this.store = store;
        this.reactors = reactors;
    }

    /** What is set back when it has been told. */
    public enum ResetMode {
        /** All. */
        all,
        /** Longest and shortest times. */
        maxmin,
        /** Errors. */
        error,
        /** Nothing. */
        none;

        private IoStatistics.Reset reset() {
            return switch (this) {
                case all -> IoStatistics.Reset.ALL;
                case maxmin -> IoStatistics.Reset.MAXMIN;
                case error -> IoStatistics.Reset.ERROR;
                case none -> IoStatistics.Reset.NONE;
            };
        }
    }

    /** Parameters of bdev_get_iostat. */
    public static class GetIostat {
        @RpcParam("Names, aliases or UUIDs; all devices without")
        public List<String> names;

        @RpcParam("By reactor; of exactly one device")
        public boolean per_channel;

        @RpcParam("What is set back then: all, maxmin, error or none")
        public ResetMode reset_mode = ResetMode.none;
    }

    /** Parameters of bdev_reset_iostat. */
    public static class ResetIostat {
        @RpcParam("Name, alias or UUID; all devices without")
        public String name;

        @RpcParam("What is set back: all, maxmin, error or none")
        public ResetMode mode = ResetMode.all;
    }

    /** Tells what devices have done. */
    @RpcMethod(
            value = "bdev_get_iostat",
            description = "Count the I/O of block devices; of one I/O in 16 the time is measured.",
            mutates = false)
    public CompletionStage<Map<String, Object>> get(GetIostat p) throws RpcException {
        List<BdevEntry> devices = new ArrayList<>(store.entries());
        if (p.names != null) {
            devices.clear();
            for (String name : p.names) {
                devices.add(store.named(name));
            }
        }
        if (p.per_channel && (p.names == null || p.names.size() != 1)) {
            throw Errno.EINVAL.refusal("per_channel wants exactly one name");
        }
        return reactors.ask(OwnerTable.BASE, reactor -> take(devices, reactor, p.reset_mode))
                .thenApply(
                        taken -> p.per_channel ? channels(devices, taken) : sums(devices, taken));
    }

    /** What one reactor has counted of each device, by its clock. */
    private record Taken(long now, List<IoCounters> counters, List<QueueDepth.Sample> depths) {}

    private static Taken take(List<BdevEntry> devices, Reactor reactor, ResetMode mode) {
        List<IoCounters> counters =
                devices.stream().map(one -> one.take(reactor, mode.reset())).toList();
        List<QueueDepth.Sample> depths = new ArrayList<>();
        if (reactor.index() == 0) {
            devices.forEach(one -> depths.add(one.settings().queueDepth().sample()));
        }
        return new Taken(reactor.nowNanos(), counters, depths);
    }

    /** Sets counters back. */
    @RpcMethod(
            value = "bdev_reset_iostat",
            description = "Set the counters of bdev_get_iostat back.",
            mutates = false)
    public CompletionStage<Boolean> reset(ResetIostat p) throws RpcException {
        List<BdevEntry> devices =
                p.name == null ? List.copyOf(store.entries()) : List.of(store.named(p.name));
        return reactors.ask(OwnerTable.BASE, reactor -> take(devices, reactor, p.mode))
                .thenApply(taken -> true);
    }

    private static Map<String, Object> head(List<Taken> taken) {
        Map<String, Object> page = new LinkedHashMap<>();
        page.put("tick_rate", TICKS_PER_SECOND);
        page.put("ticks", taken.getFirst().now());
        return page;
    }

    private static Map<String, Object> sums(List<BdevEntry> devices, List<Taken> taken) {
        List<Map<String, Object>> pages = new ArrayList<>();
        for (int i = 0; i < devices.size(); i++) {
            IoCounters sum = new IoCounters();
            for (Taken reactor : taken) {
                sum.add(reactor.counters().get(i));
            }
            Map<String, Object> page = new LinkedHashMap<>();
            page.put("name", devices.get(i).bdev().name());
            put(page, devices.get(i), sum.statistics());
            put(page, taken.getFirst().depths().get(i));
            pages.add(page);
        }
        Map<String, Object> all = head(taken);
        all.put("bdevs", pages);
        return all;
    }

    private static Map<String, Object> channels(List<BdevEntry> devices, List<Taken> taken) {
        BdevEntry device = devices.getFirst();
        List<Map<String, Object>> pages = new ArrayList<>();
        for (int i = 0; i < taken.size(); i++) {
            Map<String, Object> page = new LinkedHashMap<>();
            page.put("thread_id", i + 1);
            put(page, device, taken.get(i).counters().getFirst().statistics());
            pages.add(page);
        }
        Map<String, Object> all = head(taken);
        all.put("name", device.bdev().name());
        all.put("channels", pages);
        return all;
    }

    private static void put(Map<String, Object> page, QueueDepth.Sample sample) {
        if (sample != null) {
            page.put("queue_depth_polling_period", sample.periodMicros());
            page.put("queue_depth", sample.depth());
            page.put("io_time", sample.ioMicros());
            page.put("weighted_io_time", sample.weightedMicros());
        }
    }

    private static void put(Map<String, Object> page, BdevEntry device, IoStatistics statistics) {
        long bytes = device.blockBytes();
        String[] verbs = {"read", "written", "unmapped", "copied"};
        String[] nouns = {"read", "write", "unmap", "copy"};
        BdevOp[] kinds = {BdevOp.READ, BdevOp.WRITE, BdevOp.UNMAP, BdevOp.COPY};
        for (int i = 0; i < kinds.length; i++) {
            page.put("bytes_" + verbs[i], statistics.blocks(kinds[i]) * bytes);
            page.put("num_" + nouns[i] + "_ops", statistics.ended(kinds[i]));
        }
        for (int i = 0; i < kinds.length; i++) {
            page.put(nouns[i] + "_latency_ticks", statistics.nanos(kinds[i]));
            page.put("max_" + nouns[i] + "_latency_ticks", statistics.most(kinds[i]));
            page.put("min_" + nouns[i] + "_latency_ticks", statistics.least(kinds[i]));
        }
        long errors = statistics.errors();
        page.put("io_error", errors == 0 ? Map.of() : Map.of("nvme_error", errors));
    }
}
