package io.viaduct.core.target;

import io.viaduct.api.rpc.RpcException;
import io.viaduct.api.rpc.RpcMethod;
import io.viaduct.api.rpc.RpcMethods;
import io.viaduct.core.qpair.QpairCounts;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** nvmf_get_stats: what the reactors serve. Times are nanoseconds. */
public final class StatisticsMethods implements RpcMethods {
    private static final long TICKS_PER_SECOND = 1_000_000_000;

    private final Targets targets;
    private final Supplier<CompletableFuture<List<Long>>> parked;

    /**
     * The methods of all targets.
     *
     * @param parked asks each reactor how much I/O waits there for devices that are busy
     */
    public StatisticsMethods(Targets targets, Supplier<CompletableFuture<List<Long>>> parked) {
        this.targets = targets;
        this.parked = parked;
    }

    /** The whole target. */
    public static class All {
        /** Ticks in a second. */
        public long tick_rate = TICKS_PER_SECOND;

        /** Reactors by index. */
        public List<PollGroup> poll_groups = new ArrayList<>();
    }

    /** One reactor's part of the target. */
    public static class PollGroup {
        /** Its name. */
        public String name;

        /** Admin queues that have ever connected. */
        public long admin_qpairs;

        /** I/O queues that have ever connected. */
        public long io_qpairs;

        /** Admin queues there are. */
        public long current_admin_qpairs;

        /** I/O queues there are. */
        public long current_io_qpairs;

        /** Connections that have not sent Connect yet. */
        public long current_unassociated_qpairs;

        /** I/O that waits for devices that are busy, whoever has sent it. */
        public long pending_bdev_io;

        /** Commands that I/O queues have answered. */
        public long completed_nvme_io;

        /** Transports of the target. */
        public List<Wire> transports;
    }

    /** A transport. */
    public static class Wire {
        /** Its type. */
        public String trtype;
    }

    /** Counts queues by reactor. */
    @RpcMethod(
            value = "nvmf_get_stats",
            description = "Counts the queues of the target by reactor.",
            mutates = false)
    public CompletionStage<All> stats(TargetParams p) throws RpcException {
        Target target = p.target(targets, "Unable to find a target.");
        List<Wire> wires = target.transports().stream().map(StatisticsMethods::wire).toList();
        return target.base()
                .side()
                .counts()
                .thenCombine(parked.get(), (counts, waiting) -> all(counts, waiting, wires));
    }

    private static Wire wire(BoundTransport transport) {
        Wire wire = new Wire();
        wire.trtype = transport.trtype();
        return wire;
    }

    private static All all(List<QpairCounts> counts, List<Long> waiting, List<Wire> wires) {
        All all = new All();
        for (QpairCounts one : counts) {
            PollGroup group = new PollGroup();
            group.name = one.reactor();
            group.admin_qpairs = one.adminEver();
            group.io_qpairs = one.ioEver();
            group.current_admin_qpairs = one.adminNow();
            group.current_io_qpairs = one.ioNow();
            group.current_unassociated_qpairs = one.unassociatedNow();
            group.pending_bdev_io = waiting.get(all.poll_groups.size());
            group.completed_nvme_io = one.ioAnswered();
            group.transports = wires;
            all.poll_groups.add(group);
        }
        return all;
    }
}
