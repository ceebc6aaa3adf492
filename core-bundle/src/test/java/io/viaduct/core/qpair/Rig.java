package io.viaduct.core.qpair;

import io.viaduct.api.bdev.BdevDescriptor;
import io.viaduct.api.bdev.Geometry;
import io.viaduct.api.nvme.Nqn;
import io.viaduct.api.reactor.Owner;
import io.viaduct.api.transport.TransportId;
import io.viaduct.api.transport.TransportOptions;
import io.viaduct.core.view.CommandLimits;
import io.viaduct.core.view.ControllerRules;
import io.viaduct.core.view.DiscoveryView;
import io.viaduct.core.view.NamespaceView;
import io.viaduct.core.view.SubsystemView;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;

/** A target on fake reactors, with one subsystem and hosts that a test plays. */
final class Rig {
    static final String NQN = "nqn.2026-01.io.viaduct:test";
    static final String HOSTNQN =
            "nqn.2014-08.org.nvmexpress:uuid:11111111-2222-3333-4444-000000000001";
    static final TransportId LISTENER = new TransportId("TCP", "IPv4", "127.0.0.1", "4420");
    static final TransportId PEER = new TransportId("TCP", "IPv4", "127.0.0.1", "50000");
    static final int BLOCK = 512;
    static final int BLOCKS = 8192;

    /** What a test may change before it connects. */
    TransportOptions options = new TransportOptions(128, 127, 4096, 131072, 131072, 128, 1, 1, 0);

    SubsystemView view = view(Set.of(), true, 1, 65519);
    private CommandLimits limits = CommandLimits.DEFAULT;
    final FakeMemory memory = new FakeMemory();
    final TargetShared shared;
    final List<FakeReactor> reactors = new ArrayList<>();
    final List<ReactorTarget> targets = new ArrayList<>();
    private final TreeMap<Integer, NamespaceView> namespaces = new TreeMap<>();

    Rig() {
        this(1, 8, TargetOptions.of("1.2.3"));
    }

    Rig(int reactorCount, int buffers, TargetOptions targetOptions) {
        try {
            shared = new TargetShared("tgt", targetOptions, new Owner(1, "test"), memory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        for (int i = 0; i < reactorCount; i++) {
            reactors.add(new FakeReactor(i, buffers));
            targets.add(new ReactorTarget(reactors.get(i), shared));
        }
    }

    static SubsystemView view(Set<String> hosts, boolean any, int minCntlid, int maxCntlid) {
        return new SubsystemView(
                "tgt",
                NQN,
                SubsystemView.Type.NVM,
                "SN0001",
                "Viaduct disk",
                32,
                ControllerRules.dynamic(minCntlid, maxCntlid),
                any,
                hosts,
                Set.of(LISTENER),
                List.of(),
                null);
    }

    /** The same view with other rules for its controllers. */
    static SubsystemView view(ControllerRules rules) {
        SubsystemView any = view(Set.of(), true, 1, 65519);
        return new SubsystemView(
                any.target(),
                any.nqn(),
                any.type(),
                any.serialNumber(),
                any.modelNumber(),
                any.maxNamespaces(),
                rules,
                any.allowAnyHost(),
                any.hosts(),
                any.listeners(),
                any.namespaces(),
                null);
    }

    static SubsystemView discovery(DiscoveryView log) {
        return new SubsystemView(
                "tgt",
                Nqn.DISCOVERY,
                SubsystemView.Type.DISCOVERY,
                "SN0000",
                "Viaduct",
                0,
                ControllerRules.dynamic(1, 65519),
                true,
                Set.of(),
                Set.of(),
                List.of(),
                log);
    }

    static FakeDevice disk() {
        return new FakeDevice(Geometry.of(BLOCK, BLOCKS), false);
    }

    static FakeDevice lendingDisk() {
        return new FakeDevice(Geometry.of(BLOCK, BLOCKS), true);
    }

    /** A hold of which nobody asks how long it lasts. */
    static Hold hold(Runnable idle) {
        return new Hold(null, idle, pause -> {});
    }

    /** Adds a namespace to the next view. */
    Rig with(int nsid, FakeDevice device) {
        return with(nsid, device, device.geometry());
    }

    Rig with(int nsid, BdevDescriptor device, Geometry geometry) {
        return with(nsid, device, geometry, device.bdev().uuid());
    }

    Rig with(int nsid, BdevDescriptor device, Geometry geometry, UUID uuid) {
        byte[] nguid = new byte[16];
        nguid[15] = (byte) nsid;
        namespaces.put(nsid, new NamespaceView(nsid, device, geometry, uuid, nguid, null));
        return this;
    }

    /** Publishes a view with other limits of commands. */
    void limits(long dmrsl, int wzsl) {
        limits = new CommandLimits(dmrsl, wzsl);
        publish();
    }

    /** Takes a namespace out of the next view. */
    Rig without(int nsid) {
        namespaces.remove(nsid);
        return this;
    }

    /** Publishes the next view; answers which reactors have acknowledged it. */
    List<Integer> publish() {
        view =
                new SubsystemView(
                        view.target(),
                        view.nqn(),
                        view.type(),
                        view.serialNumber(),
                        view.modelNumber(),
                        view.maxNamespaces(),
                        view.controllers(),
                        limits,
                        view.allowAnyHost(),
                        view.hosts(),
                        view.listeners(),
                        List.copyOf(namespaces.values()),
                        view.discovery());
        return publish(view);
    }

    List<Integer> publish(SubsystemView next) {
        List<Integer> acks = new ArrayList<>();
        for (int i = 0; i < targets.size(); i++) {
            int index = i;
            targets.get(i).install(next, () -> acks.add(index));
        }
        settle();
        return acks;
    }

    /** Runs messages until there are none. */
    void settle() {
        boolean any = true;
        while (any) {
            any = false;
            for (FakeReactor reactor : reactors) {
                any |= reactor.run();
            }
        }
    }

    void advance(long nanos) {
        reactors.forEach(reactor -> reactor.advance(nanos));
        settle();
    }

    /** A connection without Connect. */
    Host host(int reactor) {
        return new Host(this, reactor, false);
    }

    Host host() {
        return host(0);
    }

    /** An enabled controller's admin queue. */
    Host admin() {
        return host().connectAdmin().enable();
    }

    /** An I/O queue of that controller. */
    Host io(Host admin, int qid, int reactor) {
        return host(reactor).connectIo(admin, qid);
    }
}
