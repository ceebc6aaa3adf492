package io.viaduct.core;

import io.viaduct.api.bdev.Bdev;
import io.viaduct.api.bdev.BdevModule;
import io.viaduct.api.bdev.BdevRegistry;
import io.viaduct.api.discovery.DiscoveryPublisher;
import io.viaduct.api.estate.Estates;
import io.viaduct.api.memory.Memory;
import io.viaduct.api.reactor.Owner;
import io.viaduct.api.reactor.Reactor;
import io.viaduct.api.rpc.ControlPlane;
import io.viaduct.api.rpc.RpcException;
import io.viaduct.api.rpc.RpcMethods;
import io.viaduct.api.transport.TargetTransport;
import io.viaduct.core.bdev.BdevNotifications;
import io.viaduct.core.bdev.BdevStore;
import io.viaduct.core.bdev.DeviceMethods;
import io.viaduct.core.bdev.Latecomers;
import io.viaduct.core.bdev.Placement;
import io.viaduct.core.command.AdminHandlers;
import io.viaduct.core.control.ApplicationMethods;
import io.viaduct.core.control.ConfigFile;
import io.viaduct.core.control.DesiredState;
import io.viaduct.core.control.FrameworkMethods;
import io.viaduct.core.control.Initialization;
import io.viaduct.core.control.IobufMethods;
import io.viaduct.core.control.MethodRegistry;
import io.viaduct.core.control.Notifications;
import io.viaduct.core.control.NotifyMethods;
import io.viaduct.core.control.ProcessMethods;
import io.viaduct.core.control.Reconciler;
import io.viaduct.core.control.StoredMethod;
import io.viaduct.core.control.StoredOptionMethods;
import io.viaduct.core.control.Strand;
import io.viaduct.core.doctor.DoctorMethods;
import io.viaduct.core.estate.CoreEstates;
import io.viaduct.core.estate.EstateMethods;
import io.viaduct.core.keyring.KeyringMethods;
import io.viaduct.core.memory.IoBuffers;
import io.viaduct.core.qpair.TargetOptions;
import io.viaduct.core.reactor.ReactorInfo;
import io.viaduct.core.reactor.Reactors;
import io.viaduct.core.target.HoldTimes;
import io.viaduct.core.target.ReactorTargets;
import io.viaduct.core.target.TargetBase;
import io.viaduct.core.target.TargetListMethods;
import io.viaduct.core.target.TargetMethods;
import io.viaduct.core.target.TargetOptionMethods;
import io.viaduct.core.target.Targets;
import io.viaduct.core.target.TransportServices;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;

/**
 * The whole core, wired: reactors, memory, devices, the target and the control plane. It knows
 * nothing of OSGi; whoever offers transports, modules and methods adds them. Any thread but a
 * reactor's, and, where a method waits, not the control strand.
 */
public final class Platform implements AutoCloseable {
    /** After so long inside one call an isolated module is stuck, unless it is set otherwise. */
    public static final long ISOLATION_STALL_MS = Quarantines.STALL_MS;

    private static final int FIRMWARE_REVISION_MAX = 8;
    private static final Logger LOG = System.getLogger(Platform.class.getName());

    private final PlatformOptions options;
    private final PlatformParts parts;
    private final Reactors reactors;
    private final Strand strand;
    private final Memory memory;
    private final BdevStore bdevs;
    private final DesiredState desired = new DesiredState();
    private final Notifications notifications = new Notifications();
    private final MethodRegistry registry;
    private final Reconciler reconciler;
    private final Keeping keeping;
    private final CoreEstates estates;
    private final Latecomers latecomers;
    private final TransportServices transports = new TransportServices();
    private final IobufMethods iobuf = new IobufMethods();
    private final AdminHandlers adminHandlers = new AdminHandlers();
    private final Targets targets;
    private final TargetOptionMethods optionMethods;
    private final Quarantines quarantines;
    private final Ending ending;
    private final Owner owner;
    private final Set<Owner> bdevOwners = new LinkedHashSet<>();

