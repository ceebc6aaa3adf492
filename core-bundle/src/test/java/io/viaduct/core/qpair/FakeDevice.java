package io.viaduct.core.qpair;

import io.viaduct.api.bdev.Bdev;
import io.viaduct.api.bdev.BdevChannel;
import io.viaduct.api.bdev.BdevDescriptor;
import io.viaduct.api.bdev.BdevIo;
import io.viaduct.api.bdev.BdevOp;
import io.viaduct.api.bdev.ChannelContext;
import io.viaduct.api.bdev.Geometry;
import io.viaduct.api.bdev.IoChannel;
import io.viaduct.api.memory.Native;
import io.viaduct.api.nvme.Status;
import io.viaduct.api.reactor.Reactor;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.EnumSet;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A RAM disk that answers at once, or when the test lets it; device, descriptor and channel. */
final class FakeDevice implements Bdev, BdevDescriptor, IoChannel, BdevIo.Completion {
    private final UUID uuid = UUID.randomUUID();
    private final Geometry geometry;
    private final MemorySegment storage;
    private final boolean lends;
    private final Set<BdevOp> operations = EnumSet.complementOf(EnumSet.of(BdevOp.RESET));
    private final ArrayDeque<BdevIo> pending = new ArrayDeque<>();
    private boolean slow;
    private boolean abortable;
    private int nextStatus;
    private int nextWriteStatus;
    private int lent;
    private int flushes;
    private int forced;
    private BdevIo last;

    FakeDevice(Geometry geometry, boolean lends) {
        this.geometry = geometry;
        this.lends = lends;
        storage = Arena.ofAuto().allocate(geometry.blockCount() * geometry.blockBytes(), 4096);
    }

    /** From now on I/O waits for {@link #finish}. */
    FakeDevice slow() {
        slow = true;
        return this;
    }

    /** The next I/O fails. */
    void failNext(int status) {
        nextStatus = status;
    }

    /** The next write after a comparison fails. */
    void failWriteNext(int status) {
        nextWriteStatus = status;
    }

    void lacks(BdevOp op) {
        operations.remove(op);
    }

    /** Completes the oldest I/O. */
    void finish() {
        BdevIo io = pending.remove();
        move(io);
        io.complete(io.status());
    }

    void finishAll() {
        while (!pending.isEmpty()) {
            finish();
        }
    }

    int pendingCount() {
        return pending.size();
    }

    int lentCount() {
        return lent;
    }

    int flushCount() {
        return flushes;
    }

    /** The I/O that it has done last. */
    BdevIo last() {
        return last;
    }

    int forcedCount() {
        return forced;
    }

    long address(long lba) {
        return storage.address() + lba * geometry.blockBytes();
    }

    private void move(BdevIo io) {
        last = io;
        io.status(nextStatus);
        nextStatus = Status.SUCCESS;
        if (io.status() != Status.SUCCESS) {
            return;
        }
        long address = address(io.lba());
        long bytes = io.count() * geometry.transferBytes(io.protectionFlags());
        forced += io.fua() ? 1 : 0;
        switch (io.op()) {
            case READ -> read(io, address, bytes);
            case WRITE -> {
                assert io.data().length() == bytes;
                io.data().copyTo(0, address, bytes);
            }
            case UNMAP, WRITE_ZEROES -> Native.zero(address, bytes);
            case FLUSH -> flushes++;
            case COMPARE -> compare(io, address, 0, bytes);
            case COMPARE_AND_WRITE -> {
                compare(io, address, 0, bytes);
                if (io.status() == Status.SUCCESS) {
                    io.compared(true);
                    io.status(nextWriteStatus);
                    nextWriteStatus = Status.SUCCESS;
                    io.data().copyTo(bytes, address, bytes);
                }
            }
            case COPY -> Native.copy(address(io.source()), address, bytes);
            case VERIFY, WRITE_UNCORRECTABLE -> {}
            default -> io.status(Status.INVALID_OPCODE);
        }
    }

    private static void compare(BdevIo io, long address, long at, long bytes) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment given = arena.allocate(bytes);
            io.data().copyTo(at, given.address(), bytes);
            boolean equal =
                    MemorySegment.mismatch(given, 0, bytes, Native.ALL, address, address + bytes)
                            < 0;
            io.status(equal ? Status.SUCCESS : Status.COMPARE_FAILURE);
        }
    }

    private void read(BdevIo io, long address, long bytes) {
        if (lends && io.lendInto() != null) {
            io.lendInto().add(address, bytes);
            io.lent();
            lent++;
        } else {
            assert io.data().length() == bytes;
            io.data().copyFrom(0, address, bytes);
        }
    }

    @Override
    public int submit(BdevIo io) {
        if (slow) {
            pending.add(io);
            io.kept(this);
            return BdevChannel.PENDING;
        }
        move(io);
        return BdevChannel.DONE;
    }

    @Override
    public void completed(BdevIo io) {
        io.deliver();
    }

    @Override
    public void release(BdevIo io) {
        io.takeBack();
        lent--;
    }

    /** It can end what is pending. */
    FakeDevice abortable() {
        abortable = true;
        return this;
    }

    @Override
    public boolean abort(BdevIo io) {
        boolean found = abortable && pending.remove(io);
        if (found) {
            io.complete(Status.ABORTED_BY_REQUEST);
        }
        return found;
    }

    @Override
    public int inFlight() {
        return pending.size();
    }

    @Override
    public Bdev bdev() {
        return this;
    }

    @Override
    public IoChannel channel(Reactor reactor) {
        return this;
    }

    @Override
    public Set<BdevOp> operations() {
        return operations;
    }

    @Override
    public void claim(String by) {}

    @Override
    public CompletionStage<Void> retire() {
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public void close() {}

    @Override
    public String name() {
        return "fake";
    }

    @Override
    public UUID uuid() {
        return uuid;
    }

    @Override
    public String productName() {
        return "Fake disk";
    }

    @Override
    public Geometry geometry() {
        return geometry;
    }

    @Override
    public boolean lends() {
        return lends;
    }

    @Override
    public BdevChannel open(ChannelContext context) {
        throw new UnsupportedOperationException();
    }
}
