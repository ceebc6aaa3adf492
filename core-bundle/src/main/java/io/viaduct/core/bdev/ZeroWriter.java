package io.viaduct.core.bdev;

import io.viaduct.api.bdev.BdevChannel;
import io.viaduct.api.bdev.BdevIo;
import io.viaduct.api.memory.Region;

import java.util.ArrayDeque;

/**
 * WRITE_ZEROES for a device that can only write. A bounded number of them is under way at a time,
 * the others wait in line. Reactor thread.
 */
final class ZeroWriter {
    /** Under way at once on one channel; each has one write of {@link ZeroWrite#BYTES} out. */
    private static final int ACTIVE_MAX = 8;

    private final DeviceChannel device;
    private final Region zeroes;
    private final ArrayDeque<ZeroWrite> idle = new ArrayDeque<>(ACTIVE_MAX);
    private final ArrayDeque<BdevIo> waiting = new ArrayDeque<>();
    private int made;

    ZeroWriter(DeviceChannel device, Region zeroes) {
        this.device = device;
        this.zeroes = zeroes;
    }

    int submit(BdevIo io, BdevIo.Completion hears) {
        ZeroWrite write = idle();
        if (write == null) {
            io.kept(hears);
            waiting.addLast(io);
            return BdevChannel.PENDING;
        }
        if (write.begin(io)) {
            idle.addLast(write);
            return BdevChannel.DONE;
        }
        io.kept(hears);
        return BdevChannel.PENDING;
    }

    private ZeroWrite idle() {
        if (idle.isEmpty() && made < ACTIVE_MAX) {
            made++;
            return new ZeroWrite(device, this, zeroes);
        }
        return idle.pollLast();
    }

    /** A write is free again; takes the next in line. */
    void freed(ZeroWrite write) {
        BdevIo next = waiting.pollFirst();
        while (next != null) {
            if (!write.begin(next)) {
                return;
            }
            next.complete(next.status());
            next = waiting.pollFirst();
        }
        idle.addLast(write);
    }

    void close() {
        assert waiting.isEmpty() && idle.size() == made : "zeroes are still being written";
        idle.forEach(ZeroWrite::close);
    }
}
