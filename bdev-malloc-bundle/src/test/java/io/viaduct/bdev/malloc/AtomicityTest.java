package io.viaduct.bdev.malloc;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.viaduct.api.bdev.BdevChannel;
import io.viaduct.api.bdev.BdevDescriptor;
import io.viaduct.api.bdev.BdevIo;
import io.viaduct.api.bdev.BdevOp;
import io.viaduct.api.bdev.Geometry;
import io.viaduct.api.bdev.IoChannel;
import io.viaduct.api.memory.Native;
import io.viaduct.api.memory.SegmentList;
import io.viaduct.api.nvme.Status;
import io.viaduct.api.reactor.Owner;
import io.viaduct.api.reactor.Reactor;
import io.viaduct.conformance.Proves;
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

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Counters in blocks of a disk that real reactors count up at the same time. */
class AtomicityTest {
    private static final int BLOCK = 512;
    private static final int COUNTERS = 2;
    private static final int ADDITIONS = Integer.getInteger("additions", 300);
    private static final int WAIT_SECONDS = 60;

    /** Reads a counter, then writes one more where nobody has counted meanwhile. */
    private static final class Adder implements BdevIo.Completion, Runnable {
        private final Reactor reactor;
        private final Owner owner;
        private final IoChannel channel;
        private final int block;
        private final BdevIo io = new BdevIo(this);
        private final Scatter memory = new Scatter(2 * BLOCK);
        private final SegmentList both = memory.list();
        private final Scatter entry = new Scatter(new int[1]);
        private final SegmentList one = entry.list();
        private final CompletableFuture<Void> done = new CompletableFuture<>();
        private int left = ADDITIONS;
        private boolean reading;

        Adder(Reactor reactor, Owner owner, BdevDescriptor use, int block) {
            this.reactor = reactor;
            this.owner = owner;
            this.block = block;
            channel = use.channel(reactor);
            one.clear();
            one.add(both.address(0), BLOCK);
        }

        @Override
        public void run() {
            reading = !reading;
            if (reading) {
                io.prepare(BdevOp.READ, block, 1, one);
            } else {
                long next = Native.i64(both.address(0)) + 1;
                for (int at = 0; at < BLOCK; at += Long.BYTES) {
                    Native.putI64(both.address(0) + BLOCK + at, next);
                }
                io.prepare(BdevOp.COMPARE_AND_WRITE, block, 1, both);
            }
            if (channel.submit(io) == BdevChannel.DONE) {
                completed(io);
            }
        }

        @Override
        public void completed(BdevIo ended) {
            int status = Status.code(ended.status());
            if (status != Status.SUCCESS && (reading || status != Status.COMPARE_FAILURE)) {
                done.completeExceptionally(new AssertionError(Status.name(status)));
                return;
            }
            if (!reading && status == Status.SUCCESS && --left == 0) {
                done.complete(null);
                return;
            }
            reactor.send(owner, this);
        }
    }

    @Test
    @Proves("features 3.3 fused Compare and Write")
    void shouldLoseNoAdditionOnAnyReactor() throws Exception {
        var strand = new ControlStrand();
        var reactors =
                ReactorGroup.start(
                        ReactorOptions.of(2),
                        NanoClock.SYSTEM,
                        new LinuxKernel(EngineOptions.DEFAULT));
        var memory = new CoreMemory(reactors, strand);
        var store = new BdevStore(reactors, memory, strand, strand::isCurrent);
        Owner owner = reactors.owner("test");
        var registry = store.registry(owner);
        var module = new MallocModule(registry, new CoreEstates(memory, () -> {}).of(owner));
        module.create("M", UUID.randomUUID(), Geometry.of(BLOCK, 64));
        BdevDescriptor use = registry.open("M", true, (gone, cause) -> {});
        List<Adder> adders = new ArrayList<>();
        for (Reactor reactor : reactors.all()) {
            for (int block = 0; block < COUNTERS; block++) {
                adders.add(adder(reactor, owner, use, block));
            }
        }
        for (Adder adder : adders) {
            adder.done.get(WAIT_SECONDS, TimeUnit.SECONDS);
        }
        var blocks = memory.find(MallocStorage.estate(registry.find("M").uuid()) + "/blocks");
        for (int block = 0; block < COUNTERS; block++) {
            for (int at = 0; at < BLOCK; at += Long.BYTES) {
                long counter = Native.i64(blocks.address() + (long) block * BLOCK + at);
                assertEquals(2L * ADDITIONS, counter, "block " + block + ", byte " + at);
            }
        }
        use.close();
        module.delete("M").toCompletableFuture().get(WAIT_SECONDS, TimeUnit.SECONDS);
        assertEquals(0, store.overdue());
        strand.close();
        reactors.close();
        memory.close();
    }

    private static Adder adder(Reactor reactor, Owner owner, BdevDescriptor use, int block)
            throws Exception {
        CompletableFuture<Adder> made = new CompletableFuture<>();
        reactor.send(
                owner,
                () -> {
                    Adder adder = new Adder(reactor, owner, use, block);
                    made.complete(adder);
                    adder.run();
                });
        return made.get(WAIT_SECONDS, TimeUnit.SECONDS);
    }
}
