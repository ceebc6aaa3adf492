package io.viaduct.bdev.virtual;

import io.viaduct.api.bdev.BdevIo;
import io.viaduct.api.bdev.BdevOp;
import io.viaduct.api.bdev.ChannelContext;
import io.viaduct.api.bdev.IoChannel;
import io.viaduct.api.nvme.Status;
import io.viaduct.api.reactor.Timer;

import java.util.ArrayDeque;
import java.util.function.Consumer;

/** Asks before each I/O whether a fault strikes it. */
final class ErrorChannel extends ForwardingChannel {
    /** After so long a channel that has answered BUSY takes I/O again, nanoseconds. */
    private static final long BUSY_NANOS = 1_000_000;

    private final ErrorBdev disk;
    private final ChannelContext context;
    private final Consumer<ErrorChannel> closed;
    private final ArrayDeque<BdevIo> kept = new ArrayDeque<>();
    private final Timer ready;

    ErrorChannel(
            ErrorBdev disk,
            IoChannel below,
            ChannelContext context,
            Consumer<ErrorChannel> closed) {
        super(below, 0);
        this.disk = disk;
        this.context = context;
        this.closed = closed;
        ready = context.reactor().timer(context.owner(), context::ready);
    }

    @Override
    public int submit(BdevIo io) {
        if (ready.armed()) {
            return BUSY;
        }
        if (io.op() == BdevOp.RESET) {
            disk.abortPending();
        }
        Fault fault = disk.fault(io.op());
        if (!fault.strikes(below() + kept.size())) {
            return super.submit(io);
        }
        return switch (fault.type()) {
            case failure, nvme_failure -> {
                io.status(fault.status());
                yield DONE;
            }
            case pending -> {
                kept.add(io);
                yield PENDING;
            }
            case nomem -> {
                ready.arm(BUSY_NANOS);
                yield BUSY;
            }
            case corrupt_data -> corrupt(io, fault);
        };
    }

    private int corrupt(BdevIo io, Fault fault) {
        Child child = childOf(io);
        if (io.op() == BdevOp.WRITE) {
            // The writer's memory is not ours to change.
            OwnData changed = new OwnData(io.data());
            fault.corrupt(changed.list());
            child.io().data(changed.list());
            child.note(changed);
        } else if (io.op() == BdevOp.READ) {
            child.note(fault);
        }
        return send(child);
    }

    @Override
    boolean keeps(Child child) {
        if (child.note() instanceof Fault fault && child.io().status() == 0) {
            fault.corrupt(child.above().data());
        }
        return false;
    }

    /** Runs something on the channel's reactor: at once where that is the caller's. */
    void onReactor(Runnable action) {
        if (context.reactor().isCurrent()) {
            action.run();
        } else if (!context.reactor().send(context.owner(), action)) {
            throw new IllegalStateException("the reactor takes no message");
        }
    }

    /** I/O that is kept goes down after all. */
    void resume() {
        for (int left = kept.size(); left > 0; left--) {
            BdevIo io = kept.remove();
            if (super.submit(io) == DONE) {
                io.complete(io.status());
            }
        }
    }

    /** I/O that is kept ends. */
    void abortAll() {
        for (int left = kept.size(); left > 0; left--) {
            kept.remove().complete(Status.ABORTED_BY_REQUEST);
        }
    }

    @Override
    public boolean abort(BdevIo io) {
        if (kept.remove(io)) {
            io.complete(Status.ABORTED_BY_REQUEST);
            return true;
        }
        return super.abort(io);
    }

    @Override
    public void close() {
        ready.close();
        closed.accept(this);
        super.close();
    }
}