    private Platform(PlatformOptions options, PlatformParts parts, Ending ending) {
        this.options = options;
        this.parts = parts;
        this.ending = ending;
        reactors = parts.reactors();
        strand = parts.strand();
        memory = parts.memory();
        registry = new MethodRegistry(strand, desired, parts.answers());
        owner = reactors.owner("io.viaduct.core");
        bdevs = new BdevStore(reactors, memory, strand, strand::isCurrent, parts.patience());
        latecomers = new Latecomers(bdevs);
        estates = new CoreEstates(memory, this::estateCleared);
        targets = new Targets(this::base, transports);
        quarantines = new Quarantines(bdevs, registry, desired, notifications, parts.delay());
        optionMethods = new TargetOptionMethods(targets.first());
        var presence = new LivePresence(bdevs, transports, targets);
        reconciler = new Reconciler(strand, registry, desired, presence, parts.delay()::after);
        targets.publishers().whenPossible(reconciler::wake);
        keeping = new Keeping(options, parts, registry, desired, reconciler, notifications);
    }

    private TargetBase base(String target) {
        return new TargetBase(
                strand,
                desired,
                notifications,
                reactors,
                memory,
                bdevs.registry(owner),
                bdevs::moduleOf,
                parts.streams(),
                new ReactorTargets(target, reactors, owner, memory, adminHandlers, strand),
                parts.delay());
    }

    /** Ends what a platform of real threads stands on. */
    @FunctionalInterface
    private interface Ending {
        /** Whether a module still has I/O and its memory, which then stays. */
        void run(boolean stuck) throws InterruptedException;
    }

    /**
     * Starts the reactors and the control plane, in the startup phase. {@link #boot} goes on.
     *
     * @throws IOException when the kernel refuses an engine
     */
    public static Platform start(PlatformOptions options) throws IOException, InterruptedException {
        ProcessThreads threads = ProcessThreads.start(options.reactors());
        Platform platform = new Platform(options, threads.parts(), threads::end);
        platform.strand.submit(platform::addOwnMethods).join();
        return platform;
    }

    /**
     * A platform over parts that are somebody else's, as a test turns them; its methods are there
     * after the strand's next turn. {@link #drain} ends it.
     */
    public static Platform over(PlatformOptions options, PlatformParts parts) {
        Platform platform = new Platform(options, parts, stuck -> {});
        parts.strand().execute(platform::addOwnMethods);
        return platform;
    }

    private Void addOwnMethods() {
        var initialization = new Initialization(strand, registry, this::initialize);
        // Modules that came in the meantime are given the options that were stored for them.
        var unused = initialization.running().thenRun(reconciler::wake);
        keeping.holdCalls(initialization);
        bdevs.add(new DeviceWatch(desired, reconciler));
        bdevs.add(new BdevNotifications(notifications));
        bdevs.add(quarantines);
        registry.add(owner, new FrameworkMethods(registry, initialization, desired));
        registry.add(owner, keeping.methods());
        registry.add(owner, new ApplicationMethods(options.version(), options.signals()));
        registry.add(owner, new NotifyMethods(notifications));
        registry.add(owner, new EstateMethods(estates));
        ProcessMethods.of(parts.infos(), reactors).forEach(one -> registry.add(owner, one));
        registry.add(owner, iobuf);
        registry.add(owner, new KeyringMethods());
        DeviceMethods.of(bdevs, reactors, owner).forEach(one -> registry.add(owner, one));
        registry.add(owner, optionMethods);
        TargetMethods.of(targets, transports, bdevs).forEach(one -> registry.add(owner, one));
        registry.add(owner, new TargetListMethods(targets, () -> TargetOptions.of(revision())));
        registry.add(owner, new DoctorMethods(registry, targets, transports));
        registry.add(owner, new StoredOptionMethods(desired));
        registry.addStored(owner, StoredMethod.all());
        return null;
    }

    private CompletionStage<Void> initialize() throws RpcException {
        try {
            var targetOptions = optionMethods.options(revision());
            var buffers = IoBuffers.create(memory, iobuf.options(), reactors);
            return buffers.thenAcceptAsync(iobuf::made, strand)
                    .thenComposeAsync(done -> startTarget(targetOptions), strand);
        } catch (IOException e) {
            throw new RpcException(RpcException.INTERNAL_ERROR, e.getMessage());
        }
    }

