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
    private final DeviceChannel device;
    private final boolean writable;
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
