package io.viaduct.core.target;

import io.viaduct.api.dto.ControllerDTO;
import io.viaduct.api.dto.QpairDTO;
import io.viaduct.api.memory.Memory;
import io.viaduct.api.reactor.Owner;
import io.viaduct.api.reactor.Reactor;
import io.viaduct.api.rpc.RpcException;
import io.viaduct.api.transport.Adoption;
import io.viaduct.api.transport.Qpair;
import io.viaduct.api.transport.TransportId;
import io.viaduct.api.transport.TransportOptions;
import io.viaduct.api.transport.TransportQpair;
import io.viaduct.core.command.AdminHandlers;
import io.viaduct.core.controller.NamespaceHealth;
import io.viaduct.core.memory.HoldChunks;
import io.viaduct.core.memory.HoldMemory;
import io.viaduct.core.qpair.Adopted;
import io.viaduct.core.qpair.ControllerTraffic;
import io.viaduct.core.qpair.Hold;
import io.viaduct.core.qpair.HostTraffic;
import io.viaduct.core.qpair.Pause;
import io.viaduct.core.qpair.QpairCounts;
import io.viaduct.core.qpair.ReactorTarget;
import io.viaduct.core.qpair.TargetOptions;
import io.viaduct.core.qpair.TargetShared;
import io.viaduct.core.reactor.Reactors;
import io.viaduct.core.view.SubsystemView;

import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;

/** A target's parts on the real reactors. Control strand, but for {@link #open}. */
public final class ReactorTargets implements ReactorSide {
    private final String name;
    private final Reactors reactors;
    private final Owner owner;
    private final Memory memory;
    private final AdminHandlers adminHandlers;
    private final HoldMemory holdMemory;
    private final Executor strand;
    // Each part is used on its own reactor only.
    private volatile List<ReactorTarget> parts = List.of();
    private volatile TargetShared shared;

    /**
     * No parts yet; {@link #start} makes them.
     *
     * @param name the target's
     * @param owner in whose name reactors are asked
     * @param memory where the regions of its requests come from
     */
    public ReactorTargets(
            String name,
            Reactors reactors,
            Owner owner,
            Memory memory,
            AdminHandlers adminHandlers,
            Executor strand) {
        this.name = name;
        this.reactors = reactors;
        this.owner = owner;
        this.memory = memory;
        this.adminHandlers = adminHandlers;
        this.strand = strand;
        holdMemory = new HoldMemory(name, memory, reactors.all());
    }

    @Override
    public CompletableFuture<Void> start(TargetOptions options) throws RpcException {
        try {
            shared = new TargetShared(name, options, owner, memory, adminHandlers);
        } catch (IOException e) {
            throw new RpcException(RpcException.INTERNAL_ERROR, e.getMessage());
        }
        return reactors.ask(owner, reactor -> new ReactorTarget(reactor, shared))
                .thenAccept(made -> parts = made);
    }

    @Override
    public List<NamespaceHealth.Total> totals() {
        return shared.health().totals();
    }

    private ReactorTarget on(Reactor reactor) {
        return parts.get(reactor.index());
    }

    private CompletableFuture<Void> each(Consumer<ReactorTarget> step) {
        return reactors.onEach(
                owner,
                (reactor, done) -> {
                    step.accept(on(reactor));
                    done.run();
                });
    }

    private <T> CompletableFuture<List<T>> gather(Function<ReactorTarget, List<T>> question) {
        return reactors.ask(owner, reactor -> question.apply(on(reactor)))
                .thenApply(lists -> lists.stream().flatMap(List::stream).toList());
    }

    @Override
    public CompletableFuture<Void> install(SubsystemView view) {
        return reactors.onEach(owner, (reactor, done) -> on(reactor).install(view, done));
    }

    @Override
    public CompletableFuture<Void> remove(String nqn) {
        return reactors.onEach(owner, (reactor, done) -> on(reactor).remove(nqn, done));
    }

