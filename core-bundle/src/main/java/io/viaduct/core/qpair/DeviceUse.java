package io.viaduct.core.qpair;

import io.viaduct.api.bdev.BdevChannel;
import io.viaduct.api.bdev.BdevIo;
import io.viaduct.api.bdev.IoChannel;
import io.viaduct.api.nvme.Status;

/** A request's I/O, and whether its namespace's device is in use for it. Reactor thread. */
final class DeviceUse {
    private final BdevIo io;
    private boolean inUse;

    DeviceUse(BdevIo.Completion completion) {
        io = new BdevIo(completion);
    }

    BdevIo io() {
        return io;
    }

    boolean isLent() {
        return io.isLent();
    }

    /** Gives the I/O to the device. True when it is done, with its status. */
    boolean offer(NamespaceSlot namespace) {
        if (!inUse) {
            inUse = true;
            namespace.enter();
        }
        IoChannel channel = namespace.channel();
        if (channel == null) {
            io.status(Status.INTERNAL_DEVICE_ERROR);
            return true;
        }
        return channel.submit(io) == BdevChannel.DONE;
    }

    /** Ends the I/O early, where the device has not begun with it or can. */
    boolean abort(NamespaceSlot namespace) {
        return inUse
                && io.isPending()
                && namespace.channel() != null
                && namespace.channel().abort(io);
    }

    /** The command is over: only what the device has lent keeps it in use. */
    void complete(NamespaceSlot namespace) {
        if (!io.isLent()) {
            leave(namespace);
        }
    }

    /** Gives back what the device has lent. */
    void returnLent(NamespaceSlot namespace) {
        if (io.isLent()) {
            namespace.channel().release(io);
        }
    }

    /** The device is not in use any more. */
    void leave(NamespaceSlot namespace) {
        if (inUse) {
            inUse = false;
            namespace.leave();
        }
    }
}
