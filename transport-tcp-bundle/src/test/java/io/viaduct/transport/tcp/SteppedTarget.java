package io.viaduct.transport.tcp;

import io.viaduct.api.bdev.BdevDescriptor;
import io.viaduct.api.memory.Memory;
import io.viaduct.api.memory.MemoryMap;
import io.viaduct.api.memory.Region;
import io.viaduct.api.reactor.Owner;
import io.viaduct.api.reactor.Reactor;
import io.viaduct.api.transport.Qpair;
import io.viaduct.api.transport.StreamAcceptor;
import io.viaduct.api.transport.StreamLayer;
import io.viaduct.api.transport.StreamListener;
import io.viaduct.api.transport.StreamOptions;
import io.viaduct.api.transport.TargetTransport;
import io.viaduct.api.transport.Transport;
import io.viaduct.api.transport.TransportContext;
import io.viaduct.api.transport.TransportId;
import io.viaduct.api.transport.TransportOptions;
import io.viaduct.api.transport.TransportQpair;
import io.viaduct.core.qpair.Adopted;
import io.viaduct.core.qpair.ReactorTarget;
import io.viaduct.core.qpair.TargetOptions;
import io.viaduct.core.qpair.TargetShared;
import io.viaduct.core.reactor.CoreReactor;
import io.viaduct.core.view.ControllerRules;
import io.viaduct.core.view.NamespaceView;
import io.viaduct.core.view.SubsystemView;
import io.viaduct.testkit.RamBdev;
import io.viaduct.testkit.SteppedReactor;
import io.viaduct.testkit.TestBed;
import io.viaduct.testkit.Wire;
import io.viaduct.testkit.WireNetwork;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * A real core on one reactor that a test turns, with one namespace, and the transport as one
 * instance after the other serves it.
 */
final class SteppedTarget implements TransportContext, Memory, AutoCloseable {
    static final String NQN = "nqn.2026-11.io.viaduct:stepped";
    static final int BLOCK = 512;
    static final long BLOCKS = 4096;

    private static final int CONNECTIONS_MAX = 4;
    private static final TargetTransport SERVICE = new TcpTargetTransport();

    private final TestBed bed = new TestBed();
    private final WireNetwork network = new WireNetwork(reactor());
    private final RamBdev bdev = new RamBdev("d", BLOCK, BLOCKS);
    private final TargetShared shared;
    private final ReactorTarget part;
    private final TransportId address;
    private final TransportOptions options;
    private final Map<String, Object> specific;
    private final Memory connectionMemory;
    private Transport transport;
    private StreamAcceptor acceptor;
    private boolean left;
    private int instances;

    /** A target for a few connections; what uses their memory when it is freed is found out. */
    SteppedTarget() throws Exception {
        this(SERVICE.defaults(), Map.of(), false);
    }

    /**
     * A target with options of its own.
     *
     * @param specific options that only this transport has
     * @param crowd whether there is memory for as many connections as the transport takes
     */
    SteppedTarget(TransportOptions options, Map<String, Object> specific, boolean crowd)
            throws Exception {
        this.options = options;
        this.specific = specific;
        connectionMemory = crowd ? bed.memory() : this;
        shared = new TargetShared("t", TargetOptions.of("1"), bed.owner(), bed.memory());
        part = new ReactorTarget(bed.reactor(), shared);
        transport = SERVICE.create(this, options, specific);
        var any = new TransportId("TCP", "IPv4", "127.0.0.1", "4420");
        address = transport.listen(any).address();
        bed.registry().register(bdev);
        BdevDescriptor disk = bed.registry().open("d", true, (gone, cause) -> {});
        var namespace =
                new NamespaceView(1, disk, bdev.geometry(), UUID.randomUUID(), new byte[16], null);
        part.install(
                new SubsystemView(
                        "t",
                        NQN,
                        SubsystemView.Type.NVM,
                        "S",
                        "M",
                        32,
                        ControllerRules.dynamic(1, 100),
                        true,
                        Set.of(),
                        Set.of(address),
                        List.of(namespace),
                        null),
                () -> {});
    }

