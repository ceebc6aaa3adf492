package io.viaduct.core.target;

import io.viaduct.api.rpc.RpcException;
import io.viaduct.api.transport.TransportId;
import io.viaduct.core.control.DesiredState;
import io.viaduct.core.view.CommandLimits;
import io.viaduct.core.view.SubsystemView;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;

/**
 * One NVMe-oF target: its transports, addresses, subsystems and discovery. Control strand only.
 * Changes take effect in the model at once; the futures they return complete, on some thread, when
 * no reactor uses what was taken away.
 */
public final class Target {
    /** Subsystems that a target may have, with discovery: SPDK's default. */
    static final int SUBSYSTEMS_DEFAULT = 1024;

    private static final CompletableFuture<Void> DONE = CompletableFuture.completedFuture(null);

    private final String name;
    private final TargetBase base;
    private final Map<String, BoundTransport> transports = new LinkedHashMap<>();
    private final Map<String, Subsystem> subsystems = new TreeMap<>();
    private final Ports ports = new Ports();
    private final Discovery discovery = new Discovery(ports);
    private final Subsystem discoverySubsystem;
    private final SwapLog swaps = new SwapLog(InstantSource.system());
    private final Holds holds;
    private Runnable discoveryWatch = () -> {};
    private int maxSubsystems = SUBSYSTEMS_DEFAULT;
    private HoldTimes holdDefaults = HoldTimes.DEFAULT;

    /** A target with discovery and nothing else; {@link #start} publishes it. */
    public Target(String name, TargetBase base) {
        this.name = name;
        this.base = base;
        holds = new Holds(this);
        var options =
                new SubsystemOptions(
                        Nqn.DISCOVERY,
                        SubsystemOptions.SERIAL_DEFAULT,
                        SubsystemOptions.MODEL_DEFAULT,
                        null,
                        1,
                        1,
                        SubsystemOptions.CNTLID_MAX,
                        false,
                        CommandLimits.DEFAULT);
        discoverySubsystem = new Subsystem(options, SubsystemView.Type.DISCOVERY, true);
        subsystems.put(Nqn.DISCOVERY, discoverySubsystem);
    }

    /** Publishes the discovery subsystem. */
    public CompletableFuture<Void> start() {
        return publish(discoverySubsystem);
    }

    /** Its name; what {@code tgt_name} says. */
    public String name() {
        return name;
    }

    /** How many subsystems there may be, with discovery. */
    void maxSubsystems(int most) {
        maxSubsystems = most;
    }

    /**
     * How long transports are held, and namespaces for which nothing else is set; from the next
     * hold on.
     */
    public void holdDefaults(HoldTimes defaults) {
        holdDefaults = defaults;
    }

    /** How long a transport is held when its bundle leaves now. */
    HoldTimes holdTimes() {
        return holdDefaults;
    }

    /** How long a namespace is held when its module leaves now. */
    HoldTimes holdTimes(Subsystem subsystem, int nsid) {
        return subsystem.holdSetting(nsid).over(holdDefaults);
    }

    TargetBase base() {
        return base;
    }

    Holds holds() {
        return holds;
    }

    SwapLog swaps() {
        return swaps;
    }

    Ports ports() {
        return ports;
    }

    /** By name. */
    Collection<Subsystem> subsystems() {
        return subsystems.values();
    }

    /** The subsystem of that name. */
    Subsystem subsystem(String nqn) throws RpcException {
        Subsystem subsystem = subsystems.get(nqn);
        if (subsystem == null) {
            throw Refusal.invalid(
                    "Subsystem with NQN '" + nqn + "' not found", "nqn", nqn, "not found");
        }
        return subsystem;
    }

    /** Whether there is a subsystem of that name, or of SPDK's short one for discovery. */
    public boolean hasSubsystem(String nqn) {
        return subsystems.containsKey(nqn) || nqn.equals(TargetParams.InSubsystem.DISCOVERY);
    }

    /** Whether a namespace's module has left, and its hosts wait. */
    public boolean isHeld(String nqn, int nsid) {
        Subsystem subsystem = subsystems.get(nqn);
        Namespace namespace = subsystem == null ? null : subsystem.namespaces().get(nsid);
        return namespace != null && namespace.isHeld();
    }

