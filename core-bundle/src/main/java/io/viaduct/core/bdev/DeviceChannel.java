package io.viaduct.core.bdev;

import io.viaduct.api.bdev.Bdev;
import io.viaduct.api.bdev.BdevChannel;
import io.viaduct.api.bdev.BdevIo;
import io.viaduct.api.bdev.BdevOp;
import io.viaduct.api.bdev.ChannelContext;
import io.viaduct.api.bdev.Geometry;
import io.viaduct.api.nvme.Status;
import io.viaduct.api.reactor.Owner;
import io.viaduct.api.reactor.Reactor;
import io.viaduct.api.reactor.Timer;
import io.viaduct.core.reactor.CoreReactor;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * A device's one channel on one reactor, shared by all its users there. Keeps the line of what the
 * device was too busy for, does what the device lacks, and stands between the device's faults and
 * the process. Reactor thread.
 */
final class DeviceChannel implements ChannelContext {
    private final Bdev bdev;
    private final BdevOwner module;
    private final Reactor reactor;
    private final IoCounters counters;
    private final LatencySample latency;
    private final ArrayDeque<BdevIo> parked = new ArrayDeque<>(2);
    private final DeviceStead stead;
    private final RangeGuard guard;
    private final int own;
    private final boolean lends;
    private final BdevChannel channel;
    private final List<CoreIoChannel> users = new ArrayList<>(1);
    private final Grace grace = new Grace(users);
    private int accepted;
    private Geometry geometry;
    private long blocks;
    private int blockBytes;
    private int strippedBytes;
    // Made when the line is long for the first time.
    private Timer turn;
    // Made when a device that cannot write zeroes is asked to.
    private ZeroWriter zeroWriter;
    // Made when a device that cannot compare, copy or verify is asked to.
    private PieceWorker pieceWorker;
    // Made at the first compare-and-write.
    private CompareAndWriter compareAndWriter;
    // Made when the device's I/O is limited for the first time.
    private IoLimiter limiter;

    DeviceChannel(BdevEntry entry, Reactor reactor, IoCounters counters, DeviceStead stead) {
        bdev = entry.bdev();
        module = entry.module();
        own = entry.own();
        lends = entry.lends();
        this.reactor = reactor;
        this.counters = counters;
        latency = new LatencySample(clock(reactor), counters);
        this.stead = stead;
        guard = entry.guard(reactor);
        guard.channel(this);
        reshape(entry.geometry());
        limit(entry.settings().rates());
        latency.histogram(entry.settings().histograms().on(reactor));
        channel = module.isIsolated() ? new Crossing(entry, this, counters) : open();
    }

    /** Takes over the device's shape: at first, and when it has been resized. */
    void reshape(Geometry shape) {
        geometry = shape;
        blocks = shape.blockCount();
        blockBytes = shape.blockBytes();
        strippedBytes = shape.transferBytes(BdevIo.PRACT);
        accepted = own | Operations.emulated(own, shape);
    }

    /** The device's limits are these from now on; null for none. */
    void limit(Rates rates) {
        if (limiter == null && rates != null) {
            limiter = new IoLimiter(reactor, blockBytes, this::limitOver);
        }
        if (limiter != null) {
            limiter.rates(rates);
        }
    }

    /** What waits because of a limit does not any longer. */
    void hurry() {
        if (limiter != null) {
            limiter.letAllGo();
        }
    }

    CoreIoChannel join(boolean writable) {
        CoreIoChannel user = new CoreIoChannel(this, writable);
        users.add(user);
        return user;
    }

    /** The last user that leaves closes the channel; {@code done} runs when that is over. */
    void leave(CoreIoChannel user, Runnable done) {
        users.remove(user);
        if (isOpen()) {
            done.run();
        } else {
            assert parked.isEmpty();
            close(done);
        }
    }

    boolean isOpen() {
        return !users.isEmpty();
    }

    int userCount() {
        return users.size();
    }

    /** I/O that its users have submitted and that has not ended. */
    int inFlight() {
        int sum = 0;
        for (int i = 0; i < users.size(); i++) {
            sum += users.get(i).inFlight();
        }
        return sum;
    }

    IoCounters counters() {
        return counters;
    }

    LatencySample latency() {
        return latency;
    }

    /** I/O that waits because the device is busy. */
    int parked() {
        return parked.size();
    }

    /** I/O that waits because a limit is used up. */
    int limited() {
        return limiter == null ? 0 : limiter.waiting();
    }

    private static LongSupplier clock(Reactor reactor) {
        return reactor instanceof CoreReactor core ? core::clockNanos : reactor::nowNanos;
    }