    @Override
    public CompletableFuture<Void> disconnectListener(String nqn, TransportId listener) {
        return each(part -> part.disconnectListener(nqn, listener));
    }

    @Override
    public CompletableFuture<Void> disconnectTransport(String trtype) {
        return reactors.onEach(
                owner, (reactor, done) -> on(reactor).disconnectTransport(trtype, done));
    }

    @Override
    public CompletableFuture<Void> handOver(String trtype) {
        return reactors.onEach(owner, (reactor, done) -> on(reactor).handOver(trtype, done));
    }

    @Override
    public CompletableFuture<Adopted> adopt(
            Owner by, String trtype, Predicate<Adoption> transport) {
        return reactors.ask(by, reactor -> on(reactor).adopt(trtype, transport))
                .thenApply(Adopted::of);
    }

    @Override
    public CompletableFuture<Void> disconnectHost(String nqn, String hostnqn) {
        return each(part -> part.disconnectHost(nqn, hostnqn));
    }

    @Override
    public Holding hold(String nqn, int nsid) {
        List<CompletableFuture<Pause>> parts =
                reactors.all().stream().map(reactor -> new CompletableFuture<Pause>()).toList();
        HoldMemory.Lot lot =
                holdMemory.begin(this.parts.stream().map(ReactorTarget::need).toList());
        CompletableFuture<Void> idle =
                reactors.onEach(
                        owner,
                        (reactor, done) -> {
                            CompletableFuture<Pause> part = parts.get(reactor.index());
                            HoldChunks chunks = lot == null ? null : lot.on(reactor);
                            on(reactor).hold(nqn, nsid, new Hold(chunks, done, part::complete));
                        });
        CompletableFuture<Pause> ended =
                CompletableFuture.allOf(parts.toArray(CompletableFuture[]::new))
                        .thenApply(
                                all ->
                                        Pause.of(
                                                parts.stream()
                                                        .map(CompletableFuture::join)
                                                        .toList()));
        Failures.logged(
                ended.thenRunAsync(() -> holdMemory.end(lot), strand), "end of a hold's memory");
        return new Holding(idle, ended);
    }

    @Override
    public CompletableFuture<Void> unhold(String nqn, int nsid) {
        return each(part -> part.unhold(nqn, nsid));
    }

    @Override
    public CompletableFuture<List<ControllerDTO>> controllers(String nqn) {
        return gather(part -> part.controllers(nqn))
                .thenApply(
                        all ->
                                all.stream()
                                        .sorted(Comparator.comparingInt(one -> one.cntlid))
                                        .toList());
    }

    @Override
    public CompletableFuture<List<QpairDTO>> qpairs(String nqn) {
        return gather(part -> part.qpairs(nqn));
    }

    @Override
    public CompletableFuture<List<ControllerTraffic>> traffic() {
        return gather(ReactorTarget::traffic);
    }

    @Override
    public CompletableFuture<List<HostTraffic>> hostTraffic() {
        return gather(ReactorTarget::hostTraffic);
    }

    @Override
    public CompletableFuture<List<QpairCounts>> counts() {
        return reactors.ask(owner, reactor -> on(reactor).counts());
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
        return on(reactor).open(trtype, options, listener, peer, transportQpair, hostMemory);
    }

    @Override
    public CompletableFuture<Void> stop() {
        return shared == null
                ? CompletableFuture.completedFuture(null)
                : reactors.onEach(owner, (reactor, done) -> stop(reactor, done));
    }

    // Where a start has failed some reactors have no part.
    private void stop(Reactor reactor, Runnable done) {
        shared.parts().stream()
                .filter(part -> part.reactor() == reactor)
                .findFirst()
                .ifPresentOrElse(part -> part.stop(done), done);
    }

    @Override
    public void close() {
        if (shared != null) {
            shared.close();
        }
    }
}
