package org.example.viaduct.lz4;

import io.viaduct.api.bdev.BdevChannel;
import io.viaduct.api.bdev.BdevIo;
import io.viaduct.api.memory.Native;
import io.viaduct.api.memory.SegmentList;
import io.viaduct.api.nvme.Status;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * One reactor's way to a disk. Everything ends inside submit: this module is isolated, on a thread
 * of its own, and may take its time there.
 */
final class Lz4Channel implements BdevChannel {
    private final CompressedBlocks blocks;
    private final byte[] block;

    Lz4Channel(CompressedBlocks blocks, int blockSize) {
        this.blocks = blocks;
        block = new byte[blockSize];
    }

    @Override
    public int submit(BdevIo io) {
        io.status(
                switch (io.op()) {
                    case READ -> read(io);
                    case WRITE -> write(io);
                    case WRITE_ZEROES, UNMAP -> zero(io);
                    // Nothing is ever under way.
                    case RESET -> Status.SUCCESS;
                    default -> Status.INVALID_OPCODE;
                });
        return DONE;
    }

    private int read(BdevIo io) {
        for (long i = 0; i < io.count(); i++) {
            if (!blocks.read(io.lba() + i, block)) {
                return Status.UNRECOVERED_READ_ERROR;
            }
            move(io.data(), i * block.length, true);
        }
        return Status.SUCCESS;
    }

    private int write(BdevIo io) {
        for (long i = 0; i < io.count(); i++) {
            move(io.data(), i * block.length, false);
            if (!blocks.write(io.lba() + i, block)) {
                return Status.CAPACITY_EXCEEDED;
            }
        }
        return Status.SUCCESS;
    }

    private int zero(BdevIo io) {
        for (long i = 0; i < io.count(); i++) {
            blocks.zero(io.lba() + i);
        }
        return Status.SUCCESS;
    }

    // Between the block and the I/O's memory, which may be in any pieces.
    private void move(SegmentList data, long offset, boolean out) {
        long skip = offset;
        int done = 0;
        for (int i = 0; done < block.length; i++) {
            long size = data.length(i);
            if (skip >= size) {
                skip -= size;
                continue;
            }
            int length = (int) Math.min(size - skip, block.length - done);
            long at = data.address(i) + skip;
            if (out) {
                MemorySegment.copy(block, done, Native.ALL, ValueLayout.JAVA_BYTE, at, length);
            } else {
                MemorySegment.copy(Native.ALL, ValueLayout.JAVA_BYTE, at, block, done, length);
            }
            done += length;
            skip = 0;
        }
    }

    @Override
    public void close() {
        // It holds nothing.
    }
}