    SteppedReactor reactor() {
        return bed.reactors().stepped().getFirst();
    }

    RamBdev bdev() {
        return bdev;
    }

    Wire connect(WireNetwork.WireMaker maker) throws IOException {
        return network.connect(address, maker);
    }

    /** A host has connected, whose stream is this. */
    void accept(StreamLayer stream) {
        acceptor.accepted(stream, address);
    }

    /** The options of the transport. */
    TransportOptions options() {
        return options;
    }

    /** Turns everything until there is nothing to do; the clock stands still. */
    void run() {
        bed.run();
    }

    /** Time passes. */
    void advance(long nanos) {
        bed.advance(nanos);
    }

    /** One round; the clock goes on to the next timer where there is nothing to do. */
    void step() {
        if (bed.step() == 0) {
            long next = ((CoreReactor) bed.reactor()).untilNextTimer();
            if (next < Long.MAX_VALUE) {
                bed.clock().advance(next);
                // So that the reactor knows what time it is for whoever calls it next.
                bed.step();
            }
        }
    }

    /** The transport is to leave. */
    void handOver() {
        Transport leaving = transport;
        transport = null;
        left = false;
        part.handOver(
                "TCP",
                () -> {
                    leaving.close();
                    left = true;
                });
    }

    /** Whether the transport that was to leave has no connection any more. */
    boolean left() {
        return left;
    }

    /** Another instance goes on. */
    Adopted adopt() throws Exception {
        transport = SERVICE.create(this, options, specific);
        transport.listen(address);
        left = false;
        return part.adopt("TCP", transport::adopt);
    }

    /** Buffers that somebody has. */
    int buffersInUse() {
        return reactor().buffersInUse();
    }

    int qpairs() {
        return part.qpairs(NQN).size();
    }

    int controllers() {
        return part.controllers(NQN).size();
    }

    /** Timers that there are: every connection and every queue pair has some. */
    int timers() {
        return ((CoreReactor) bed.reactor()).timerCount();
    }

    /** Leases of regions that are not back. */
    long leases() {
        return bed.memory().leases();
    }

    @Override
    public Owner owner() {
        return bed.owner();
    }

    @Override
    public List<Reactor> reactors() {
        return List.of(bed.reactor());
    }

    @Override
    public Memory memory() {
        return connectionMemory;
    }

    @Override
    public StreamListener listen(TransportId at, StreamOptions options, StreamAcceptor next)
            throws IOException {
        boolean first = acceptor == null;
        acceptor = next;
        return first
                ? network.listen(at, (stream, in) -> acceptor.accepted(stream, in))
                : new Again(at);
    }

    private record Again(TransportId address) implements StreamListener {
        @Override
        public void close() {
            // The socket stays for the next instance.
        }
    }

    @Override
    public Qpair open(
            Reactor on, TransportId in, TransportId peer, TransportQpair end, boolean hostMemory) {
        return part.open("TCP", options, in, peer, end, hostMemory);
    }

    @Override
    public Region allocate(String name, long bytes) {
        long room = (long) TcpConnection.MEMORY_LENGTH * CONNECTIONS_MAX;
        return new Room(name + "/" + instances++, Arena.ofAuto().allocate(room, 4096));
    }

    @Override
    public Region find(String name) {
        return null;
    }

    /** What uses memory of an instance that has left is found out. */
    @Override
    public CompletionStage<Void> free(Region region) {
        region.segment().fill((byte) 0xDD);
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public MemoryMap map() {
        throw new AssertionError("not needed");
    }

    private record Room(String name, MemorySegment segment) implements Region {
        @Override
        public long address() {
            return segment.address();
        }

        @Override
        public long size() {
            return segment.byteSize();
        }

        @Override
        public boolean foreign() {
            return false;
        }

        @Override
        public int descriptor() {
            return -1;
        }

        @Override
        public void lease(Reactor reactor) {}

        @Override
        public void unlease(Reactor reactor) {}
    }

    @Override
    public void close() throws Exception {
        var stopped = new CompletableFuture<Void>();
        part.stop(() -> stopped.complete(null));
        bed.get(stopped);
        shared.close();
        bed.close();
    }
}
