package io.viaduct.core.target;

import io.viaduct.api.dto.ControllerDTO;
import io.viaduct.api.dto.QpairDTO;
import io.viaduct.api.reactor.Owner;
import io.viaduct.api.reactor.Reactor;
import io.viaduct.api.rpc.RpcException;
import io.viaduct.api.transport.Adoption;
import io.viaduct.api.transport.Qpair;
import io.viaduct.api.transport.TransportId;
import io.viaduct.api.transport.TransportOptions;
import io.viaduct.api.transport.TransportQpair;
import io.viaduct.core.controller.NamespaceHealth;
import io.viaduct.core.qpair.Adopted;
import io.viaduct.core.qpair.ControllerTraffic;
import io.viaduct.core.qpair.HostTraffic;
import io.viaduct.core.qpair.Pause;
import io.viaduct.core.qpair.QpairCounts;
import io.viaduct.core.qpair.TargetOptions;
import io.viaduct.core.view.SubsystemView;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;

/**
 * The half of a target that lives on the reactors, as the strand talks to it. Futures complete on a
 * reactor: whoever goes on does so on the strand.
 */
public interface ReactorSide {
    /**
     * Makes the parts; done when every reactor has one. Once, before anything else.
     *
     * @param options in force until it is closed
     * @throws RpcException when there is no memory for it
     */
    CompletableFuture<Void> start(TargetOptions options) throws RpcException;

    /** What the namespaces have moved. Any thread. */
    List<NamespaceHealth.Total> totals();

    /** Publishes a view; done when no reactor uses anything that only an older one had. */
    CompletableFuture<Void> install(SubsystemView view);

    /** Takes a subsystem away; done when its connections are gone and nothing is at a device. */
    CompletableFuture<Void> remove(String nqn);

    /**
     * Ends the connections of a subsystem that came in at an address; done when they are asked to.
     */
    CompletableFuture<Void> disconnectListener(String nqn, TransportId listener);

    /**
     * Ends all connections of a transport, which opens no more; done when the last is gone and
     * nothing of theirs is at a device.
     */
    CompletableFuture<Void> disconnectTransport(String trtype);

    /**
     * Takes all connections of a transport out of its hands; done when it has none any more: each
     * is held, or gone.
     */
    CompletableFuture<Void> handOver(String trtype);

    /** Offers what is held of a transport to another instance of it, in an owner's name. */
    CompletableFuture<Adopted> adopt(Owner by, String trtype, Predicate<Adoption> transport);

    /** Ends the connections of a host to a subsystem; done when they are asked to. */
    CompletableFuture<Void> disconnectHost(String nqn, String hostnqn);

    /**
     * A hold that has begun.
     *
     * @param idle done when nothing is in use of the device
     * @param ended done when every gate has opened or lost its namespace, with what was measured
     */
    record Holding(CompletableFuture<Void> idle, CompletableFuture<Pause> ended) {}

    /** Parks media commands of a namespace. */
    Holding hold(String nqn, int nsid);

    /** Lets parked media commands of a namespace go on. */
    CompletableFuture<Void> unhold(String nqn, int nsid);

    /** The controllers of a subsystem by rising identifier. */
    CompletableFuture<List<ControllerDTO>> controllers(String nqn);

    /** The queue pairs of a subsystem. */
    CompletableFuture<List<QpairDTO>> qpairs(String nqn);

    /** What the controllers have moved. */
    CompletableFuture<List<ControllerTraffic>> traffic();

    /** What hosts have moved of each namespace, by queue. */
    CompletableFuture<List<HostTraffic>> hostTraffic();

    /** Queue pairs by reactor. */
    CompletableFuture<List<QpairCounts>> counts();

    /** The core's end of a new queue pair. On {@code reactor}. */
    Qpair open(
            Reactor reactor,
            String trtype,
            TransportOptions options,
            TransportId listener,
            TransportId peer,
            TransportQpair transportQpair,
            boolean hostMemory);

    /** Ends all connections; done when the last is gone. */
    CompletableFuture<Void> stop();

    /** Gives up the memory, after {@link #stop} and when nothing of it is at a device. */
    void close();
}