    /**
     * Keeps an identifier for a namespace that waits.
     *
     * @param nsid the identifier, or 0 for the lowest that is free
     * @return the identifier, or 0 when there is none, or no such subsystem
     */
    public int reserveNamespace(String nqn, int nsid) {
        Subsystem subsystem = subsystems.get(nqn);
        if (subsystem == null) {
            return 0;
        }
        int kept = nsid == 0 ? subsystem.freeNsid() : nsid;
        if (kept != 0) {
            subsystem.waiting().add(kept);
        }
        return kept;
    }

    /** Whether the target has made its transport of that type in upper case. */
    public boolean hasTransport(String trtype) {
        return transports.containsKey(trtype);
    }

    /** Whether the bundle of a transport has left, and its connections stay. */
    public boolean isTransportHeld(String trtype) {
        BoundTransport transport = transports.get(trtype);
        return transport != null && transport.hold() != null;
    }

    Collection<BoundTransport> transports() {
        return transports.values();
    }

    /** The transport of that type in upper case, or null. */
    BoundTransport transport(String trtype) {
        return transports.get(trtype);
    }

    void add(BoundTransport transport) {
        transports.put(transport.trtype(), transport);
    }

    /** Creates a subsystem without anything. */
    CompletableFuture<Void> create(SubsystemOptions options, boolean allowAnyHost)
            throws RpcException {
        options.check();
        String failure = "Unable to create subsystem " + options.nqn();
        if (subsystems.containsKey(options.nqn()) || discovery.nqn().equals(options.nqn())) {
            throw Refusal.failed(failure, "there is one of that name");
        }
        if (subsystems.size() >= maxSubsystems) {
            throw Refusal.failed(failure, "there are " + maxSubsystems + " already");
        }
        var subsystem = new Subsystem(options, SubsystemView.Type.NVM, allowAnyHost);
        subsystems.put(options.nqn(), subsystem);
        return publish(subsystem);
    }

    /** Deletes a subsystem; its connections end and its devices are given up. */
    CompletableFuture<Void> delete(Subsystem subsystem) throws RpcException {
        if (subsystem.isDiscovery()) {
            throw Refusal.invalid("nqn", subsystem.nqn(), "discovery stays");
        }
        subsystems.remove(subsystem.nqn());
        subsystem.listeners().forEach(address -> ports.leave(address, subsystem));
        subsystem.listeners().clear();
        List<Namespace> namespaces = List.copyOf(subsystem.namespaces().values());
        subsystem.namespaces().clear();
        CompletableFuture<Void> gone = base.side().remove(subsystem.nqn());
        CompletableFuture<Void> told = discovery.forget(subsystem) ? installDiscovery() : DONE;
        return both(gone, told).thenComposeAsync(done -> retire(namespaces), base.strand());
    }

    /** Gives up devices. */
    static CompletableFuture<Void> retire(Collection<Namespace> namespaces) {
        return CompletableFuture.allOf(
                namespaces.stream()
                        .map(namespace -> namespace.descriptor().retire().toCompletableFuture())
                        .toArray(CompletableFuture[]::new));
    }

    /** Lets the reactors see a subsystem as it is now, and discovery where that changes it. */
    CompletableFuture<Void> publish(Subsystem subsystem) {
        if (subsystem == discoverySubsystem) {
            discovery.refresh(subsystem);
            discoveryWatch.run();
            return installDiscovery();
        }
        if (subsystems.get(subsystem.nqn()) != subsystem) {
            return DONE;
        }
        var view = subsystem.view(name, null, subsystem.listeners());
        CompletableFuture<Void> told = discovery.refresh(subsystem) ? installDiscovery() : DONE;
        return both(base.side().install(view), told);
    }

    Discovery discovery() {
        return discovery;
    }

    /** Where it has been added, in the order of that. */
    public List<TransportId> discoveryListeners() {
        return List.copyOf(discoverySubsystem.listeners());
    }

    /** What is done when its name or listeners may have changed. */
    void watchDiscovery(Runnable watch) {
        discoveryWatch = watch;
    }

    /** Lets the reactors see discovery as it is now, under its name. */
    CompletableFuture<Void> publishDiscovery() {
        return publish(discoverySubsystem);
    }

    /** Lets the reactors see the referrals where they have changed. */
    CompletableFuture<Void> publishReferrals() {
        return discovery.refreshReferrals() ? installDiscovery() : DONE;
    }

