package io.viaduct.testkit;

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
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A device in memory that a test can slow down: while it is held, I/O stays pending; when it is let
 * go, all of it completes. Its channels work on any reactor.
 */
public final class RamBdev implements Bdev {
    private static final Set<BdevOp> OPERATIONS =
            EnumSet.of(BdevOp.READ, BdevOp.WRITE, BdevOp.FLUSH);

    private final String name;
    private final UUID uuid = UUID.randomUUID();
    private final Geometry geometry;
    private final long memory;
    private final AtomicInteger pending = new AtomicInteger();
    private final List<Channel> channels = new CopyOnWriteArrayList<>();
    private volatile boolean held;

    /** A device of zeroes. */
    public RamBdev(String name, int blockSize, long blocks) {
        this.name = name;
        geometry = Geometry.of(blockSize, blocks);
        MemorySegment all = Arena.ofAuto().allocate(geometry.bytes(), 4096);
        memory = all.address();
        storage = all;
    }

    /** Keeps the memory from being collected. */
    private final MemorySegment storage;

    /** From now on I/O stays pending, or all that is pending completes. Any thread. */
    public void hold(boolean on) {
        held = on;
        if (!on) {
            channels.forEach(Channel::letGo);
        }
    }

    /** One I/O of those that are pending, whichever, completes on each channel. Any thread. */
    public void finishAny(Random random) {
        channels.forEach(channel -> channel.letGoAny(random.nextInt(Integer.MAX_VALUE)));
    }

    /** I/O that is pending now. Any thread. */
    public int pending() {
        return pending.get();
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public UUID uuid() {
        return uuid;
    }

    @Override
    public String productName() {
        return "RAM disk of a test";
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
        long at = io.lba() * geometry.blockSize();
        long length = io.count() * geometry.blockSize();
        assert at + length <= storage.byteSize();
        switch (io.op()) {
            case READ -> io.data().copyFrom(0, memory + at, length);
            case WRITE -> io.data().copyTo(0, memory + at, length);
            case FLUSH -> {}
            default -> {
                return Status.withDnr(Status.INVALID_OPCODE);
            }
        }
        return Status.SUCCESS;
    }

    private final class Channel implements BdevChannel {
        private final ArrayDeque<BdevIo> waiting = new ArrayDeque<>();
        private final ChannelContext context;

        Channel(ChannelContext context) {
            this.context = context;
        }

        void letGo() {
            context.reactor().send(context.owner(), this::release);
        }

        void letGoAny(int number) {
            context.reactor().send(context.owner(), () -> releaseAny(number));
        }

        @Override
        public int submit(BdevIo io) {
            if (!held) {
                io.status(perform(io));
                return DONE;
            }
            waiting.add(io);
            pending.incrementAndGet();
            return PENDING;
        }

        private void release() {
            while (!held && !waiting.isEmpty()) {
                BdevIo io = waiting.poll();
                pending.decrementAndGet();
                io.complete(perform(io));
            }
        }

        private void releaseAny(int number) {
            if (!waiting.isEmpty()) {
                for (int turns = number % waiting.size(); turns > 0; turns--) {
                    waiting.add(waiting.poll());
                }
                pending.decrementAndGet();
                BdevIo io = waiting.poll();
                io.complete(perform(io));
            }
        }

        @Override
        public void close() {
            channels.remove(this);
        }
    }
}
