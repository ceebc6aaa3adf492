package io.viaduct.testkit;

import io.viaduct.api.bdev.BdevChannel;
import io.viaduct.api.bdev.BdevIo;
import io.viaduct.api.bdev.BdevOp;
import io.viaduct.api.bdev.IoChannel;
import io.viaduct.api.memory.SegmentList;

import java.lang.ref.Reference;

/** An I/O that a test submits, and whether it has ended: once, and not from inside submit. */
public final class TestIo {
    private final BdevIo io = new BdevIo(this::completed);
    private boolean inSubmit;
    private boolean pending;
    private boolean ended;
    private Runnable then = () -> {};
    // Kept, so that the memory stays for as long as the I/O may use it.
    private Scatter data;
    private Scatter entries;

    /** The I/O itself, to fill in what {@link #submit} does not. */
    public BdevIo io() {
        return io;
    }

    /** What to do when it completes after it was pending. */
    public TestIo then(Runnable action) {
        then = action;
        return this;
    }

    /** Prepares it; {@code memory} may be null. */
    public TestIo prepare(BdevOp op, long lba, long count, Scatter memory) {
        if (pending) {
            throw new AssertionError("still under way");
        }
        ended = false;
        data = memory;
        io.prepare(op, lba, count, memory == null ? null : memory.list());
        return this;
    }

    /** Lets a prepared READ be answered by lending, and returns the list that receives it. */
    public SegmentList lendable(int capacity) {
        entries = new Scatter(new int[capacity]);
        SegmentList into = entries.list();
        into.clear();
        io.lendable(into);
        return into;
    }

    /** Submits what has been prepared. */
    public TestIo submit(IoChannel channel) {
        inSubmit = true;
        pending = true;
        int answer = channel.submit(io);
        inSubmit = false;
        Reference.reachabilityFence(data);
        Reference.reachabilityFence(entries);
        if (answer == BdevChannel.DONE) {
            pending = false;
            ended = true;
        } else if (answer != BdevChannel.PENDING) {
            throw new AssertionError("a channel of the core answered " + answer);
        }
        return this;
    }

    private void completed(BdevIo completed) {
        if (completed != io || inSubmit || !pending) {
            throw new AssertionError("completed out of turn: " + completed.op());
        }
        pending = false;
        ended = true;
        then.run();
    }

    /** Whether it has ended since it was prepared. */
    public boolean ended() {
        return ended;
    }

    /** Its status, once it has ended. */
    public int status() {
        if (!ended) {
            throw new AssertionError("still under way");
        }
        return io.status();
    }
}
