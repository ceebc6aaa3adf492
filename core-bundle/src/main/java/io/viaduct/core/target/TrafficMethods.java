package io.viaduct.core.target;

import io.viaduct.api.rpc.RpcException;
import io.viaduct.api.rpc.RpcMethod;
import io.viaduct.api.rpc.RpcMethods;
import io.viaduct.core.controller.HealthCounters;
import io.viaduct.core.controller.NamespaceHealth;
import io.viaduct.core.qpair.ControllerTraffic;
import io.viaduct.core.qpair.HostTraffic;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** viaduct_get_traffic: what hosts have read and written, by namespace, controller and both. */
public final class TrafficMethods implements RpcMethods {
    private final Targets targets;

    /** The methods of one target; {@code namespaces} is asked what each of them has moved. */
    public TrafficMethods(Targets targets) {
        this.targets = targets;
    }

    /** All of it. */
    public static class All {
        /** By subsystem and identifier. */
        public List<OfNamespace> namespaces;

        /** By subsystem and controller. */
        public List<OfController> controllers;

        /** By subsystem, host and namespace. */
        public List<OfHost> hosts;

        /** Namespaces that are held now. */
        public long held;
    }

    /** Counts. */
    public static class Counts {
        /** Read commands done. */
        public long reads;

        /** Bytes of them. */
        public long read_bytes;

        /** Write commands done. */
        public long writes;

        /** Bytes of them. */
        public long written_bytes;

        /** Commands that the medium has failed. */
        public long media_errors;

        void set(HealthCounters from) {
            reads = from.reads();
            read_bytes = from.readBytes();
            writes = from.writes();
            written_bytes = from.writtenBytes();
            media_errors = from.mediaErrors();
        }
    }

    /** A namespace, since it is there. */
    public static class OfNamespace extends Counts {
        /** Its subsystem. */
        public String nqn;

        /** Its identifier. */
        public int nsid;
    }

    /** A controller, since its host has connected, with queues that are gone. */
    public static class OfController extends Counts {
        /** Its subsystem. */
        public String nqn;

        /** Its host. */
        public String hostnqn;

        /** Its identifier. */
        public int cntlid;

        /** Commands that have arrived at its I/O queues. */
        public long commands;
    }

    /** A host in a namespace, on the queues that are connected now. */
    public static class OfHost extends OfNamespace {
        /** The host. */
        public String hostnqn;
    }

    private record Pair(String nqn, String hostnqn, int nsid) {
        static final Comparator<Pair> ORDER =
                Comparator.comparing(Pair::nqn)
                        .thenComparing(Pair::hostnqn)
                        .thenComparingInt(Pair::nsid);
    }

    /** Adds up what the reactors have counted. */
    @RpcMethod(
            value = "viaduct_get_traffic",
            description =
                    "Counts what hosts have read and written, by namespace, controller and both.",
            mutates = false)
    public CompletionStage<All> traffic(TargetParams p) throws RpcException {
        Target target = p.target(targets, "Unable to find a target.");
        All all = new All();
        all.held =
                target.subsystems().stream()
                        .flatMap(subsystem -> subsystem.namespaces().values().stream())
                        .filter(Namespace::isHeld)
                        .count();
        Function<OfNamespace, String> subsystem = one -> one.nqn;
        all.namespaces =
                target.base().side().totals().stream()
                        .map(TrafficMethods::namespace)
                        .sorted(Comparator.comparing(subsystem).thenComparingInt(one -> one.nsid))
                        .toList();
        ReactorSide side = target.base().side();
        return side.traffic()
                .thenCombine(side.hostTraffic(), (them, hosts) -> with(all, them, hosts));
    }

    private static All with(All all, List<ControllerTraffic> them, List<HostTraffic> hosts) {
        all.hosts = hosts(hosts);
        Function<OfController, String> subsystem = one -> one.nqn;
        all.controllers =
                them.stream()
                        .map(TrafficMethods::controller)
                        .sorted(Comparator.comparing(subsystem).thenComparingInt(one -> one.cntlid))
                        .toList();
        return all;
    }

    private static List<OfHost> hosts(List<HostTraffic> queues) {
        Map<Pair, HealthCounters> sums = new TreeMap<>(Pair.ORDER);
        for (HostTraffic one : queues) {
            Pair pair = new Pair(one.nqn(), one.hostnqn(), one.nsid());
            sums.computeIfAbsent(pair, unused -> new HealthCounters()).add(one.counters());
        }
        List<OfHost> all = new ArrayList<>();
        sums.forEach(
                (pair, counters) -> {
                    OfHost one = new OfHost();
                    one.nqn = pair.nqn();
                    one.hostnqn = pair.hostnqn();
                    one.nsid = pair.nsid();
                    one.set(counters);
                    all.add(one);
                });
        return all;
    }

    private static OfNamespace namespace(NamespaceHealth.Total from) {
        OfNamespace one = new OfNamespace();
        one.nqn = from.nqn();
        one.nsid = from.nsid();
        one.set(from.counters());
        return one;
    }

    private static OfController controller(ControllerTraffic from) {
        OfController one = new OfController();
        one.nqn = from.nqn();
        one.hostnqn = from.hostnqn();
        one.cntlid = from.cntlid();
        one.commands = from.counters().commands();
        one.set(from.counters());
        return one;
    }
}
