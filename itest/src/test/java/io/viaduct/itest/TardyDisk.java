package io.viaduct.itest;

import static org.junit.Assert.assertTrue;

import io.viaduct.api.bdev.Bdev;
import io.viaduct.api.bdev.BdevChannel;
import io.viaduct.api.bdev.BdevIo;
import io.viaduct.api.bdev.BdevOp;
import io.viaduct.api.bdev.ChannelContext;
import io.viaduct.api.bdev.Geometry;
import io.viaduct.api.nvme.Status;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.EnumSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * A test's own device, which keeps writes as long as the test wants. Reads are done at once: with
 * those modules look at a device that has come.
 */
final class TardyDisk implements Bdev {
    static final String NAME = "T";

    private static final long WAIT_SECONDS = 20;

    private static final UUID IDENTITY = UUID.fromString("2f0e8a5c-3a51-4c6f-9d1e-7b6a90c4e812");
    private static final Set<BdevOp> OPERATIONS = EnumSet.of(BdevOp.READ, BdevOp.WRITE);

    private final Geometry geometry;
    private final MemorySegment storage;
    private final List<Channel> channels = new CopyOnWriteArrayList<>();
    private final Semaphore kept = new Semaphore(0);
    private volatile boolean keeping;

    private TardyDisk(Geometry geometry, MemorySegment storage) {
        this.geometry = geometry;
        this.storage = storage;
    }

    /** One of zeroes. */
    TardyDisk(int blockSize, int blocks) {
        this(Geometry.of(blockSize, blocks), Arena.ofAuto().allocate((long) blockSize * blocks));
    }

    /** The next instance, over the same storage. */
    TardyDisk next() {
        return new TardyDisk(geometry, storage);
    }

    /** Writes stay with it from now on. */
    void keep() {
        keeping = true;
    }

    /** Waits until it keeps one. */
    void awaitKept() throws InterruptedException {
        assertTrue("no write has come", kept.tryAcquire(WAIT_SECONDS, TimeUnit.SECONDS));
    }

    /** Ends what it keeps: does it, or fails it with a status. */
    void giveBack(int status) {
        keeping = false;
        channels.forEach(channel -> channel.giveBack(status));
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public UUID uuid() {
        return IDENTITY;
    }

    @Override
    public String productName() {
        return "Tardy disk";
    }

    @Override
    public Geometry geometry() {
        return geometry;
    }

    @Override
    public Set<BdevOp> operations() {
        return OPERATIONS;
    }

    @Override
    public BdevChannel open(ChannelContext context) {
        Channel channel = new Channel(context);
        channels.add(channel);
        return channel;
    }

    private int perform(BdevIo io) {
        long at = storage.address() + io.lba() * geometry.blockSize();
        long length = io.count() * geometry.blockSize();
        if (io.op() == BdevOp.READ) {
            io.data().copyFrom(0, at, length);
        } else {
            io.data().copyTo(0, at, length);
        }
        return Status.SUCCESS;
    }

    private final class Channel implements BdevChannel {
        private final Queue<BdevIo> waiting = new ArrayDeque<>();
        private final ChannelContext context;

        Channel(ChannelContext context) {
            this.context = context;
        }

        @Override
        public int submit(BdevIo io) {
            if (!keeping || io.op() == BdevOp.READ) {
                io.status(perform(io));
                return DONE;
            }
            waiting.add(io);
            kept.release();
            return PENDING;
        }

        private void giveBack(int status) {
            context.reactor().send(context.owner(), () -> end(status));
        }

        private void end(int status) {
            while (!waiting.isEmpty()) {
                BdevIo io = waiting.poll();
                io.complete(status == Status.SUCCESS ? perform(io) : status);
            }
        }

        @Override
        public void close() {
            channels.remove(this);
        }
    }
}
