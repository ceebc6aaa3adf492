package io.viaduct.core.target;

import io.viaduct.api.rpc.RpcException;
import io.viaduct.api.transport.TargetTransport;
import io.viaduct.core.control.TargetNames;
import io.viaduct.core.qpair.TargetOptions;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * The targets of the process. They share reactors, devices and the bundles that offer transports;
 * subsystems, transports, listeners, controllers and the memory of requests are each one's own. The
 * first one is always there. Control strand, but where a method says otherwise.
 */
public final class Targets {
    /** Targets that there may be: each has its parts on every reactor. */
    static final int TARGETS_MAX = 64;

    private static final String EXISTS = "Target already exists.";

    private record One(Target target, TransportHolds holds) {}

    private final Function<String, TargetBase> bases;
    private final TransportServices services;
    private final DiscoveryPublishers publishers;
    private final Map<String, One> there = new LinkedHashMap<>();
    // Names of targets that are being made or deleted: nobody finds them, nor takes their name.
    private final Set<String> busy = new HashSet<>();
    private final Target first;
    private HoldTimes holdDefaults = HoldTimes.DEFAULT;

    /**
     * With the first target, which {@link #start} publishes.
     *
     * @param bases what a target of that name stands on, with a half on the reactors of its own
     * @param services the transports that are offered
     */
    public Targets(Function<String, TargetBase> bases, TransportServices services) {
        this.bases = bases;
        this.services = services;
        TargetBase base = bases.apply(TargetNames.DEFAULT);
        publishers = new DiscoveryPublishers(base.strand(), base.desired());
        first = add(new Target(TargetNames.DEFAULT, base));
    }

    private Target add(Target target) {
        there.put(target.name(), new One(target, new TransportHolds(target, services)));
        target.holdDefaults(holdDefaults);
        target.watchDiscovery(() -> publishers.changed(target));
        return target;
    }

    /** Makes the first target's parts and publishes its discovery. */
    public CompletableFuture<Void> start(TargetOptions options) throws RpcException {
        return start(first, options);
    }

    private static CompletableFuture<Void> start(Target target, TargetOptions options)
            throws RpcException {
        return target.base()
                .side()
                .start(options)
                .thenComposeAsync(done -> target.start(), target.base().strand());
    }

    /** The target that there is without asking. Any thread. */
    public Target first() {
        return first;
    }

    /** The target of that name, or the only one for null; null where that names none. */
    public Target find(String name) {
        if (name == null) {
            return there.size() == 1 ? first : null;
        }
        One one = there.get(name);
        return one == null ? null : one.target();
    }

    /** Who lets hosts find the discovery service of one of them. */
    public DiscoveryPublishers publishers() {
        return publishers;
    }

    /** All of them, in the order in which they were made. */
    List<Target> all() {
        return there.values().stream().map(One::target).toList();
    }

    /**
     * Makes another target.
     *
     * @param subsystems that it may have, with discovery
     */
    CompletionStage<String> create(String name, int subsystems, TargetOptions options)
            throws RpcException {
        if (there.containsKey(name) || busy.contains(name)) {
            throw Refusal.invalid(EXISTS, "name", name, "there is one of that name");
        }
        if (there.size() + busy.size() >= TARGETS_MAX) {
            throw Refusal.failed(
                    "Unable to create the requested target.", "there are " + TARGETS_MAX);
        }
        Target target = new Target(name, bases.apply(name));
        target.maxSubsystems(subsystems);
        CompletableFuture<Void> started = start(target, options);
        busy.add(name);
        Executor strand = target.base().strand();
        return started.handleAsync(
                        (done, failure) -> failure == null ? made(target) : failed(target, failure),
                        strand)
                .thenCompose(Function.identity());
    }

    private CompletionStage<String> made(Target target) {
        busy.remove(target.name());
        return CompletableFuture.completedFuture(add(target).name());
    }

    // Gives back what it has of the reactors' memory, and its name.
    private CompletionStage<String> failed(Target target, Throwable why) {
        return target.close()
                .thenComposeAsync(
                        done -> {
                            target.base().side().close();
                            busy.remove(target.name());
                            return CompletableFuture.failedFuture(why);
                        },
                        target.base().strand());
    }

    /**
     * Deletes a target with all that is its; done when its connections are gone and its devices are
     * given up.
     */
    CompletionStage<Boolean> delete(Target target) throws RpcException {
        String name = target.name();
        if (target == first) {
            throw Refusal.invalid("name", name, "the process's own target stays");
        }
        if (target.transports().stream().anyMatch(one -> one.hold() != null)) {
            throw Refusal.invalid(
                    "name", name, "hosts wait for a transport of it; try again later");
        }
        there.remove(name);
        busy.add(name);
        return CompletableFuture.allOf(publishers.stop(target), target.delete())
                // What does not end keeps its memory, and its name.
                .thenApplyAsync(
                        done -> {
                            target.base().side().close();
                            return busy.remove(name);
                        },
                        target.base().strand());
    }

    /** How long transports and namespaces of all targets are held, as {@link Target} says. */
    public void holdDefaults(HoldTimes defaults) {
        holdDefaults = defaults;
        all().forEach(target -> target.holdDefaults(defaults));
    }

    /** A transport has come: all targets go on with what they hold of its type. */
    public void arrived() {
        holds().forEach(TransportHolds::arrived);
    }

    /** A transport leaves; done when nothing of it is in use by any target. */
    public CompletableFuture<Void> leave(TargetTransport service) {
        return CompletableFuture.allOf(
                holds().stream()
                        .map(holds -> holds.leave(service))
                        .toArray(CompletableFuture[]::new));
    }

    private List<TransportHolds> holds() {
        return there.values().stream().map(One::holds).toList();
    }

    /** Stops listening, ends all connections, gives up devices and transports. */
    public CompletableFuture<Void> close() {
        return CompletableFuture.allOf(
                all().stream()
                        .flatMap(target -> Stream.of(publishers.stop(target), target.close()))
                        .toArray(CompletableFuture[]::new));
    }

    /** Gives up the memory, after {@link #close}. Any thread, when the strand does nothing else. */
    public void closeMemory() {
        all().forEach(target -> target.base().side().close());
    }
}
