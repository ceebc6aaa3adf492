package io.viaduct.core.target;

import io.viaduct.api.dto.ControllerDTO;
import io.viaduct.api.dto.QpairDTO;
import io.viaduct.api.reactor.Owner;
import io.viaduct.api.reactor.Reactor;
import io.viaduct.api.transport.Adoption;
import io.viaduct.api.transport.Qpair;
import io.viaduct.api.transport.TransportId;
import io.viaduct.api.transport.TransportOptions;
import io.viaduct.api.transport.TransportQpair;
import io.viaduct.core.controller.HealthCounters;
import io.viaduct.core.controller.NamespaceHealth;
import io.viaduct.core.qpair.Adopted;
import io.viaduct.core.qpair.ControllerTraffic;
import io.viaduct.core.qpair.HostTraffic;
import io.viaduct.core.qpair.Pause;
import io.viaduct.core.qpair.QpairCounts;
import io.viaduct.core.qpair.TargetOptions;
import io.viaduct.core.view.SubsystemView;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Predicate;

/** Reactors that remember what they are told, and acknowledge at once or when the test says. */
final class FakeSide implements ReactorSide {
    final Map<String, SubsystemView> views = new ConcurrentHashMap<>();
    final List<String> events = new ArrayList<>();
    volatile List<NamespaceHealth.Total> totals = List.of();
    private final List<CompletableFuture<Void>> held = new ArrayList<>();
    private final Queue<CompletableFuture<Pause>> holds = new ConcurrentLinkedQueue<>();
    private boolean holding;

    /** Whether it does not start. */
    volatile boolean failing;

    /** From now on nothing is acknowledged. */
    synchronized void hold() {
        holding = true;
    }

    /** Acknowledges what is held. */
    synchronized void acknowledge() {
        holding = false;
        List.copyOf(held).forEach(ack -> ack.complete(null));
        held.clear();
    }

    private synchronized CompletableFuture<Void> done(String event) {
        events.add(event);
        CompletableFuture<Void> ack = new CompletableFuture<>();
        if (holding) {
            held.add(ack);
        } else {
            ack.complete(null);
        }
        return ack;
    }

    @Override
    public CompletableFuture<Void> start(TargetOptions options) {
        CompletableFuture<Void> done = done("start " + options.duplicateHosts());
        return failing
                ? CompletableFuture.failedFuture(new IllegalStateException("no room"))
                : done;
    }

    @Override
    public List<NamespaceHealth.Total> totals() {
        return totals;
    }

    @Override
    public synchronized void close() {
        events.add("close");
    }

    @Override
    public CompletableFuture<Void> install(SubsystemView view) {
        views.put(view.nqn(), view);
        return done("install " + view.nqn());
    }

    @Override
    public CompletableFuture<Void> remove(String nqn) {
        views.remove(nqn);
        return done("remove " + nqn);
    }

    @Override
    public CompletableFuture<Void> disconnectListener(String nqn, TransportId listener) {
        return done("disconnect " + nqn + " " + listener);
    }

    @Override
    public CompletableFuture<Void> disconnectTransport(String trtype) {
        return done("disconnect " + trtype);
    }

    @Override
    public CompletableFuture<Void> handOver(String trtype) {
        return done("hand over " + trtype);
    }

    @Override
    public CompletableFuture<Adopted> adopt(
            Owner by, String trtype, Predicate<Adoption> transport) {
        return done("adopt " + trtype + " by " + by.name())
                .thenApply(ack -> new Adopted(1, 0, new Pause(1, 2, 1, 2, 1, 1, 0, true)));
    }

    @Override
    public CompletableFuture<Void> disconnectHost(String nqn, String hostnqn) {
        return done("disconnect " + nqn + " " + hostnqn);
    }

    @Override
    public Holding hold(String nqn, int nsid) {
        CompletableFuture<Void> idle = done("hold " + nsid);
        CompletableFuture<Pause> ended = new CompletableFuture<>();
        holds.add(ended);
        return new Holding(idle, ended);
    }

    /** The gates of the first hold that is left have opened, or have lost their namespace. */
    void endHold(Pause pause) {
        holds.remove().complete(pause);
    }

    @Override
    public CompletableFuture<Void> unhold(String nqn, int nsid) {
        return done("unhold " + nsid);
    }

    @Override
    public CompletableFuture<List<ControllerDTO>> controllers(String nqn) {
        var one = new ControllerDTO();
        one.cntlid = 1;
        one.cntrltype = "io";
        one.hostnqn = "nqn.2014-08.org.nvmexpress:uuid:x";
        return CompletableFuture.completedFuture(List.of(one));
    }

    @Override
    public CompletableFuture<List<QpairDTO>> qpairs(String nqn) {
        return CompletableFuture.completedFuture(List.of());
    }

    @Override
    public CompletableFuture<List<ControllerTraffic>> traffic() {
        var counters = new HealthCounters();
        counters.command(0);
        counters.read(512);
        return CompletableFuture.completedFuture(
                List.of(new ControllerTraffic("nqn.x", "nqn.host", 1, counters)));
    }

    @Override
    public CompletableFuture<List<HostTraffic>> hostTraffic() {
        var counters = new HealthCounters();
        counters.read(512);
        return CompletableFuture.completedFuture(
                List.of(
                        new HostTraffic("nqn.x", "nqn.host", 2, counters),
                        new HostTraffic("nqn.x", "nqn.host", 1, counters),
                        new HostTraffic("nqn.x", "nqn.host", 2, counters)));
    }

    @Override
    public CompletableFuture<List<QpairCounts>> counts() {
        return CompletableFuture.completedFuture(
                List.of(new QpairCounts("reactor_0", 3, 2, 1, 1, 5, 6)));
    }

    @Override
    public Qpair open(
            Reactor reactor,
            String trtype,
            TransportOptions options,
            TransportId listener,
            TransportId peer,
            TransportQpair transportQpair,
            boolean hostMemory) {
        throw new UnsupportedOperationException();
    }

    @Override
    public CompletableFuture<Void> stop() {
        return done("stop");
    }
}