    int blockBytes() {
        return blockBytes;
    }

    /** The shape that the reactor goes by. */
    Geometry geometry() {
        return geometry;
    }

    /** Whether the device does an operation by itself. */
    boolean has(BdevOp op) {
        return (own & Operations.bit(op)) != 0;
    }

    /** What keeps changes off locked ranges on this reactor. */
    RangeGuard guard() {
        return guard;
    }

    /** Tells when what is at the device is over. */
    Grace grace() {
        return grace;
    }

    @Override
    public Reactor reactor() {
        return reactor;
    }

    @Override
    public Owner owner() {
        return module.owner();
    }

    /** Why an I/O is not for this device, or success. */
    int refusal(BdevIo io, boolean writable) {
        int bit = Operations.bit(io.op());
        if ((accepted & bit) == 0) {
            return Status.INVALID_OPCODE;
        }
        if (!writable && (Operations.MODIFYING & bit) != 0) {
            return Status.ATTEMPTED_WRITE_TO_RO_RANGE;
        }
        if ((Operations.WHOLE & bit) != 0) {
            return Status.SUCCESS;
        }
        long count = io.count();
        if (count <= 0) {
            return Status.INVALID_FIELD;
        }
        if (io.lba() < 0 || count > blocks - io.lba()) {
            return Status.LBA_OUT_OF_RANGE;
        }
        if (io.op() == BdevOp.COPY) {
            boolean inside = io.source() >= 0 && count <= blocks - io.source();
            return inside ? Status.SUCCESS : Status.LBA_OUT_OF_RANGE;
        }
        return (Operations.MOVING & bit) == 0 || fits(io) ? Status.SUCCESS : Status.INVALID_FIELD;
    }

    private boolean fits(BdevIo io) {
        if (io.data() == null) {
            return lends && io.lendInto() != null;
        }
        long bytes = io.count() * transferBytes(io.protectionFlags());
        if (io.op() == BdevOp.COMPARE_AND_WRITE) {
            bytes += io.count() * transferBytes(io.sourceFlags());
        }
        return io.data().length() == bytes;
    }

    private int transferBytes(int protectionFlags) {
        return (protectionFlags & BdevIo.PRACT) == 0 ? blockBytes : strippedBytes;
    }

    /** Hands a user's I/O to the device, unless a part of its range is locked. */
    int submit(BdevIo io, CoreIoChannel user) {
        if (guard.isClosed() && guard.blocks(io)) {
            counters.park();
            io.kept(user);
            guard.park(io, user);
            return BdevChannel.PENDING;
        }
        return dispatch(io, user);
    }

    /** The range of an I/O that was parked for it is free. */
    void resume(BdevIo io, CoreIoChannel user) {
        if (dispatch(io, user) == BdevChannel.DONE) {
            io.kept(user);
            io.complete(io.status());
        }
    }

    private int dispatch(BdevIo io, CoreIoChannel user) {
        boolean does = does(io);
        if (!does && io.op() == BdevOp.COMPARE_AND_WRITE) {
            // Not counted as at the device: it waits for what is.
            return compareAndWriter().submit(io, user);
        }
        BdevIo.Completion flight = user.flight();
        int answer = does ? forward(io, flight) : emulate(io, flight);
        if (answer == BdevChannel.PENDING) {
            user.departed();
        }
        return answer;
    }

    // What a copy checks and makes is checked and made by the reads and writes that it is then.
    private boolean does(BdevIo io) {
        return has(io.op())
                && (io.op() != BdevOp.COPY || (io.protectionFlags() | io.sourceFlags()) == 0);
    }

    /**
     * Hands an I/O to the device, or puts it in line behind those that wait already.
     *
     * @param hears who is told first when it was pending
     */
    int forward(BdevIo io, BdevIo.Completion hears) {
        if (limiter != null) {
            if (limiter.keeps(io)) {
                counters.limit();
                io.kept(hears);
                return BdevChannel.PENDING;
            }
            if (io.op() == BdevOp.RESET) {
                limiter.abortAll();
            }
        }
        return handOver(io, hears);
    }

    // A limit has kept it for a while.
    private void limitOver(BdevIo io) {
        int answer = parked.isEmpty() ? offer(io) : BdevChannel.BUSY;
        if (answer == BdevChannel.BUSY) {
            counters.park();
            parked.addLast(io);
        } else if (answer == BdevChannel.DONE) {
            io.complete(io.status());
        }
    }