    private CompletableFuture<Void> installDiscovery() {
        var view = discoverySubsystem.view(name, discovery.log(), discovery.reachable());
        return base.side().install(view);
    }

    /** Nobody serves a transport: its addresses go, its connections end. It waits. */
    CompletableFuture<Void> remove(BoundTransport transport) {
        String trtype = transport.trtype();
        transports.remove(trtype);
        base.desired().suspend(entry -> owns(entry) && needs(entry, trtype));
        return drop(address -> address.trtype().equals(trtype))
                .thenCompose(done -> base.side().disconnectTransport(trtype));
    }

    /** Whether a call is about this target. */
    boolean owns(DesiredState.Entry entry) {
        return entry.isOf(name);
    }

    private static boolean needs(DesiredState.Entry entry, String trtype) {
        Object wanted =
                switch (entry.method()) {
                    case "nvmf_create_transport" -> entry.at("trtype");
                    case "nvmf_subsystem_add_listener" -> entry.at("listen_address.trtype");
                    default -> null;
                };
        return wanted != null && wanted.toString().equalsIgnoreCase(trtype);
    }

    /** Subsystems listen at such addresses no longer. */
    private CompletableFuture<Void> drop(Predicate<TransportId> which) {
        List<CompletableFuture<Void>> published = new ArrayList<>();
        for (Subsystem subsystem : List.copyOf(subsystems.values())) {
            List<TransportId> gone = subsystem.listeners().stream().filter(which).toList();
            for (TransportId address : gone) {
                subsystem.listeners().remove(address);
                ports.leave(address, subsystem);
            }
            if (!gone.isEmpty()) {
                published.add(publish(subsystem));
            }
        }
        return CompletableFuture.allOf(published.toArray(CompletableFuture[]::new));
    }

    /** A transport that was held listens again; where it cannot, its listeners are gone. */
    CompletableFuture<Void> reopen(BoundTransport transport) {
        Set<TransportId> failed = ports.reopen(transport);
        return failed.isEmpty() ? DONE : drop(failed::contains);
    }

    /** A subsystem stops to listen at one of its addresses; connections that came in there end. */
    CompletableFuture<Void> removeListener(Subsystem subsystem, TransportId address) {
        subsystem.listeners().remove(address);
        ports.leave(address, subsystem);
        boolean closed = ports.at(address) == null;
        return publish(subsystem)
                .thenCompose(done -> base.side().disconnectListener(subsystem.nqn(), address))
                .thenCompose(done -> closed ? endDiscovery(address) : DONE);
    }

    // Discovery is read at every port; with the port its readers go.
    private CompletableFuture<Void> endDiscovery(TransportId address) {
        return base.side().disconnectListener(Nqn.DISCOVERY, address);
    }

    /** Deletes its subsystems, and closes. */
    CompletableFuture<Void> delete() throws RpcException {
        List<CompletableFuture<Void>> gone = new ArrayList<>();
        for (Subsystem subsystem : List.copyOf(subsystems.values())) {
            if (!subsystem.isDiscovery()) {
                gone.add(delete(subsystem));
            }
        }
        return CompletableFuture.allOf(gone.toArray(CompletableFuture[]::new))
                .thenComposeAsync(done -> close(), base.strand());
    }

    /** Stops listening, ends all connections, gives up devices and transports. */
    public CompletableFuture<Void> close() {
        List<Namespace> namespaces = new ArrayList<>();
        for (Subsystem subsystem : subsystems.values()) {
            subsystem.listeners().forEach(address -> ports.leave(address, subsystem));
            subsystem.listeners().clear();
            namespaces.addAll(subsystem.namespaces().values());
            subsystem.namespaces().clear();
        }
        return base.side()
                .stop()
                .thenComposeAsync(done -> retire(namespaces), base.strand())
                .thenRunAsync(this::closeTransports, base.strand());
    }

    private void closeTransports() {
        for (BoundTransport transport : transports.values()) {
            if (transport.instance() != null) {
                transport.instance().transport().close();
            }
        }
        transports.clear();
    }

    private static CompletableFuture<Void> both(
            CompletableFuture<Void> one, CompletableFuture<Void> other) {
        return CompletableFuture.allOf(one, other);
    }
}
