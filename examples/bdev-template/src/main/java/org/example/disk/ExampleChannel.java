package org.example.disk;

import io.viaduct.api.bdev.BdevChannel;
import io.viaduct.api.bdev.BdevIo;
import io.viaduct.api.memory.Region;
import io.viaduct.api.nvme.Status;

/** One reactor's way to a disk. */
final class ExampleChannel implements BdevChannel {
    private final Region content;
    private final int blockSize;

    ExampleChannel(Region content, int blockSize) {
        this.content = content;
        this.blockSize = blockSize;
    }

    @Override
    public int submit(BdevIo io) {
        long at = content.address() + io.lba() * blockSize;
        long bytes = io.count() * blockSize;
        switch (io.op()) {
            case READ -> io.data().copyFrom(0, at, bytes);
            case WRITE -> io.data().copyTo(0, at, bytes);
            default -> {
                io.status(Status.INVALID_OPCODE);
                return DONE;
            }
        }
        io.status(Status.SUCCESS);
        return DONE;
    }

    @Override
    public void close() {
        // It holds nothing.
    }
}
