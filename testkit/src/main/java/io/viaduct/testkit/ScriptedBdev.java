package io.viaduct.testkit;

import io.viaduct.api.bdev.Bdev;
import io.viaduct.api.bdev.BdevChannel;
import io.viaduct.api.bdev.BdevIo;
import io.viaduct.api.bdev.BdevOp;
import io.viaduct.api.bdev.ChannelContext;
import io.viaduct.api.bdev.Geometry;
import io.viaduct.api.memory.SegmentList;
import io.viaduct.api.reactor.Timer;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.LongSupplier;

/**
 * A device in memory that answers as a test says: at once, after a time, when it is told to, not
 * now, or by throwing. The test's thread.
 */
public final class ScriptedBdev implements Bdev {
    private final String name;
    private final UUID uuid = UUID.randomUUID();
    private final Set<BdevOp> operations;
    private final Arena arena = Arena.ofAuto();
    private final List<BdevIo> held = new ArrayList<>();
    private final List<Channel> channels = new ArrayList<>();
    private final List<BdevOp> log = new ArrayList<>();
    private MemorySegment content;
    private Geometry geometry;
    private List<String> aliases = List.of();
    private LongSupplier delay;
    private boolean holding;
    private boolean opens = true;
    private int depth = Integer.MAX_VALUE;
    private int opened;
    private Throwable fault;

    /** A device that reads and writes at once. */
    public ScriptedBdev(String name, Geometry geometry) {
        this(name, geometry, EnumSet.of(BdevOp.READ, BdevOp.WRITE));
    }

    /** A device with some of the operations: those that read, write and forget. */
    public ScriptedBdev(String name, Geometry geometry, Set<BdevOp> operations) {
        this.name = name;
        this.geometry = geometry;
        this.operations = Set.copyOf(operations);
        content = arena.allocate(geometry.bytes());
    }

    /** Keeps I/O until {@link #finish}. */
    public ScriptedBdev hold() {
        holding = true;
        return this;
    }

    /** Answers at once again; what is held stays. */
    public ScriptedBdev inline() {
        holding = false;
        return this;
    }

    /** Ends I/O after these times, in nanoseconds, on a timer of its reactor. */
    public ScriptedBdev delay(LongSupplier nanos) {
        delay = nanos;
        return this;
    }

    /** Is busy when it has so many; says that it is ready when one ends, or {@link #ready}. */
    public ScriptedBdev depth(int most) {
        depth = most;
        return this;
    }

    /** Throws this in the next submit. */
    public ScriptedBdev fail(Throwable next) {
        fault = next;
        return this;
    }

    /** Gives no channel. */
    public ScriptedBdev shut() {
        opens = false;
        return this;
    }

    /** Has further names. */
    public ScriptedBdev aliases(String... names) {
        aliases = List.of(names);
        return this;
    }

    /** Takes another shape, of which nobody is told. */
    public void reshape(Geometry next) {
        MemorySegment larger = arena.allocate(next.bytes());
        larger.copyFrom(content.asSlice(0, Math.min(next.bytes(), content.byteSize())));
        content = larger;
        geometry = next;
    }

    /** I/O that it keeps, in the order of arrival. */
    public List<BdevIo> held() {
        return held;
    }

    /** Operations that it has kept or done, in order. */
    public List<BdevOp> log() {
        return log;
    }

    /** Channels that are open. */
    public int channels() {
        return channels.size();
    }

    /** Channels that have been opened. */
    public int opened() {
        return opened;
    }

    /** Ends the I/O it has held longest. */
    public void finish(int status) {
        BdevIo io = held.removeFirst();
        ((Channel) io.channelState()).finish(io, status);
    }

    /** Ends all that it holds, and what comes in for it, well. */
    public void finishAll() {
        while (!held.isEmpty()) {
            finish(0);
        }
    }

    /** Says that it takes I/O again, on every channel that has been busy. */
    public void ready() {
        List.copyOf(channels).forEach(Channel::ready);
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
    public List<String> aliases() {
        return aliases;
    }

    @Override
    public String productName() {
        return "Scripted disk";
    }

    @Override
    public Geometry geometry() {
        return geometry;
    }

    @Override
    public Set<BdevOp> operations() {
        return operations;
    }

    @Override
    public BdevChannel open(ChannelContext context) {
        if (!opens) {
            return null;
        }
        opened++;
        Channel channel = new Channel(context);
        channels.add(channel);
        return channel;
    }

    private final class Channel implements BdevChannel {
        private final ChannelContext context;
        private final ArrayDeque<Timer> timers = new ArrayDeque<>();
        private int inFlight;
        private boolean owes;

        Channel(ChannelContext context) {
            this.context = context;
        }

        @Override
        public int submit(BdevIo io) {
            throwIfTold();
            if (inFlight >= depth) {
                owes = true;
                return BUSY;
            }
            log.add(io.op());
            if (holding) {
                inFlight++;
                io.channelState(this);
                held.add(io);
                return PENDING;
            }
            if (delay != null) {
                inFlight++;
                later(io);
                return PENDING;
            }
            work(io);
            io.status(0);
            return DONE;
        }

        private void throwIfTold() {
            Throwable told = fault;
            fault = null;
            switch (told) {
                case null -> {}
                case RuntimeException e -> throw e;
                case Error e -> throw e;
                default -> throw new IllegalArgumentException(told);
            }
        }

        private void later(BdevIo io) {
            Timer timer = context.reactor().timer(context.owner(), () -> finish(io, 0));
            timers.add(timer);
            timer.arm(delay.getAsLong());
        }

        void finish(BdevIo io, int status) {
            inFlight--;
            if (status == 0) {
                work(io);
            }
            io.complete(status);
            ready();
        }

        void ready() {
            if (owes && inFlight < depth) {
                owes = false;
                context.ready();
            }
        }

        private void work(BdevIo io) {
            long address = content.address() + io.lba() * geometry.blockSize();
            long bytes = io.count() * geometry.blockSize();
            SegmentList data = io.data();
            switch (io.op()) {
                case READ -> data.copyFrom(0, address, bytes);
                case WRITE -> data.copyTo(0, address, bytes);
                case WRITE_ZEROES, UNMAP ->
                        content.asSlice(io.lba() * geometry.blockSize(), bytes).fill((byte) 0);
                case FLUSH, RESET -> {}
                case COMPARE, COMPARE_AND_WRITE, COPY, VERIFY, WRITE_UNCORRECTABLE ->
                        throw new AssertionError(io.op());
            }
        }

        @Override
        public void close() {
            if (inFlight > 0) {
                throw new AssertionError("closed with I/O under way");
            }
            timers.forEach(Timer::close);
            channels.remove(this);
        }
    }
}
