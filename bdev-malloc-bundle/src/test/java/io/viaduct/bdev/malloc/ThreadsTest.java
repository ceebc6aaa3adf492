package io.viaduct.bdev.malloc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.viaduct.api.bdev.BdevChannel;
import io.viaduct.api.bdev.BdevDescriptor;
import io.viaduct.api.bdev.BdevIo;
import io.viaduct.api.bdev.BdevOp;
import io.viaduct.api.bdev.BdevRegistry;
import io.viaduct.api.bdev.Geometry;
import io.viaduct.api.bdev.IoChannel;
import io.viaduct.api.reactor.Owner;
import io.viaduct.api.reactor.Reactor;
import io.viaduct.core.bdev.BdevStore;
import io.viaduct.core.control.ControlStrand;
import io.viaduct.core.estate.CoreEstates;
import io.viaduct.core.memory.CoreMemory;
import io.viaduct.core.reactor.LinuxKernel;
import io.viaduct.core.reactor.NanoClock;
import io.viaduct.core.reactor.ReactorGroup;
import io.viaduct.core.reactor.ReactorOptions;
import io.viaduct.linux.engine.EngineOptions;
import io.viaduct.testkit.Scatter;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** RAM disks come and go under load, on real reactors, a real strand and real memory. */
class ThreadsTest {
    private static final int BLOCK = 4096;
    private static final long BLOCKS = 1024;
    private static final int ROUNDS = 30;
    private static final int WAIT_SECONDS = 30;

    private final ControlStrand strand = new ControlStrand();
    private ReactorGroup reactors;
    private CoreMemory memory;
    private BdevStore store;
    private BdevRegistry registry;
    private MallocModule module;
    private Owner owner;

    @BeforeEach
    void start() throws Exception {
        reactors =
                ReactorGroup.start(
                        ReactorOptions.of(2),
                        NanoClock.SYSTEM,
                        new LinuxKernel(EngineOptions.DEFAULT));
        memory = new CoreMemory(reactors, strand);
        store = new BdevStore(reactors, memory, strand, strand::isCurrent);
        owner = reactors.owner("test");
        registry = store.registry(owner);
        module = new MallocModule(registry, new CoreEstates(memory, () -> {}).of(owner));
    }

    @AfterEach
    void stop() throws Exception {
        assertEquals(0, store.overdue());
        assertEquals(List.of(), memory.departing());
        strand.close();
        reactors.close();
        memory.close();
    }

    /** One user's load on one reactor: a write and a read at a time, until it is told to stop. */
    private static final class Load implements Runnable {
        private final Reactor reactor;
        private final Owner owner;
        private final IoChannel channel;
        private final BdevIo io = new BdevIo(this::completed);
        private final Scatter data = new Scatter(BLOCK);
        private final CompletableFuture<Void> stopped = new CompletableFuture<>();
        private final AtomicLong done = new AtomicLong();
        private volatile boolean stopping;

        Load(Reactor reactor, Owner owner, BdevDescriptor use) {
            this.reactor = reactor;
            this.owner = owner;
            channel = use.channel(reactor);
        }

        @Override
        public void run() {
            if (stopping) {
                stopped.complete(null);
                return;
            }
            long turn = done.get();
            BdevOp op = turn % 2 == 0 ? BdevOp.WRITE : BdevOp.READ;
            if (turn % 64 == 0) {
                op = BdevOp.WRITE_ZEROES;
            }
            boolean large = op == BdevOp.WRITE_ZEROES;
            io.prepare(op, large ? 0 : turn % BLOCKS, large ? BLOCKS : 1, data.list());
            if (channel.submit(io) == BdevChannel.DONE) {
                completed(io);
            }
        }

        private void completed(BdevIo ended) {
            if (ended.status() != 0) {
                stopped.completeExceptionally(new AssertionError("status " + ended.status()));
            }
            done.incrementAndGet();
            reactor.send(owner, this);
        }
    }

    private Load load(Reactor reactor, BdevDescriptor use) throws Exception {
        CompletableFuture<Load> made = new CompletableFuture<>();
        reactor.send(
                owner,
                () -> {
                    Load load = new Load(reactor, owner, use);
                    made.complete(load);
                    load.run();
                });
        return made.get(WAIT_SECONDS, TimeUnit.SECONDS);
    }

    @Test
    void shouldComeAndGoUnderLoad() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            module.create("M", UUID.randomUUID(), Geometry.of(BLOCK, BLOCKS));
            BdevDescriptor[] use = new BdevDescriptor[1];
            Load[] loads = new Load[2];
            use[0] =
                    registry.open(
                            "M",
                            true,
                            (gone, cause) -> {
                                for (Load load : loads) {
                                    load.stopping = true;
                                }
                                use[0].retire();
                            });
            for (Reactor reactor : reactors.all()) {
                loads[reactor.index()] = load(reactor, use[0]);
            }
            for (Load load : loads) {
                while (load.done.get() < 200 && !load.stopped.isDone()) {
                    Thread.onSpinWait();
                }
            }
            if (round % 2 == 0) {
                module.delete("M").toCompletableFuture().get(WAIT_SECONDS, TimeUnit.SECONDS);
            } else {
                module.leave();
            }
            for (Load load : loads) {
                load.stopped.get(WAIT_SECONDS, TimeUnit.SECONDS);
                assertEquals(0, load.channel.inFlight());
            }
            assertNull(registry.find("M"));
        }
        assertTrue(registry.bdevs().isEmpty());
    }
}
