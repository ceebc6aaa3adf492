package io.viaduct.bdev.virtual;

import io.viaduct.api.bdev.BdevChannel;
import io.viaduct.api.bdev.BdevIo;
import io.viaduct.api.bdev.IoChannel;
import io.viaduct.api.nvme.Status;

import java.util.ArrayDeque;

/** Sends every I/O down to another device. Allocates where more I/O is under way than ever. */
class ForwardingChannel implements BdevChannel {
    private final IoChannel below;
    private final long shift;
    private final ArrayDeque<Child> idle = new ArrayDeque<>();

    /**
     * On one reactor.
     *
     * @param below the other device
     * @param shift blocks that lie before this device's first one there
     */
    ForwardingChannel(IoChannel below, long shift) {
        this.below = below;
        this.shift = shift;
    }

    @Override
    public int submit(BdevIo io) {
        return send(childOf(io));
    }

    /** The I/O for the device below, not sent yet. */
    final Child childOf(BdevIo io) {
        Child child = idle.isEmpty() ? new Child(this) : idle.pop();
        child.above = io;
        child.io.prepareAs(io).shift(shift).parent(io);
        return child;
    }

    /** Sends it: the answer to {@link #submit}. */
    final int send(Child child) {
        BdevIo io = child.above;
        io.channelState(child);
        if (below.submit(child.io) == PENDING || keeps(child)) {
            return PENDING;
        }
        io.status(child.io.status());
        io.compared(child.io.compared());
        child.free();
        return DONE;
    }

    /**
     * The device below has done an I/O. A kind of device that is not done with it yet answers true,
     * and calls {@link Child#finish} later, not from inside this call.
     */
    boolean keeps(Child child) {
        return false;
    }

    /** I/O that the device below has. */
    final int below() {
        return below.inFlight();
    }

    @Override
    public boolean abort(BdevIo io) {
        return io.channelState() instanceof Child child && below.abort(child.io);
    }

    @Override
    public void close() {
        idle.clear();
    }

    /** An I/O of the device below, made for one of this device. */
    static final class Child implements BdevIo.Completion {
        private final ForwardingChannel channel;
        private final BdevIo io = new BdevIo(this);
        private BdevIo above;
        private long dueNanos;
        private Object note;

        private Child(ForwardingChannel channel) {
            this.channel = channel;
        }

        /** This device's I/O. */
        BdevIo above() {
            return above;
        }

        /** The I/O of the device below. */
        BdevIo io() {
            return io;
        }

        /** What a kind of device keeps with it until it is done, or null. */
        Object note() {
            return note;
        }

        void note(Object kept) {
            note = kept;
        }

        /** When a kept one is due, on the reactor's clock. */
        long dueNanos() {
            return dueNanos;
        }

        void dueNanos(long nanos) {
            dueNanos = nanos;
        }

        @Override
        public void completed(BdevIo done) {
            if (!channel.keeps(this)) {
                finish();
            }
        }

        /** Ends this device's I/O as the one below has ended. */
        void finish() {
            BdevIo up = above;
            up.compared(io.compared());
            free();
            up.complete(io.status());
        }

        /** Ends this device's I/O, which is kept, because nobody wants it any more. */
        void abort() {
            BdevIo up = above;
            free();
            up.complete(Status.ABORTED_BY_REQUEST);
        }

        private void free() {
            above = null;
            note = null;
            io.parent(null);
            channel.idle.push(this);
        }
    }
}
