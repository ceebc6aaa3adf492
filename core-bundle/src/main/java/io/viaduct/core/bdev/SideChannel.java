package io.viaduct.core.bdev;

import io.viaduct.api.bdev.Bdev;
import io.viaduct.api.bdev.BdevChannel;
import io.viaduct.api.bdev.ChannelContext;
import io.viaduct.api.nvme.Status;
import io.viaduct.api.reactor.Owner;
import io.viaduct.api.reactor.Reactor;
import io.viaduct.core.reactor.CoreReactor;
import io.viaduct.core.reactor.Doorbell;

/**
 * The far end of a crossing: opens the module's channel, offers it what has come over, and sends
 * back what it has answered. What it is too busy for stays in the line. The module's own thread,
 * except where a method says otherwise.
 */
final class SideChannel implements ChannelContext, Runnable {
    /** A module that does I/O after I/O lets the first answers go before the last is there. */
    private static final long FLUSH_NANOS = 50_000;

    private final Bdev bdev;
    private final BdevOwner module;
    private final CoreReactor reactor;
    private final Doorbell home;
    private IoLine line;

    // Made on the module's thread; the near end looks into it once its bell has been rung.
    private volatile IoLine back;

    private BdevChannel channel;
    private boolean opened;
    private boolean offering;
    private boolean busy;
    private boolean readied;
    private long flushed;
    private volatile boolean closing;
    private volatile boolean closed;

    SideChannel(Bdev bdev, BdevOwner module, CoreReactor reactor, Doorbell home) {
        this.bdev = bdev;
        this.module = module;
        this.reactor = reactor;
        this.home = home;
    }

    /** Where I/O comes from. Once, before the first ring. */
    void listenTo(IoLine from) {
        line = from;
    }

    /** The near end has rung. */
    @Override
    public void run() {
        if (closed) {
            return;
        }
        if (!opened) {
            opened = true;
            back = new IoLine(reactor, module.owner(), Crossing.PLACES, home);
            open();
        }
        offerAll();
        if (closing) {
            close(channel);
        }
    }

    private void open() {
        try {
            channel = bdev.open(this);
        } catch (RuntimeException | Error e) {
            report("failed to open a channel", e);
        }
    }

    private void offerAll() {
        if (offering || busy) {
            return;
        }
        offering = true;
        flushed = module.now();
        // All that is there now; what comes later rings again.
        for (int budget = Crossing.PLACES; budget > 0; budget--) {
            CrossingIo io = line.first();
            if (io == null || !offer(io)) {
                break;
            }
            module.progress();
            flushInTime();
        }
        offering = false;
    }

    /** False when the module cannot take it now. */
    private boolean offer(CrossingIo io) {
        readied = false;
        int answer = submit(io);
        if (answer == BdevChannel.BUSY) {
            busy = !readied;
            return readied;
        }
        line.removeFirst();
        if (answer == BdevChannel.PENDING) {
            io.kept();
        } else {
            back.put(io);
        }
        return true;
    }

    private int submit(CrossingIo io) {
        if (channel == null) {
            io.copy().status(Status.INTERNAL_DEVICE_ERROR);
            return BdevChannel.DONE;
        }
        try {
            return channel.submit(io.copy());
        } catch (InternalError e) {
            // A page of the data has vanished under the copy: the peer's memory, not the device.
            module.report(bdev, "touched memory that is gone", e, false, reactor.nowNanos());
            io.faulty(Status.DATA_TRANSFER_ERROR);
        } catch (RuntimeException | Error e) {
            report("failed in submit", e);
            io.faulty(Status.INTERNAL_DEVICE_ERROR);
        }
        return BdevChannel.DONE;
    }

    private void flushInTime() {
        long now = module.now();
        if (now - flushed > FLUSH_NANOS) {
            flushed = now;
            back.flush();
        }
    }

    /** The module has completed one that it kept. */
    void finished(CrossingIo io) {
        assert reactor.isCurrent() : "completed on another thread than its own";
        module.progress();
        back.put(io);
    }

    @Override
    public void ready() {
        busy = false;
        readied = true;
        offerAll();
    }

    private void close(BdevChannel open) {
        channel = null;
        if (open != null) {
            try {
                open.close();
            } catch (RuntimeException | Error e) {
                report("failed to close a channel", e);
            }
        }
        closed = true;
        back.ringLast();
    }

    private void report(String what, Throwable fault) {
        module.report(bdev, what, fault, true, reactor.nowNanos());
    }

    @Override
    public Reactor reactor() {
        return reactor;
    }

    @Override
    public Owner owner() {
        return module.owner();
    }

    // What the near end uses.

    /** The next that has been answered, or null. The near end's thread. */
    CrossingIo answered() {
        IoLine answers = back;
        CrossingIo io = answers == null ? null : answers.first();
        if (io != null) {
            answers.removeFirst();
        }
        return io;
    }

    /** Closes the module's channel at the next ring. The near end's thread. */
    void close() {
        closing = true;
    }

    /** Whether the module's channel is closed, and nothing more happens here. Any thread. */
    boolean isClosed() {
        return closed;
    }
}