    private int handOver(BdevIo io, BdevIo.Completion hears) {
        if (!parked.isEmpty()) {
            park(io, hears);
            return BdevChannel.PENDING;
        }
        int answer = offer(io);
        if (answer == BdevChannel.PENDING) {
            io.kept(hears);
        } else if (answer == BdevChannel.BUSY) {
            park(io, hears);
            return BdevChannel.PENDING;
        }
        return answer;
    }

    private int emulate(BdevIo io, BdevIo.Completion hears) {
        return switch (io.op()) {
            case WRITE_ZEROES -> zeroWriter().submit(io, hears);
            case COMPARE, COPY, VERIFY -> pieceWorker().submit(io, hears);
            default -> {
                assert io.op() == BdevOp.FLUSH : io.op();
                io.status(Status.SUCCESS);
                yield BdevChannel.DONE;
            }
        };
    }

    private ZeroWriter zeroWriter() {
        if (zeroWriter == null) {
            zeroWriter = new ZeroWriter(this, stead.zeroes());
        }
        return zeroWriter;
    }

    private PieceWorker pieceWorker() {
        if (pieceWorker == null) {
            pieceWorker = new PieceWorker(this, stead.pieces());
        }
        return pieceWorker;
    }

    private CompareAndWriter compareAndWriter() {
        if (compareAndWriter == null) {
            compareAndWriter = new CompareAndWriter(this, stead.atomic());
        }
        return compareAndWriter;
    }

    private void park(BdevIo io, BdevIo.Completion hears) {
        counters.park();
        io.kept(hears);
        parked.addLast(io);
    }

    @Override
    public void ready() {
        // Completions may add to the line: those have to wait for the reactor's next turn, or a
        // device that ends everything at once would never let go of it.
        for (int budget = parked.size(); budget > 0 && !parked.isEmpty(); budget--) {
            BdevIo io = parked.getFirst();
            int answer = offer(io);
            if (answer == BdevChannel.BUSY) {
                return;
            }
            parked.removeFirst();
            if (answer == BdevChannel.DONE) {
                io.complete(io.status());
            }
        }
        if (!parked.isEmpty()) {
            turn().arm(0);
        }
    }

    private Timer turn() {
        if (turn == null) {
            turn = reactor.timer(owner(), this::ready);
        }
        return turn;
    }

    private int offer(BdevIo io) {
        if (channel == null) {
            io.status(Status.INTERNAL_DEVICE_ERROR);
            return BdevChannel.DONE;
        }
        try {
            return channel.submit(io);
        } catch (InternalError e) {
            // A page of the data has vanished under the copy: the peer's memory, not the device.
            report("touched memory that is gone", e, false);
            io.status(Status.DATA_TRANSFER_ERROR);
        } catch (RuntimeException | Error e) {
            report("failed in submit", e);
            io.status(Status.INTERNAL_DEVICE_ERROR);
        }
        return BdevChannel.DONE;
    }

    /** Ends an I/O early that waits in line, or that the device can end. */
    boolean abort(BdevIo io) {
        if (parked.remove(io) || (limiter != null && limiter.remove(io))) {
            io.complete(Status.ABORTED_BY_REQUEST);
            return true;
        }
        if (channel == null || (own & Operations.bit(io.op())) == 0) {
            return false;
        }
        try {
            return channel.abort(io);
        } catch (RuntimeException | Error e) {
            report("failed to abort", e);
            return false;
        }
    }

    /** The borrower has given back what a READ was lent. */
    void release(BdevIo io) {
        try {
            channel.release(io);
        } catch (RuntimeException | Error e) {
            report("failed in release", e);
        }
        io.takeBack();
    }

    private BdevChannel open() {
        try {
            return bdev.open(this);
        } catch (RuntimeException | Error e) {
            report("failed to open a channel", e);
            return null;
        }
    }

    private void close(Runnable done) {
        if (turn != null) {
            turn.close();
        }
        if (zeroWriter != null) {
            zeroWriter.close();
        }
        if (pieceWorker != null) {
            pieceWorker.close();
        }
        if (compareAndWriter != null) {
            compareAndWriter.close();
        }
        if (limiter != null) {
            limiter.close();
        }
        guard.channel(null);
        if (channel instanceof Crossing crossing) {
            crossing.close(done);
            return;
        }
        if (channel != null) {
            closeInline();
        }
        done.run();
    }

    private void closeInline() {
        try {
            channel.close();
        } catch (RuntimeException | Error e) {
            report("failed to close a channel", e);
        }
    }

    private void report(String what, Throwable fault) {
        report(what, fault, true);
    }

    private void report(String what, Throwable fault, boolean blamed) {
        counters.fault();
        module.report(bdev, what, fault, blamed, reactor.nowNanos());
    }
}
