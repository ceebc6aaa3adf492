package io.viaduct.bdev.aio;

import io.viaduct.api.bdev.BdevChannel;
import io.viaduct.api.bdev.BdevIo;
import io.viaduct.api.bdev.BdevOp;
import io.viaduct.api.bdev.ChannelContext;
import io.viaduct.api.nvme.Status;
import io.viaduct.api.reactor.Engine;
import io.viaduct.api.reactor.Owner;
import io.viaduct.api.reactor.Timer;

import java.util.ArrayDeque;

/**
 * One reactor's way to a file: so many I/Os at a time as there are places for them. What finds the
 * engine full, or no aligned memory, waits here in line.
 */
final class FileChannel implements BdevChannel {
    /** I/Os at the kernel at a time, beyond which a disk only makes them wait. */
    static final int DEPTH = 128;

    /** After what time the engine is asked again, when nothing of this channel ends before. */
    private static final long RETRY_NANOS = 100_000;

    private final FileBdev disk;
    private final ChannelContext context;
    private final Engine engine;
    private final AlignedChunks chunks = new AlignedChunks();
    private final ArrayDeque<FileIo> free = new ArrayDeque<>(DEPTH + 1);
    private final ArrayDeque<FileIo> waiting = new ArrayDeque<>(DEPTH + 1);
    private final Timer retry;
    private BdevIo resetting;
    private boolean readyOwed;

    FileChannel(FileBdev disk, ChannelContext context) {
        this.disk = disk;
        this.context = context;
        engine = context.reactor().engine();
        retry = context.reactor().timer(context.owner(), this::goOn);
        for (int i = 0; i < DEPTH; i++) {
            free.add(new FileIo(this));
        }
    }

    @Override
    public int submit(BdevIo io) {
        if (resetting != null || free.isEmpty()) {
            readyOwed = true;
            return BUSY;
        }
        if (io.op() == BdevOp.RESET) {
            return reset(io);
        }
        FileIo place = free.removeLast();
        place.take(io);
        if (!waiting.isEmpty() || !place.start()) {
            await(place);
        }
        return PENDING;
    }

    // What is at the disk cannot be called back: it is waited for, and nothing else is begun.
    private int reset(BdevIo io) {
        if (inUse() == 0) {
            io.status(Status.SUCCESS);
            return DONE;
        }
        resetting = io;
        return PENDING;
    }

    private int inUse() {
        return DEPTH - free.size();
    }

    /** Has an I/O tried again later. */
    void await(FileIo place) {
        waiting.addLast(place);
        if (!retry.armed()) {
            retry.arm(RETRY_NANOS);
        }
    }

    private void goOn() {
        while (!waiting.isEmpty() && waiting.getFirst().start()) {
            waiting.removeFirst();
        }
        if (waiting.isEmpty()) {
            retry.cancel();
        } else {
            retry.arm(RETRY_NANOS);
        }
    }

    /** An I/O is done; its place is free. From the engine's loop. */
    void end(FileIo place, BdevIo io, int status) {
        free.addLast(place);
        io.complete(status);
        if (!waiting.isEmpty()) {
            goOn();
        }
        if (resetting != null && inUse() == 0) {
            BdevIo reset = resetting;
            resetting = null;
            reset.complete(Status.SUCCESS);
        }
        if (readyOwed && resetting == null && !free.isEmpty()) {
            readyOwed = false;
            context.ready();
        }
    }

    FileBdev disk() {
        return disk;
    }

    Engine engine() {
        return engine;
    }

    Owner owner() {
        return context.owner();
    }

    AlignedChunks chunks() {
        return chunks;
    }

    @Override
    public void close() {
        assert inUse() == 0 && resetting == null : "closed with work to do";
        retry.close();
    }
}
