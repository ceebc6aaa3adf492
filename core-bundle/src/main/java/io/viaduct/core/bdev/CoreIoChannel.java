package io.viaduct.core.bdev;

import io.viaduct.api.bdev.BdevChannel;
import io.viaduct.api.bdev.BdevIo;
import io.viaduct.api.bdev.IoChannel;
import io.viaduct.api.nvme.Status;

/**
 * One user's way to a device on one reactor. Checks every I/O and counts those under way; the
 * device's channel behind it is shared with the device's other users. Reactor thread.
 */
final class CoreIoChannel implements IoChannel, BdevIo.Completion {
    /** I/O at the device, counted by when it was submitted. See {@link Grace}. */
    private final class Flight implements BdevIo.Completion {
        private int count;

        @Override
        public void completed(BdevIo io) {
            if (--count == 0) {
                device.grace().flightEnded();
            }
            CoreIoChannel.this.completed(io);
        }
    }

    private final DeviceChannel device;
    private final boolean writable;
    private Flight flight = new Flight();
    private Flight oldFlight = new Flight();
    private int inFlight;
    private int lent;
    private boolean closed;
    private Runnable onIdle;

    CoreIoChannel(DeviceChannel device, boolean writable) {
        this.device = device;
        this.writable = writable;
    }

    @Override
    public int submit(BdevIo io) {
        int refusal = closed ? Status.INTERNAL_DEVICE_ERROR : device.refusal(io, writable);
        if (refusal != Status.SUCCESS) {
            io.status(refusal);
            device.counters().refuse();
            return BdevChannel.DONE;
        }
        device.latency().begin(io);
        if (device.submit(io, this) == BdevChannel.DONE) {
            settle(io);
            return BdevChannel.DONE;
        }
        inFlight++;
        return BdevChannel.PENDING;
    }

    /** Who hears of I/O that goes to the device now, and counts it once {@link #departed}. */
    BdevIo.Completion flight() {
        return flight;
    }

    /** The I/O is at the device. */
    void departed() {
        flight.count++;
    }

    /** What is at the device now is of the old flight from now on; there was none of that left. */
    void changeFlight() {
        assert oldFlight.count == 0;
        Flight before = oldFlight;
        oldFlight = flight;
        flight = before;
    }

    boolean hasOldFlight() {
        return oldFlight.count > 0;
    }

    @Override
    public void completed(BdevIo io) {
        inFlight--;
        settle(io);
        io.deliver();
        signalIdle();
    }

    private void settle(BdevIo io) {
        device.latency().end(io);
        device.counters().done(io);
        if (!io.isLent()) {
            return;
        }
        if (io.status() == Status.SUCCESS) {
            lent++;
        } else {
            device.release(io);
        }
    }

    @Override
    public void release(BdevIo io) {
        assert io.isLent() : "nothing was lent";
        device.release(io);
        lent--;
        signalIdle();
    }

    @Override
    public boolean abort(BdevIo io) {
        return device.abort(io);
    }

    @Override
    public int inFlight() {
        return inFlight;
    }

    /** Takes no more, gives up the device's channel once nothing is under way or lent, says so. */
    void close(Runnable done) {
        closed = true;
        onIdle = () -> device.leave(this, done);
        signalIdle();
    }

    private void signalIdle() {
        if (onIdle != null && inFlight == 0 && lent == 0) {
            Runnable idle = onIdle;
            onIdle = null;
            idle.run();
        }
    }
}