    private CompletableFuture<Void> startTarget(TargetOptions targetOptions) {
        try {
            return targets.start(targetOptions);
        } catch (RpcException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private String revision() {
        String version = options.version();
        return version.substring(0, Math.min(version.length(), FIRMWARE_REVISION_MAX));
    }

    /**
     * Goes through the start as planned; waits for framework_start_init where that is planned.
     *
     * @return lines by which a Linux host connects to what is there
     * @throws ConfigFile.Invalid when a step fails
     */
    public List<String> boot() throws ConfigFile.Invalid, InterruptedException {
        return keeping.boot();
    }

    /** All management. */
    public ControlPlane controlPlane() {
        return registry;
    }

    /** What has happened lately. */
    public Notifications notifications() {
        return notifications;
    }

    /** The strand on which it happens. */
    public Strand strand() {
        return strand;
    }

    /** The reactors. */
    public Reactors reactors() {
        return reactors;
    }

    /** How they fare at this moment. */
    public List<ReactorInfo> reactorInfos() {
        return parts.infos().get();
    }

    /** The regions of the process. */
    public Memory memory() {
        return memory;
    }

    /** The devices. */
    public BdevStore bdevs() {
        return bdevs;
    }

    /** A new owner: one instance of one bundle. */
    public Owner owner(String name) {
        return reactors.owner(name);
    }

    /** The devices as one owner sees them, whose channels are inline. */
    public BdevRegistry registry(Owner user) {
        return registry(user, Placement.INLINE);
    }

    /** The devices as one owner sees them, whose channels run where it says. */
    public BdevRegistry registry(Owner user, Placement placement) {
        synchronized (bdevOwners) {
            bdevOwners.add(user);
        }
        return bdevs.registry(user, placement);
    }

    /** After how many milliseconds inside one call an isolated module is stuck; at least 1. */
    public void isolationStallMs(long ms) {
        quarantines.stallMs(ms);
    }

    /** What owners leave to those that follow them, as one owner sees it. */
    public Estates estates(Owner user) {
        return estates.of(user);
    }

    /** An owner no longer looks at estates: what it has not given up is there for the next. */
    public void leaveEstates(Owner user) {
        estates.leave(user);
    }

    private void estateCleared() {
        try {
            strand.execute(reconciler::cleared);
        } catch (RejectedExecutionException e) {
            LOG.log(Level.DEBUG, "an estate is given up after the end of the strand");
        }
    }

    /** An owner offers a transport; done when it can be created. */
    public CompletableFuture<Void> add(Owner from, TargetTransport transport) {
        return onStrand(
                () -> {
                    transports.add(from, transport);
                    targets.arrived();
                    reconciler.wake();
                });
    }

    /**
     * A transport goes; done when nothing of it is in use. Its connections stay for a while, for
     * another that offers the same transport, or comes to offer it.
     */
    public CompletableFuture<Void> remove(TargetTransport transport) {
        return onStrand(() -> transports.remove(transport))
                .thenComposeAsync(done -> targets.leave(transport), strand);
    }

    /** A bundle can let hosts find the discovery service; done when it is known. */
    public CompletableFuture<Void> add(DiscoveryPublisher publisher) {
        return onStrand(() -> targets.publishers().add(publisher));
    }

    /** It leaves; done when nothing of it is published any more. */
    public CompletableFuture<Void> remove(DiscoveryPublisher publisher) {
        return onStrand(() -> {})
                .thenComposeAsync(done -> targets.publishers().remove(publisher), strand);
    }

    /** Who serves admin commands of vendors. Any thread. */
    public AdminHandlers adminHandlers() {
        return adminHandlers;
    }

    /** An owner offers methods; done when they can be called. */
    public CompletableFuture<Void> add(Owner from, RpcMethods methods) {
        return onStrand(
                () -> {
                    registry.add(from, methods);
                    reconciler.giveOptions();
                    reconciler.wake();
                });
    }

    /** Methods go; done when nothing of them is referred to. */
    public CompletableFuture<Void> remove(RpcMethods methods) {
        return onStrand(
                () -> {
                    registry.remove(methods);
                    // Their names may be those of a newer instance now.
                    reconciler.wake();
                });
    }

    /** What is desired and not there, by a number that stays the same until it is, and why. */
    public CompletableFuture<Map<Long, String>> waiting() {
        return strand.submit(reconciler::unmet);
    }

    /** Something has left for good, so that what waits may find another. Any thread. */
    public void reconcile() {
        var unused = onStrand(reconciler::wake);
    }

    /** A module looks at devices from now on. */
    public CompletableFuture<Void> addModule(BdevModule module) {
        return onStrand(() -> bdevs.add(module));
    }

    /** A module no longer does. */
    public CompletableFuture<Void> removeModule(BdevModule module) {
        return onStrand(() -> bdevs.remove(module));
    }

    /**
     * A device that is a service of its own is registered so, at once or when its predecessor is
     * gone; done when that is known.
     */
    public CompletableFuture<Void> register(Owner from, Bdev bdev) {
        return register(from, Placement.INLINE, bdev);
    }

    /** As the other, for a bundle whose channels run where it says. */
    public CompletableFuture<Void> register(Owner from, Placement placement, Bdev bdev) {
        return strand.submit(
                () -> {
                    registry(from, placement);
                    latecomers.register(from, bdev);
                    return null;
                });
    }

    /** Sets how long namespaces are held for which nothing else is set; done when it holds. */
    public CompletableFuture<Void> holdDefaults(HoldTimes times) {
        return onStrand(() -> targets.holdDefaults(times));
    }

    /** Whether the calling thread is the control strand or a reactor, which must not wait. */
    public boolean isOwnThread() {
        return strand.isCurrent() || reactors.all().stream().anyMatch(Reactor::isCurrent);
    }

    /**
     * An owner is gone: its devices and what it has open; done when that has drained and its
     * estates are there for the next.
     */
    public CompletableFuture<Void> leave(Owner gone) {
        synchronized (bdevOwners) {
            bdevOwners.remove(gone);
        }
        return onStrand(
                        () -> {
                            registry.remove(gone);
                            latecomers.forget(gone);
                        })
                .thenComposeAsync(done -> bdevs.leave(gone), strand)
                .thenRunAsync(() -> estates.leave(gone), strand);
    }

    /** The drain deadline of an owner that leaves is over: nobody waits for it any more. */
    public void overdue(Owner gone) {
        strand.execute(() -> bdevs.overdue(gone));
    }

    private CompletableFuture<Void> onStrand(Runnable task) {
        return strand.submit(
                () -> {
                    task.run();
                    return null;
                });
    }

    /** Stops listeners, ends connections and closes devices; done when that has drained. */
    public CompletableFuture<Void> drain() {
        CompletableFuture<Void> drained = closeTarget();
        for (Owner user : owners()) {
            drained = drained.thenComposeAsync(done -> leave(user), strand);
        }
        return drained.thenRunAsync(this::closeShared, strand);
    }

    /**
     * The process ends: connections and devices are given up before the modules leave, so that
     * nothing is held for them. Not on an own thread; bounded.
     */
    public void quit() {
        Closing.await("the target", closeTarget());
    }

    private CompletableFuture<Void> closeTarget() {
        return onStrand(() -> {}).thenComposeAsync(done -> targets.close(), strand);
    }

    /** Owners of devices, the youngest first. */
    private List<Owner> owners() {
        synchronized (bdevOwners) {
            return List.copyOf(bdevOwners).reversed();
        }
    }

    private void closeShared() {
        targets.closeMemory();
        estates.close();
    }

    /**
     * Drains and ends: as {@link #drain}, then the reactors stop. What does not drain in time is
     * left behind with a warning.
     */
    @Override
    public void close() {
        Closing.await("what is stuck", onStrand(bdevs::interruptStuck));
        Closing.await("the target", closeTarget());
        owners().forEach(user -> Closing.await("devices of " + user.name(), leave(user)));
        boolean stuck = bdevs.isStuck();
        if (stuck) {
            LOG.log(Level.WARNING, "a module is stuck with I/O: its memory stays mapped");
        } else {
            closeShared();
        }
        try {
            ending.run(stuck);
            keeping.close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
