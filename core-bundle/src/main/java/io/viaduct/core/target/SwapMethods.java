package io.viaduct.core.target;

import io.viaduct.api.rpc.RpcException;
import io.viaduct.api.rpc.RpcMethod;
import io.viaduct.api.rpc.RpcMethods;
import io.viaduct.api.rpc.RpcParam;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** viaduct_get_swaps: how long hosts had to wait while something was replaced. */
public final class SwapMethods implements RpcMethods {
    private static final double MICROS_PER_MS = 1000;

    private final Targets targets;

    /** The methods of all targets. */
    public SwapMethods(Targets targets) {
        this.targets = targets;
    }

    /** Parameters of viaduct_get_swaps. */
    public static class Get extends TargetParams {
        /** Honoured; all by default. */
        @RpcParam("\"bdev\" or \"transport\"; both by default")
        public String kind;
    }

    /** The swaps and what they come to. Times are milliseconds, to the microsecond. */
    public static class All {
        /** By kind. */
        public List<Summary> summary = new ArrayList<>();

        /** The last ones, oldest first. */
        public List<Entry> swaps;
    }

    /** Swaps of one kind. */
    public static class Summary {
        /** "bdev" or "transport". */
        public String kind;

        /** Swaps in the list. */
        public int count;

        /** Those of them that were resumed and for which commands had waited. */
        public int measured;

        /** Median of the waits of these; 0 where there are none. */
        public double median_ms;

        /** The longest of them. */
        public double max_ms;
    }

    /** One swap. */
    public static class Entry {
        /** Its number since the start, from 1. */
        public long sequence;

        /** "bdev" or "transport". */
        public String kind;

        /** The device's or the transport's name. */
        public String what;

        /** The namespace's subsystem. */
        public String nqn;

        /** The namespace. */
        public Integer nsid;

        /** When, in milliseconds of the epoch. */
        public long began;

        /** From gate closed to gate open. */
        public double gate_ms;

        /** From the first command that parked to the last that went on; 0 where none did. */
        public double wait_ms;

        /** Commands that parked. */
        public long parked;

        /** Commands for whose data there was no memory: their connections did not read on. */
        public long blocked;

        /** "resumed", "removed" or "refused". */
        public String outcome;
    }

    /** Lists the last swaps. */
    @RpcMethod(
            value = "viaduct_get_swaps",
            description = "Lists how long commands waited while bundles were replaced.",
            mutates = false)
    public All swaps(Get p) throws RpcException {
        Target target = p.target(targets, "Unable to find a target.");
        List<SwapKind> kinds = kinds(p.kind);
        List<Swap> chosen =
                target.swaps().entries().stream()
                        .filter(swap -> kinds.contains(swap.kind()))
                        .toList();
        All all = new All();
        for (SwapKind kind : kinds) {
            all.summary.add(
                    summary(kind, chosen.stream().filter(one -> one.kind() == kind).toList()));
        }
        all.swaps = chosen.stream().map(SwapMethods::entry).toList();
        return all;
    }

    private static List<SwapKind> kinds(String wanted) throws RpcException {
        List<SwapKind> found =
                Arrays.stream(SwapKind.values())
                        .filter(kind -> wanted == null || kind.label().equals(wanted))
                        .toList();
        if (found.isEmpty()) {
            throw Refusal.invalid("kind", wanted, "\"bdev\" or \"transport\"");
        }
        return found;
    }

    private static Summary summary(SwapKind kind, List<Swap> swaps) {
        double[] waits =
                swaps.stream().filter(Swap::isMeasured).mapToDouble(Swap::waitMs).toArray();
        Arrays.sort(waits);
        Summary summary = new Summary();
        summary.kind = kind.label();
        summary.count = swaps.size();
        summary.measured = waits.length;
        if (waits.length > 0) {
            int half = waits.length / 2;
            double low = waits[(waits.length - 1) / 2];
            summary.median_ms = rounded((low + waits[half]) / 2);
            summary.max_ms = rounded(waits[waits.length - 1]);
        }
        return summary;
    }

    private static Entry entry(Swap swap) {
        Entry entry = new Entry();
        entry.sequence = swap.sequence();
        entry.kind = swap.kind().label();
        entry.what = swap.what();
        entry.nqn = swap.nqn();
        entry.nsid = swap.nsid() == 0 ? null : swap.nsid();
        entry.began = swap.beganMs();
        entry.gate_ms = rounded(swap.gateMs());
        entry.wait_ms = rounded(swap.waitMs());
        entry.parked = swap.pause().parked();
        entry.blocked = swap.pause().blocked();
        entry.outcome = swap.outcome().label();
        return entry;
    }

    private static double rounded(double ms) {
        return Math.round(ms * MICROS_PER_MS) / MICROS_PER_MS;
    }
}
